package certificate

import (
	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// States of a due at issue, as the evidence spells them.
const (
	dueSettled  = "settled"
	dueRefunded = "refunded"
	dueOpen     = "open"
)

// moneyOf returns the dues this release waits for and those no release waits for, with the money that counts for
// them. Money that opened nothing is in the events only.
func moneyOf(d *delivery.Delivery, r *delivery.Release, t trail) ([]evidence.Due, []evidence.Payment) {
	var dues []evidence.Due
	var payments []evidence.Payment
	for i := range d.Dues {
		due := &d.Dues[i]
		if !guards(r, due.ID) && guardsAny(d, due.ID) {
			continue
		}
		label, rate := consent.Regime(d.Terms.Language, due.VATRegime), due.VATRate
		if invoice, ok := d.RestOf(due); ok { // which splits the tax of the whole
			label, rate = consent.Rest(d.Terms.Language, invoice.Called()), 0
		}
		dues = append(dues, evidence.Due{
			ID: due.ID, Price: evidence.Money{Amount: due.Amount, Currency: due.Currency},
			Label: label, VATRate: rate, DueOn: string(due.DueOn), State: dueState(due), Forgiven: due.Forgiven,
		})
		for j := range d.Payments {
			if p := &d.Payments[j]; p.Due == due.ID && p.State == delivery.PaymentSettled {
				payments = append(payments, paymentOf(d, p, t))
			}
		}
	}
	return dues, payments
}

func guards(r *delivery.Release, due string) bool {
	for _, g := range r.Gates {
		if g.Kind == delivery.PaymentGate && g.Subject == due {
			return true
		}
	}
	return false
}

func guardsAny(d *delivery.Delivery, due string) bool {
	for i := range d.Releases {
		if guards(&d.Releases[i], due) {
			return true
		}
	}
	return false
}

func dueState(d *delivery.Due) string {
	switch {
	case d.Refunded > 0 && d.Refunded >= d.Amount:
		return dueRefunded
	case d.IsSettled():
		return dueSettled
	default:
		return dueOpen
	}
}

func paymentOf(d *delivery.Delivery, p *delivery.Payment, t trail) evidence.Payment {
	out := evidence.Payment{
		ID: p.ID, Due: p.Due, Price: evidence.Money{Amount: p.Amount, Currency: p.Currency},
		Surplus: p.Amount - p.Applied, SettledAt: int64(p.SettledAt), Refunded: p.Refunded,
	}
	for _, r := range d.Refunds {
		if r.Payment == p.ID && r.State == delivery.RefundSucceeded && r.Processor == "" {
			out.RefundedByHand += r.Amount
		}
	}
	for _, x := range d.Disputes {
		if x.Payment == p.ID {
			out.Dispute = string(x.State)
		}
	}
	if p.Processor == delivery.ByHand {
		by, at := t.recorded(p.ID)
		out.Recorded = &evidence.Recorded{By: by, At: at, Reference: string(p.Reference), Note: string(p.Note)}
		return out
	}
	out.Processor = &evidence.Processor{
		Name: string(p.Processor), Account: p.Account, Intent: p.Intent, Charge: p.Charge,
		MethodKind: p.Method, LastFour: p.Last4, Live: p.Live,
	}
	return out
}
