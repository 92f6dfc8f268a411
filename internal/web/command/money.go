package command

import (
	"context"

	"quittance/internal/delivery"
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

// Refund gives money back: amount in minor units, 0 for all that can be. Delivery.RefundFrom says
// from which payment.
func (k *Commands) Refund(ctx context.Context, m Member, id string, amount int64) (*delivery.Delivery, error) {
	if !m.MaySpend {
		return nil, ErrNotAllowed
	}
	return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		payment, _, ok := d.RefundFrom()
		if !ok {
			return nil, delivery.ErrNothingToRefund
		}
		return d.Refund(m.actor(), k.at(), k.newID(), payment.ID, amount)
	})
}

// RecordPayment notes money that arrived outside the processor. Where it counts, the open payment page is closed first, so
// that nobody pays twice.
func (k *Commands) RecordPayment(ctx context.Context, m Member, id string, x delivery.PaymentRecorded) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	if !m.MaySpend {
		return nil, ErrNotAllowed
	}
	if d.Takes(k.at(), x.Due, x.ReceivedOn) {
		if err := k.closeCheckouts(ctx, d); err != nil {
			return nil, err
		}
	}
	x.Payment = k.newID()
	return k.change(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(m.actor(), k.at(), x)
	})
}
