package message

import (
	"context"
	"errors"

	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/internal/receipt"
)

// attachReceipt puts the paper of the money that a message is about into it.
func (r *Runner) attachReceipt(ctx context.Context, a SendNotice, d *delivery.Delivery, ev delivery.Event, n *Notice) error {
	if failed, ok := ev.Data.(delivery.RefundRejected); ok && a.Notice == NoticeRefundUndone {
		return r.nameNote(ctx, d, failed, n)
	}
	if a.Notice != NoticePaid && a.Notice != NoticeRefunded {
		return nil
	}
	payment, refund := PaymentOf(ev), ""
	name := map[string]string{"fr": "recu-", "en": "receipt-"}[n.Language]
	if done, ok := ev.Data.(delivery.RefundDone); ok {
		refund, name = done.Refund, map[string]string{"fr": "remboursement-", "en": "refund-"}[n.Language]
	}
	row, pdf, err := r.Receipts.Of(ctx, d.ID, payment, refund)
	if errors.Is(err, receipt.ErrIncomplete) || errors.Is(err, receipt.ErrNoMoney) {
		r.Logger.ErrorContext(ctx, "a message leaves without its receipt", "delivery", d.ID, "payment", payment, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	n.Receipt = true
	n.Attachments = append(n.Attachments, Attachment{Name: name + row.Number + ".pdf", MediaType: "application/pdf", Data: pdf})
	return nil
}

// nameNote names the note of a refund that failed after it was issued, where there is one.
func (r *Runner) nameNote(ctx context.Context, d *delivery.Delivery, failed delivery.RefundRejected, n *Notice) error {
	note, err := paper.Of(ctx, r.DB, d.ID, failed.Payment, failed.Refund)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	n.Number = note.Number
	return err
}

// isUndone reports whether a refund that a message is about failed meanwhile: another message says so.
func isUndone(a SendNotice, d *delivery.Delivery, ev delivery.Event) bool {
	done, ok := ev.Data.(delivery.RefundDone)
	if !ok || a.Notice != NoticeRefunded {
		return false
	}
	refund, ok := d.RefundOf(done.Refund)
	return ok && refund.State == delivery.RefundFailed
}

// PaymentOf is the payment that an event of money is about; "" for other events.
func PaymentOf(ev delivery.Event) string {
	switch data := ev.Data.(type) {
	case delivery.CheckoutOpened:
		return data.Payment
	case delivery.CheckoutExpired:
		return data.Payment
	case delivery.PaymentReceived:
		return data.Payment
	case delivery.PaymentRejected:
		return data.Payment
	case delivery.PaymentNotApplied:
		return data.Payment
	case delivery.PaymentRecorded:
		return data.Payment
	case delivery.RefundDone:
		return data.Payment
	case delivery.RefundRejected:
		return data.Payment
	}
	return ""
}
