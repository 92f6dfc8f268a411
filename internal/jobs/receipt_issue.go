package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/db/ledger"
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
	_, _, err = w.papers().Of(ctx, a.Delivery, a.Payment, a.Refund)
	if errors.Is(err, receipt.ErrNoMoney) {
		return river.JobCancel(err)
	}
	return err
}

func (r *Runner) papers() paper.Issuer {
	return paper.Issuer{DB: r.DB, Vault: r.Vault, Platform: r.Platform.Name, Now: r.Now, Entropy: r.Entropy}
}

// attachReceipt puts the paper of the money that a message is about into it.
func (r *Runner) attachReceipt(ctx context.Context, a sendNotice, d *delivery.Delivery, ev delivery.Event, n *Notice) error {
	if a.Notice != noticePaid && a.Notice != noticeRefunded {
		return nil
	}
	args := issueReceipt{Delivery: d.ID, Payment: paymentOf(ev)}
	name := map[string]string{"fr": "recu-", "en": "receipt-"}[n.Language]
	if done, ok := ev.Data.(delivery.RefundDone); ok {
		args.Refund, name = done.Refund, map[string]string{"fr": "remboursement-", "en": "refund-"}[n.Language]
	}
	row, pdf, err := r.papers().Of(ctx, args.Delivery, args.Payment, args.Refund)
	if errors.Is(err, receipt.ErrIncomplete) || errors.Is(err, receipt.ErrNoMoney) {
		r.Logger.ErrorContext(ctx, "a message leaves without its receipt", "delivery", d.ID, "payment", args.Payment, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	n.Receipt = true
	n.Attachments = append(n.Attachments, Attachment{Name: name + row.Number + ".pdf", MediaType: "application/pdf", Data: pdf})
	return nil
}

// sweepReceipts asks for the papers of money that has none.
func (w *nightlyChecker) sweepReceipts(ctx context.Context) error {
	missing, err := ledger.Missing(ctx, w.DB, w.at().Add(-receiptWindow), w.at().Add(-patience), sweepBatch)
	if err != nil {
		return err
	}
	var args []river.JobArgs
	for _, ref := range missing {
		args = append(args, issueReceipt{Delivery: ref.Delivery, Payment: ref.Payment, Refund: ref.Refund})
	}
	return w.insert(ctx, args)
}
