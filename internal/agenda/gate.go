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
	back, asked := map[string]int64{}, map[string]bool{} // by due: what went back, is on its way or is asked for now
	for i := range d.Dues {
		back[d.Dues[i].ID] = d.Dues[i].Refunded
	}
	for _, r := range d.Refunds {
		if p, ok := d.Payment(r.Payment); ok && p.State == delivery.PaymentSettled && r.State == delivery.RefundRequested && !r.Surplus {
			back[p.Due] += r.Amount
		}
	}
	for _, part := range parts {
		if p, ok := d.Payment(part.Payment); ok && p.State == delivery.PaymentSettled && d.Surplus(p) == 0 {
			back[p.Due], asked[p.Due] = back[p.Due]+part.Amount, true
		}
	}
	return slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		any := false
		for i := range d.Dues {
			due := &d.Dues[i]
			guards := slices.ContainsFunc(r.Gates, func(g delivery.Gate) bool {
				return g.Kind == delivery.PaymentGate && g.Subject == due.ID && g.State != delivery.GateWaived
			})
			if !guards || !due.IsSettled() {
				continue
			}
			if back[due.ID] < due.Settled {
				return false
			}
			any = any || asked[due.ID]
		}
		return any && r.State != delivery.ReleaseRevoked
	})
}
