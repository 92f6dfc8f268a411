package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"
)

type checkoutCloser struct {
	river.WorkerDefaults[closeCheckout]
	*Runner
}

// Work closes a payment page at the processor. One that was paid in the same moment is then looked at: its money is
// on record as unapplied and goes back.
func (w *checkoutCloser) Work(ctx context.Context, job *river.Job[closeCheckout]) error {
	if w.Payments == nil {
		return errors.New("close checkout: no payment processor is configured")
	}
	d, err := w.DB.Delivery(ctx, job.Args.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	p, ok := d.Payment(job.Args.Payment)
	if !ok {
		return nil
	}
	if err := w.Payments.Close(ctx, *p); err != nil {
		return fmt.Errorf("close checkout: %w", err)
	}
	return w.Observe(ctx, d.ID, p.ID)
}
