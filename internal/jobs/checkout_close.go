package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
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

// CloseCheckouts has every payment page of a workspace closed that may still be paid, in the transaction after which nobody
// is to pay there: of a suspension, of a closing.
func (r *Runner) CloseCheckouts(ctx context.Context, tx *db.Tx, workspace string) error {
	const batch = 500
	for after := ""; ; {
		pages, err := oversight.OpenPages(ctx, tx, workspace, after, batch)
		if err != nil {
			return err
		}
		for _, p := range pages {
			if err := r.insertTx(ctx, tx, closeCheckout(p)); err != nil {
				return err
			}
			after = p.Payment
		}
		if len(pages) < batch {
			return nil
		}
	}
}
