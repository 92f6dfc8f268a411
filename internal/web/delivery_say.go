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
	invoice, ok := dv.RestOf(&dv.Dues[0])
	if !ok {
		return screen.Rest{}
	}
	x := &invoice.Document
	return screen.Rest{
		Number: string(x.Number), Whole: frontend.Money{Amount: x.Whole, Currency: x.Currency}, Paid: frontend.Money{Amount: x.Whole - x.Total, Currency: x.Currency},
	}
}

// HasEntrusted reports whether somebody else was named to pay in a recipient's place: they can pay still, and are not awaited.
func HasEntrusted(dv *delivery.Delivery, recipient string) bool {
	return slices.ContainsFunc(dv.Recipients, func(r delivery.Recipient) bool { return r.Delegate && !r.IsDropped() && r.NamedBy == recipient })
}

// RefundFailed is the newest refund that failed and of which something is still to be given back, and how much; nil for none.
func RefundFailed(dv *delivery.Delivery) (*delivery.Refund, frontend.Money) {
	for i := range slices.Backward(dv.Refunds) {
		r := &dv.Refunds[i]
		if p, ok := dv.Payment(r.Payment); ok && dv.Unreturned(r.ID) > 0 {
			return r, frontend.Money{Amount: dv.Unreturned(r.ID), Currency: p.Currency}
		}
	}
	return nil, frontend.Money{}
}

// RefundKind is what pages and tables call a refund: its state, or "refund_declared" where it is the sender's word alone that
// the money went back.
func RefundKind(r *delivery.Refund) string {
	if r.State == delivery.RefundSucceeded && r.Processor == "" {
		return "refund_declared"
	}
	return "refund_" + string(r.State)
}
