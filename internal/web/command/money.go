package command

import (
	"context"
	"strconv"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// Waive renounces a gate, with a reason: what is owed stays owed, and an open payment page stays open. Of an amount of which a
// part came (its id in the place of a gate's) it renounces the rest, which is not owed any more: its page is closed first.
func (k *Commands) Waive(ctx context.Context, m Member, id, gate, reason string) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	if !m.MayWaive {
		return nil, ErrNotAllowed
	}
	if _, isDue := d.Due(gate); isDue {
		if err := k.closeCheckouts(ctx, d); err != nil {
			return nil, err
		}
		return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.ForgiveRest(m.actor(), k.at(), gate, delivery.Personal(reason))
		})
	}
	release, found := releaseOf(d, gate)
	if !found {
		return nil, delivery.ErrUnknownGate
	}
	return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(m.actor(), k.at(), release, gate, delivery.Personal(reason))
	})
}

func releaseOf(d *delivery.Delivery, gate string) (string, bool) {
	for _, r := range d.Releases {
		for _, g := range r.Gates {
			if g.ID == gate {
				return r.ID, true
			}
		}
	}
	return "", false
}

// Refund gives money back: amount in minor units, 0 for all that can be. Delivery.RefundAcross says
// from which payments. What carries no key (Once) is refused where it looks like one of the last day sent again, unless the
// caller says that it is another: ErrRefundedBefore.
func (k *Commands) Refund(ctx context.Context, m Member, id string, amount int64, again bool) (*delivery.Delivery, error) {
	if !m.MaySpend {
		return nil, ErrNotAllowed
	}
	return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		before := refundedBefore(d, k.at(), amount)
		events, err := d.RefundAcross(m.actor(), k.at(), amount, k.newID)
		if err == nil && !again && k.key == nil {
			err = before
		}
		return events, err
	})
}

// ErrRefundedBefore refuses a refund that looks like one that was asked for before, which Params["refund"] names.
var ErrRefundedBefore = problem.New(problem.Conflict, "refunded_before", "a refund like this one was asked for less than a day ago")

// refundedBefore is the refusal of a refund that another of the last day, taken from as many payments as it took, is like: of the
// same sum, or, where all is asked for, of what counted for nothing, which goes back by itself before the rest.
func refundedBefore(d *delivery.Delivery, at delivery.Instant, amount int64) error {
	all := amount == 0
	if all {
		sum, _ := d.Refundable()
		amount = sum.Amount
	}
	sums := map[delivery.Instant]int64{}
	for _, r := range d.Refunds {
		sums[r.At] += r.Amount
	}
	for _, was := range d.Refunds {
		if was.State != delivery.RefundFailed && was.At > at.Add(-aDay) && (sums[was.At] == amount || all && was.Surplus) {
			p := ErrRefundedBefore.With("refund", was.ID)
			p.Message += ", as " + was.ID + ": say again: true if this is another one"
			return p
		}
	}
	return nil
}

// aDay is how long what carries no key, and is the same, is taken for the same sent again.
const aDay = 24 * time.Hour

// RepeatRefund gives back what a refund that failed did not: by the processor again, or, byHand, by the member's word.
func (k *Commands) RepeatRefund(ctx context.Context, m Member, id, failed string, byHand bool) (*delivery.Delivery, error) {
	if !m.MaySpend {
		return nil, ErrNotAllowed
	}
	return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		r, ok := d.RefundOf(failed)
		if !ok || d.Unreturned(r.ID) == 0 {
			return nil, delivery.ErrNothingToRefund
		}
		if byHand {
			return d.RefundByHand(m.actor(), k.at(), k.newID(), r.Payment, d.Unreturned(r.ID))
		}
		return d.Refund(m.actor(), k.at(), k.newID(), r.Payment, d.Unreturned(r.ID))
	})
}

// RecordPayment notes money that arrived outside the processor. Where it counts, the open payment page is closed first, so
// that nobody pays twice. What carries no key (Once) is refused where it looks like one of the last day sent again, and what is
// more than is owed always, unless the caller says that it is so: ErrRecordedBefore, ErrMoreThanOwed.
func (k *Commands) RecordPayment(ctx context.Context, m Member, id string, x delivery.PaymentRecorded, sure Sure) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	if !m.MaySpend {
		return nil, ErrNotAllowed
	}
	x.Payment = k.newID()
	decide := func(d *delivery.Delivery) ([]delivery.Event, error) {
		owed := d.Owing(x.Due)
		events, err := d.RecordPayment(m.actor(), k.at(), x)
		if err == nil && x.Amount > owed && !sure.Surplus {
			err = ErrMoreThanOwed.With("owed", strconv.FormatInt(owed, 10))
		}
		if err != nil || sure.Again || k.key != nil {
			return events, err
		}
		return events, recordedBefore(d, x.Payment)
	}
	if d.Takes(k.at(), x.Due, x.ReceivedOn) {
		like, err := k.Delivery(ctx, m, id) // no page is closed for what is refused
		if err != nil {
			return nil, err
		}
		if _, err := decide(like); err != nil {
			return nil, err
		}
		if err := k.closeCheckouts(ctx, d); err != nil {
			return nil, err
		}
	}
	return k.change(ctx, m, id, decide)
}

// Sure is what whoever records a payment says of it that nobody says by mistake.
type Sure struct {
	Again   bool // it is another one than that of the same amount, day and reference
	Surplus bool // it is more than is owed, and what is too much is to be given back
}

// ErrMoreThanOwed refuses a payment that is more than what is owed, which Params["owed"] says in minor units: more often than
// not somebody mistyped, and the payer has the receipt at once.
var ErrMoreThanOwed = problem.New(problem.Conflict, "more_than_owed", "this is more than what is owed: say surplus: true if it is what came")

// ErrRecordedBefore refuses a payment that looks like one that was recorded before, which Params["payment"] names.
var ErrRecordedBefore = problem.New(problem.Conflict, "payment_recorded_before", "a payment of this amount, day and reference was recorded less than a day ago")

// recordedBefore refuses the payment just recorded if another of the last day is the same in all that tells payments apart.
func recordedBefore(d *delivery.Delivery, payment string) error {
	is, _ := d.Payment(payment)
	for _, was := range d.Payments {
		if was.ID != is.ID && was.Processor == is.Processor && was.Due == is.Due && was.Amount == is.Amount && was.ReceivedOn == is.ReceivedOn &&
			was.Reference == is.Reference && was.StartedAt > is.StartedAt.Add(-aDay) {
			p := ErrRecordedBefore.With("payment", was.ID)
			p.Message += ", as " + was.ID + ": say again: true if this is another one"
			return p
		}
	}
	return nil
}
