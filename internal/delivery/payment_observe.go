package delivery

import "strings"

// Observe takes in everything that the processor can tell of a payment: opened, expired, processing, failed, paid,
// refunded, disputed. Observations may come twice, late and in any order: what is known already changes nothing and
// gives no event. Money settles its due when amount, currency and mode are right and the due still waits for it;
// otherwise it is unapplied, with the reason, and what counts for nothing is sent back (newID names the refund).
//
// The caller must have authenticated the processor. An observation from another account than the payment's is
// refused: whoever owns that account could write anything into it.
func (d *Delivery) Observe(at Instant, o Observation, newID func() string) ([]Event, error) {
	p, ok := d.Payment(o.Payment)
	if !ok || p.Processor != ByStripe {
		return nil, ErrUnknownPayment
	}
	if o.Account != p.Account {
		return nil, ErrAccountDiffers
	}
	r := d.record(Stripe, at)
	id := p.ID
	switch {
	case !o.isPaid() && o.Live == d.Sandbox:
		return nil, nil // the other mode's news, about nothing that can matter
	case d.holdsOther(p, &o):
		if id = r.second(p, &o, newID); id == "" {
			return nil, nil
		}
	default:
		r.follow(p, &o)
	}
	if q, ok := d.Payment(id); ok && q.hasMoney() && q.Live == o.Live {
		r.followRefunds(id, o.Refunds)
		r.followDisputes(id, o.Disputes)
		r.sendBackSurplus(id, newID)
	}
	return r.done()
}

func (o *Observation) isPaid() bool { return o.IntentIs == IntentSucceeded && o.Received.Amount > 0 }

func (p *Payment) hasMoney() bool { return p.State == PaymentSettled || p.State == PaymentUnapplied }

// holdsOther reports whether the payment holds money of another intent than the observed one: two sessions were
// made for it, and both were used.
func (d *Delivery) holdsOther(p *Payment, o *Observation) bool {
	return p.hasMoney() && !d.wasPlayMoney(p, o) && o.Intent != "" && o.Intent != p.Intent
}

// wasPlayMoney: what the payment holds is of the wrong mode, and now comes the right one.
func (d *Delivery) wasPlayMoney(p *Payment, o *Observation) bool {
	return p.State == PaymentUnapplied && p.Reason == WrongMode && o.Live != d.Sandbox && p.Live != o.Live
}

// second finds or makes the payment of the second money, and returns its id; "" when there is no money.
func (r *record) second(twin *Payment, o *Observation, newID func() string) string {
	if known, ok := find(r.d.Payments, func(q *Payment) bool { return q.Intent == o.Intent }); ok {
		return known.ID
	}
	if !o.isPaid() {
		return ""
	}
	x := o.unapplied(newID(), DoubleMoney)
	x.Twin = twin.ID
	if o.Live == r.d.Sandbox {
		x.Reason = WrongMode
	}
	r.add(x)
	return x.Payment
}

func (o *Observation) unapplied(payment string, reason Reason) PaymentNotApplied {
	return PaymentNotApplied{
		Payment: payment, Amount: o.Received.Amount, Currency: strings.ToUpper(o.Received.Currency), Intent: o.Intent, Charge: o.Charge,
		Method: o.Method, Last4: o.Last4, Live: o.Live, Reason: reason, SettledAt: o.SettledAt,
	}
}

// follow brings a payment up to what the processor says of its session and intent.
func (r *record) follow(p *Payment, o *Observation) {
	if o.isPaid() {
		if !p.hasMoney() || r.d.wasPlayMoney(p, o) {
			if o.Live != r.d.Sandbox {
				r.learnSession(p, o)
			}
			r.receive(p, o)
		}
		return
	}
	if p.Session != "" && o.Session != "" && o.Session != p.Session && o.IntentIs != IntentProcessing {
		return // another session of the same payment that never held money
	}
	alive := p.State == PaymentStarted || p.State == PaymentOpen
	closed := p.State == PaymentExpired
	r.learnSession(p, o)
	switch {
	case o.IntentIs == IntentProcessing && (alive || closed):
		r.add(PaymentInProcess{Payment: p.ID, Intent: o.Intent, Method: o.Method})
		r.closeCheckouts(func(q *Payment) bool { return q.Due == p.Due })
	case o.IntentIs == IntentFailed && (alive || closed || p.State == PaymentProcessing):
		r.add(PaymentRejected{Payment: p.ID, Failure: o.Failure})
	case o.SessionIs == SessionExpired && alive && o.IntentIs != IntentProcessing:
		r.add(CheckoutExpired{Payment: p.ID})
	}
}

func (r *record) learnSession(p *Payment, o *Observation) {
	if p.Session == "" && o.Session != "" {
		r.add(CheckoutOpened{Payment: p.ID, Session: o.Session, ExpiresAt: o.ExpiresAt})
	}
}

// receive decides what new money does.
func (r *record) receive(p *Payment, o *Observation) {
	if reason := r.d.whyNot(p, o); reason != "" {
		r.add(o.unapplied(p.ID, reason))
		return
	}
	r.add(PaymentReceived{
		Payment: p.ID, Due: p.Due, Amount: o.Received.Amount, Applied: min(o.Received.Amount, r.d.Owing(p.Due)), Currency: p.Currency,
		Intent: o.Intent, Charge: o.Charge, Method: o.Method, Last4: o.Last4, Live: o.Live, SettledAt: o.SettledAt,
	})
	if r.d.Owing(p.Due) == 0 {
		r.closeCheckouts(func(q *Payment) bool { return q.Due == p.Due })
	}
}

// whyNot is the reason why money opens nothing, or "".
func (d *Delivery) whyNot(p *Payment, o *Observation) Reason {
	switch {
	case o.Live == d.Sandbox:
		return WrongMode
	case d.hasEnded(p.Due):
		return AfterEnd
	case !strings.EqualFold(o.Received.Currency, p.Currency):
		return WrongCurrency
	case o.Received.Amount != p.Amount:
		return WrongAmount
	case d.Owing(p.Due) == 0:
		return DoubleMoney
	}
	return ""
}

// sendBackSurplus starts one refund of what counts for no due, and of what was contested when a consumer withdrew from the
// contract and is the sender's again. It never starts a second: one that failed is the sender's to solve. Play money on a real
// delivery is left alone, and money in dispute is the banks'.
func (r *record) sendBackSurplus(payment string, newID func() string) {
	p, _ := r.d.Payment(payment)
	if p.Reason == WrongMode && !p.Live || r.d.isContested(payment) {
		return
	}
	left, surplus, since := r.d.surplus(p), true, Instant(0)
	if who, renounced := r.d.RenouncedBy(); renounced && left == 0 {
		left, surplus, since = r.d.refundable(p), false, who.WithdrewAt
	}
	_, begun := find(r.d.Refunds, func(x *Refund) bool { return x.Payment == payment && x.Surplus == surplus && x.At >= since })
	if begun || left == 0 {
		return
	}
	r.by = System
	r.add(RefundStarted{Refund: newID(), Payment: payment, Amount: left, Surplus: surplus})
}
