package api

import "quittance/internal/delivery"

// Payment is one attempt to settle a due.
type Payment struct {
	ID        string `json:"id" doc:"Ours; the processor keeps it with its own."`
	Due       string `json:"due" doc:"What it is for."`
	Recipient string `json:"recipient,omitempty" doc:"Who pays; absent when you recorded it."`
	Processor string `json:"processor" enum:"stripe,recorded" doc:"Who moved the money; recorded: you say that it came."`
	State     string `json:"state" enum:"started,open,processing,settled,failed,expired,unapplied" doc:"Unapplied: money that opened nothing and is to be given back."`
	Amount    int64  `json:"amount" doc:"Asked for; once settled or unapplied, received."`
	Currency  string `json:"currency" doc:"ISO 4217."`
	Applied   int64  `json:"applied" doc:"Counted for the due; less than was received where it was too much, and 0 where it opened nothing."`
	Refunded  int64  `json:"refunded" doc:"Given back."`
	Method    string `json:"method,omitempty" doc:"Chosen by the payer, once paid used; in the processor's words." example:"card"`
	Last4     string `json:"last4,omitempty" doc:"Of the card or the account."`
	Failure   string `json:"failure,omitempty" doc:"The processor's code."`
	Reason    string `json:"reason,omitempty" doc:"Why the money opened nothing." enum:"double,amount,currency,ended,mode"`
	Reference string `json:"reference,omitempty" doc:"Of the transfer or cheque you recorded."`
	Note      string `json:"note,omitempty" doc:"Yours, of a payment you recorded."`
	StartedAt string `json:"started_at,omitempty" format:"date-time" doc:"When the payer began."`
	SettledAt string `json:"settled_at,omitempty" format:"date-time" doc:"When the money was confirmed, or recorded by you."`

	ReceivedOn string `json:"received_on,omitempty" format:"date" doc:"The day on which it arrived, of a payment you recorded." example:"2026-12-01"`
}

// Refund is money on its way back.
type Refund struct {
	ID      string `json:"id" doc:"Of the refund."`
	Payment string `json:"payment" doc:"What it is taken from."`
	Amount  int64  `json:"amount" doc:"In minor units."`
	State   string `json:"state" enum:"requested,succeeded,failed" doc:"A failed one is to be solved: the money is still yours to give back, by another refund or by your own means (note-refund)."`
	Surplus bool   `json:"surplus" doc:"Of money that counts for no due: it revokes nothing."`
	Failure string `json:"failure,omitempty" doc:"Why it failed, in the processor's words."`
	At      string `json:"at" format:"date-time" doc:"When it was asked for."`
}

// Dispute is a payment taken back by the payer's bank, or that may be.
type Dispute struct {
	ID      string `json:"id" doc:"The processor's."`
	Payment string `json:"payment" doc:"The payment it is about."`
	Amount  int64  `json:"amount" doc:"In minor units."`
	Reason  string `json:"reason" doc:"The payer's, in the processor's words."`
	State   string `json:"state" enum:"open,won,lost" doc:"An open one suspends the files; a lost one closes them."`
	At      string `json:"at" format:"date-time" doc:"When it was opened."`
}

// Certificate is one of a release.
type Certificate struct {
	Number         string `json:"number" doc:"Printed on it."`
	Kind           string `json:"kind" enum:"completion,delivery" doc:"Completion: everything was paid and signed; delivery: the files were downloaded."`
	Release        string `json:"release" doc:"The release it is of."`
	EvidenceSHA256 string `json:"evidence_sha256" doc:"The leaf in the transparency log."`
	RecordedAt     string `json:"recorded_at" format:"date-time" doc:"When its evidence was fixed."`
	SealedAt       string `json:"sealed_at,omitempty" format:"date-time" doc:"From then on the PDF can be downloaded."`
}

func viewOfPayment(p delivery.Payment) Payment {
	return Payment{
		ID: p.ID, Due: p.Due, Recipient: p.Recipient, Processor: string(p.Processor), State: string(p.State), Amount: p.Amount,
		Currency: p.Currency, Applied: p.Applied, Refunded: p.Refunded, Method: p.Method, Last4: p.Last4, Failure: p.Failure,
		Reason: string(p.Reason), Reference: string(p.Reference), Note: string(p.Note),
		StartedAt: stamp(p.StartedAt), SettledAt: stamp(p.SettledAt), ReceivedOn: string(p.ReceivedOn),
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
