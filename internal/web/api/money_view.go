package api

import "quittance/internal/delivery"

// Payment is one attempt to settle a due.
type Payment struct {
	ID        string `json:"id"`
	Due       string `json:"due"`
	Recipient string `json:"recipient,omitempty" doc:"Who pays; absent when you recorded it."`
	Processor string `json:"processor" enum:"stripe,recorded"`
	State     string `json:"state" enum:"started,open,processing,settled,failed,expired,unapplied"`
	Amount    int64  `json:"amount" doc:"Asked for; once settled or unapplied, received."`
	Currency  string `json:"currency"`
	Applied   int64  `json:"applied" doc:"Counted for the due."`
	Refunded  int64  `json:"refunded"`
	Method    string `json:"method,omitempty" example:"card"`
	Last4     string `json:"last4,omitempty"`
	Failure   string `json:"failure,omitempty" doc:"The processor's code."`
	Reason    string `json:"reason,omitempty" doc:"Why the money opened nothing." enum:"double,amount,currency,ended,mode"`
	Reference string `json:"reference,omitempty"`
	Note      string `json:"note,omitempty"`
	StartedAt string `json:"started_at,omitempty" format:"date-time"`
	SettledAt string `json:"settled_at,omitempty" format:"date-time"`
}

// Refund is money on its way back.
type Refund struct {
	ID      string `json:"id"`
	Payment string `json:"payment"`
	Amount  int64  `json:"amount"`
	State   string `json:"state" enum:"requested,succeeded,failed"`
	Surplus bool   `json:"surplus" doc:"Of money that counts for no due: it revokes nothing."`
	Failure string `json:"failure,omitempty"`
	At      string `json:"at" format:"date-time"`
}

// Dispute is a payment taken back by the payer's bank, or that may be.
type Dispute struct {
	ID      string `json:"id"`
	Payment string `json:"payment"`
	Amount  int64  `json:"amount"`
	Reason  string `json:"reason"`
	State   string `json:"state" enum:"open,won,lost"`
	At      string `json:"at" format:"date-time"`
}

// Certificate is one of a release.
type Certificate struct {
	Number         string `json:"number"`
	Kind           string `json:"kind" enum:"completion,delivery"`
	Release        string `json:"release"`
	EvidenceSHA256 string `json:"evidence_sha256" doc:"The leaf in the transparency log."`
	RecordedAt     string `json:"recorded_at" format:"date-time"`
	SealedAt       string `json:"sealed_at,omitempty" format:"date-time" doc:"From then on the PDF can be downloaded."`
}

func viewOfPayment(p delivery.Payment) Payment {
	return Payment{
		ID: p.ID, Due: p.Due, Recipient: p.Recipient, Processor: string(p.Processor), State: string(p.State), Amount: p.Amount,
		Currency: p.Currency, Applied: p.Applied, Refunded: p.Refunded, Method: p.Method, Last4: p.Last4, Failure: p.Failure,
		Reason: string(p.Reason), Reference: string(p.Reference), Note: string(p.Note),
		StartedAt: stamp(p.StartedAt), SettledAt: stamp(p.SettledAt),
	}
}

func viewOfRefund(r delivery.Refund) Refund {
	return Refund{ID: r.ID, Payment: r.Payment, Amount: r.Amount, State: string(r.State), Surplus: r.Surplus, Failure: r.Failure, At: stamp(r.At)}
}

func viewOfDispute(x delivery.Dispute) Dispute {
	return Dispute{ID: x.ID, Payment: x.Payment, Amount: x.Amount, Reason: x.Reason, State: string(x.State), At: stamp(x.At)}
}

func viewOfCertificates(d *delivery.Delivery) []Certificate {
	out := []Certificate{}
	for _, r := range d.Releases {
		for _, c := range r.Certificates {
			out = append(out, Certificate{
				Number: c.Number, Kind: string(c.Kind), Release: r.ID, EvidenceSHA256: c.Evidence,
				RecordedAt: stamp(c.RecordedAt), SealedAt: stamp(c.SealedAt),
			})
		}
	}
	return out
}
