package agenda

import (
	"slices"

	"quittance/internal/delivery"
)

// SignsOnly reports whether a signature is what files wait for, and no payment, or none that the sender has not renounced.
func SignsOnly(d *delivery.Delivery) bool {
	signs := false
	for i := range d.Releases {
		for _, g := range d.Releases[i].Gates {
			switch {
			case g.Kind == delivery.SignatureGate:
				signs = true
			case g.State != delivery.GateWaived:
				return false
			}
		}
	}
	return signs
}

// LostApart reports whether the bank took a contested payment back for good, which closed the files, while other money that was
// paid for them is still the sender's.
func LostApart(d *delivery.Delivery) bool {
	lost := slices.ContainsFunc(d.Disputes, func(x delivery.Dispute) bool {
		p, ok := d.Payment(x.Payment)
		return x.State == delivery.DisputeLost && ok && p.State == delivery.PaymentSettled
	})
	left, _ := d.Refundable()
	return lost && left.Amount > 0
}

// RefundEnds reports whether giving an amount back (0: all that can be) ends the access to a release: all the money that is its
// gate is then back, or on its way. A release that no payment guards stays, and so does one of whose money the bank has a part
// that is contested.
func RefundEnds(d *delivery.Delivery, amount int64) bool {
	parts, err := d.RefundParts(amount)
	if err != nil {
		return false
	}
	_, tooMuch := d.Refundable()
	after := *d
	after.Refunds = slices.Clone(d.Refunds)
	for _, part := range parts {
		after.Refunds = append(after.Refunds, delivery.Refund{Payment: part.Payment, Amount: part.Amount, State: delivery.RefundRequested, Surplus: tooMuch})
	}
	return slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		return r.State != delivery.ReleaseRevoked && !d.IsGoingBack(&r) && after.IsGoingBack(&r)
	})
}
