package delivery

import "quittance/internal/input"

// ForgiveRest is the sender doing without the rest of an amount of which a part came: thirty cents that a bank kept, or an
// agreement. Nothing of it is owed any more, so that what waited for the payment goes on; certificates print what was
// forgiven as the sender's word. Where nothing came, a gate is waived instead.
func (d *Delivery) ForgiveRest(by Actor, at Instant, due string, reason Personal) ([]Event, error) {
	if err := d.running(); err != nil {
		return nil, err
	}
	x, ok := d.Due(due)
	if !ok {
		return nil, ErrUnknownDue
	}
	switch open, begun := d.OpenPayment(due); {
	case x.IsSettled():
		return nil, ErrDueSettled
	case x.Settled == 0:
		return nil, ErrNothingCame
	case begun && open.State == PaymentProcessing:
		return nil, ErrPaymentUnderWay
	}
	if err := oneText("reason", reason, input.MaxReason, false); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.closeCheckouts(func(q *Payment) bool { return q.Due == due })
	r.add(RestForgiven{Due: due, Amount: d.Owing(due), Currency: x.Currency, Reason: reason})
	return r.done()
}
