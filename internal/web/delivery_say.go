package web

import (
	"slices"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
)

// RestOf is the invoice of which a delivery's price is what is left to pay, a part having been paid before.
func RestOf(dv *delivery.Delivery) screen.Rest {
	if len(dv.Dues) != 1 {
		return screen.Rest{}
	}
	for _, f := range dv.Deliverables {
		if x := f.Document; f.Visible && !f.Replaced && x.Whole > x.Total && x.Total == dv.Dues[0].Amount && x.Currency == dv.Dues[0].Currency {
			return screen.Rest{
				Number: string(x.Number), Whole: frontend.Money{Amount: x.Whole, Currency: x.Currency}, Paid: frontend.Money{Amount: x.Whole - x.Total, Currency: x.Currency},
			}
		}
	}
	return screen.Rest{}
}

// HasEntrusted reports whether somebody else was named to pay in a recipient's place: they can pay still, and are not awaited.
func HasEntrusted(dv *delivery.Delivery, recipient string) bool {
	return slices.ContainsFunc(dv.Recipients, func(r delivery.Recipient) bool { return r.Delegate && !r.IsDropped() && r.NamedBy == recipient })
}
