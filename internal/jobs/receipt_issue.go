package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	papers "quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/internal/jobs/paper"
	"quittance/internal/receipt"
)

type receiptIssuer struct {
	river.WorkerDefaults[issueReceipt]
	*Runner
}

// Work issues the receipt of a payment, or the note of a refund, once.
func (w *receiptIssuer) Work(ctx context.Context, job *river.Job[issueReceipt]) error {
	a := job.Args
	d, err := w.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	if d.IsErased(delivery.Everything) {
		return nil // whom it would name is not known any more
	}
	_, _, err = w.receipts().Of(ctx, a.Delivery, a.Payment, a.Refund)
	if errors.Is(err, receipt.ErrNoMoney) {
		return river.JobCancel(err)
	}
	return err
}

func (r *Runner) receipts() paper.Issuer {
	return paper.Issuer{DB: r.DB, Vault: r.Vault, Platform: r.Platform.Name, Now: r.Now, Entropy: r.Entropy}
}

// sweepReceipts asks for the papers of money that has none.
func (w *nightlyChecker) sweepReceipts(ctx context.Context) error {
	missing, err := papers.Missing(ctx, w.DB, w.at().Add(-receiptWindow), w.at().Add(-patience), sweepBatch)
	if err != nil {
		return err
	}
	var args []river.JobArgs
	for _, ref := range missing {
		args = append(args, issueReceipt{Delivery: ref.Delivery, Payment: ref.Payment, Refund: ref.Refund})
	}
	return w.insert(ctx, args)
}
