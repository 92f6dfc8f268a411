package delivery

import "slices"

// Refund sends money of a payment back, settled or unapplied; amount 0 is all that can still be refunded. A full
// refund holds the files back at once and revokes them when the bank confirms; a partial one revokes nothing. Of a
// payment recorded by hand it is the sender's word, and done.
func (d *Delivery) Refund(by Actor, at Instant, refundID, payment string, amount int64) ([]Event, error) {
	p, ok := d.Payment(payment)
	if !ok {
		return nil, ErrUnknownPayment
	}
	if p.State != PaymentSettled && p.State != PaymentUnapplied {
		return nil, ErrNotPaid
	}
	if d.isContested(payment) {
		return nil, ErrPaymentDisputed
	}
	left := d.refundable(p)
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
	r.add(RefundStarted{Refund: refundID, Payment: payment, Amount: amount, Surplus: p.State == PaymentUnapplied})
	if p.Processor == ByHand {
		r.add(RefundDone{Refund: refundID, Payment: payment, Amount: amount})
	}
	return r.done()
}

// RefundFrom is the payment that a refund is taken from: the newest that opened nothing, so that what came twice goes back
// before what the files were paid with, then the newest that counts. One that is disputed comes last; Refund refuses it.
func (d *Delivery) RefundFrom() (p *Payment, surplus, ok bool) {
	for _, contested := range []bool{false, true} {
		for _, state := range []PaymentState{PaymentUnapplied, PaymentSettled} {
			for i := range slices.Backward(d.Payments) {
				if p := &d.Payments[i]; p.State == state && d.refundable(p) > 0 && d.isContested(p.ID) == contested {
					return p, state == PaymentUnapplied, true
				}
			}
		}
	}
	return nil, false, false
}
