package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
)

type paymentObserver struct {
	river.WorkerDefaults[observePayment]
	*Runner
}

// Work asks the processor what is true of a payment and lets the delivery take note of it. Whatever told us to look
// (a webhook in any order, the sweeper, a page) comes down to this.
func (w *paymentObserver) Work(ctx context.Context, job *river.Job[observePayment]) error {
	return w.Observe(ctx, job.Args.Delivery, job.Args.Payment)
}

// Observe brings a delivery up to date with what the processor says of one of its payments. Repeating it changes
// nothing twice. Pages call it too, when the payer comes back.
func (r *Runner) Observe(ctx context.Context, id delivery.ID, payment string) error {
	if r.Payments == nil {
		return errors.New("observe payment: no payment processor is configured")
	}
	d, err := r.DB.Delivery(ctx, id)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	p, ok := d.Payment(payment)
	if !ok || p.Processor != delivery.ByStripe {
		return nil
	}
	seen, err := r.Payments.Observe(ctx, d, *p)
	if err != nil {
		return fmt.Errorf("ask about payment: %w", err)
	}
	_, err = r.DB.UpdateDelivery(ctx, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(r.at(), seen, r.newID)
	})
	if err != nil {
		return fmt.Errorf("note what the processor said: %w", err)
	}
	return nil
}
