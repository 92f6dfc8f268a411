package delivery

import (
	"slices"
	"time"

	"quittance/internal/consumer"
	"quittance/internal/timezone"
)

// Refund sends money of a payment back, settled or unapplied; amount 0 is all that can still be refunded. What counts for no
// due goes first, and by itself: until it is back, it is all that can be. A full refund of the rest holds the files back at
// once and revokes them when the bank confirms; a partial one revokes nothing. Of a payment recorded by hand it is the
// sender's word, and done.
func (d *Delivery) Refund(by Actor, at Instant, refundID, payment string, amount int64) ([]Event, error) {
	return d.refund(by, at, refundID, payment, amount, false)
}

// RefundByHand is Refund of money that the sender gave back by their own means, whatever way it came.
func (d *Delivery) RefundByHand(by Actor, at Instant, refundID, payment string, amount int64) ([]Event, error) {
	return d.refund(by, at, refundID, payment, amount, true)
}

func (d *Delivery) refund(by Actor, at Instant, refundID, payment string, amount int64, byHand bool) ([]Event, error) {
	p, ok := d.Payment(payment)
	if !ok {
		return nil, ErrUnknownPayment
	}
	if !p.hasMoney() {
		return nil, ErrNotPaid
	}
	if d.isContested(payment) {
		return nil, ErrPaymentDisputed
	}
	left, surplus := d.refundable(p), d.surplus(p)
	if surplus > 0 {
		left = surplus
	}
	switch {
	case left == 0:
		return nil, ErrNothingToRefund
	case amount == 0:
		amount = left
	case amount < 0 || amount > left:
		return nil, ErrRefundExceeds
	}
	if _, taken := d.RefundOf(refundID); taken || refundID == "" {
		return nil, ErrPaymentIDUsed
	}
	r := d.record(by, at)
	r.add(RefundStarted{Refund: refundID, Payment: payment, Amount: amount, Surplus: surplus > 0})
	if byHand || p.Processor == ByHand {
		r.add(RefundDone{Refund: refundID, Payment: payment, Amount: amount})
	}
	return r.done()
}

// RefundFrom is the payment that a refund is taken from: the newest that has a surplus, so that what came twice or was too much
// goes back before what the files were paid with, then the newest that counts. One that is disputed comes last; Refund
// refuses it. Surplus is what counts for no due, 0 where all of it does.
func (d *Delivery) RefundFrom() (p *Payment, surplus int64, ok bool) {
	for _, contested := range []bool{false, true} {
		for _, tooMuch := range []bool{true, false} {
			for i := range slices.Backward(d.Payments) {
				p := &d.Payments[i]
				surplus := d.surplus(p)
				if p.hasMoney() && d.refundable(p) > 0 && (surplus > 0) == tooMuch && d.isContested(p.ID) == contested {
					return p, surplus, true
				}
			}
		}
	}
	return nil, 0, false
}

// Refundable is what can be refunded now, of all payments in the currency of RefundFrom's: what counts for no due, where there
// is any (tooMuch), else what counts. Zero where nothing can be, or all of it is disputed.
func (d *Delivery) Refundable() (sum Money, tooMuch bool) {
	from, surplus, ok := d.RefundFrom()
	if !ok {
		return Money{}, false
	}
	sum.Currency, tooMuch = from.Currency, surplus > 0
	for i := range d.Payments {
		sum.Amount += d.refundableOf(&d.Payments[i], sum.Currency, tooMuch)
	}
	return sum, tooMuch
}

// refundableOf is the part of Refundable that is one payment's.
func (d *Delivery) refundableOf(p *Payment, currency string, tooMuch bool) int64 {
	surplus := d.surplus(p)
	switch {
	case !p.hasMoney() || p.Currency != currency || d.isContested(p.ID) || (surplus > 0) != tooMuch:
		return 0
	case tooMuch:
		return surplus
	}
	return d.refundable(p)
}

// RefundPart is what of a refund is taken from one payment.
type RefundPart struct {
	Payment string
	Amount  int64 // minor units
	ByHand  bool  // the sender gives it back by their own means, as it came
}

// RefundParts is from which payments an amount is given back, the newest first; 0 is all that is Refundable.
func (d *Delivery) RefundParts(amount int64) ([]RefundPart, error) {
	sum, tooMuch := d.Refundable()
	switch {
	case amount == 0:
		amount = sum.Amount
	case amount < 0 || amount > sum.Amount:
		return nil, ErrRefundExceeds
	}
	var out []RefundPart
	for i := range slices.Backward(d.Payments) {
		p := &d.Payments[i]
		if part := min(amount, d.refundableOf(p, sum.Currency, tooMuch)); part > 0 {
			out, amount = append(out, RefundPart{Payment: p.ID, Amount: part, ByHand: p.Processor == ByHand}), amount-part
		}
	}
	return out, nil
}

// RefundAcross is Refund of each of the RefundParts of an amount. newID names the refunds.
func (d *Delivery) RefundAcross(by Actor, at Instant, amount int64, newID func() string) ([]Event, error) {
	from, _, ok := d.RefundFrom()
	if !ok {
		return nil, ErrNothingToRefund
	}
	if sum, _ := d.Refundable(); sum.Amount == 0 {
		return d.Refund(by, at, newID(), from.ID, amount) // which says why not
	}
	parts, err := d.RefundParts(amount)
	var out []Event
	for _, part := range parts {
		var events []Event
		if events, err = d.Refund(by, at, newID(), part.Payment, part.Amount); err != nil {
			return nil, err
		}
		out = append(out, events...)
	}
	return out, err
}

// Surplus is what of a payment counts for no due and has not been given back; what is on its way still counts.
func (d *Delivery) Surplus(p *Payment) int64 { return d.surplusBut(p, RefundSucceeded) }

// Returnable is what of a payment the sender has to see go back: what counts for no due, and once a consumer has withdrawn from
// the contract all that was recorded by hand, which nobody else can send (C. conso. L221-24).
func (d *Delivery) Returnable(p *Payment) int64 {
	if _, over := d.RenouncedBy(); over && p.State == PaymentSettled && p.Processor == ByHand {
		return d.refundable(p)
	}
	return d.Surplus(p)
}

// ReturnBy is the last day to give back what a consumer paid who has withdrawn from the contract, of which the sender is told
// at once; "" where nobody has.
func (d *Delivery) ReturnBy() Date {
	who, ok := d.RenouncedBy()
	if !ok {
		return ""
	}
	return Date(consumer.RefundBy(who.WithdrewAt.Time(), timezone.Of(d.Terms.Zone)).Format(time.DateOnly))
}
