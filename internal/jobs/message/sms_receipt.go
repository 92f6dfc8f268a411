package message

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
)

type receiptProcessor struct {
	river.WorkerDefaults[ProcessReceipt]
	*Runner
}

const (
	// unrecorded is how long a receipt may be ahead of our own record that the message left.
	unrecorded   = time.Hour
	whileLeaving = 2 * time.Second
)

// Work takes over what the gateway says of a text message. It may come before we have noted that the message left: then
// it waits. Of a message in parts one that did not arrive is enough for it not to have arrived, in whatever order that is
// told; of one part the first word stands.
func (w *receiptProcessor) Work(ctx context.Context, job *river.Job[ProcessReceipt]) error {
	r, err := webhook.FindSMSReceipt(ctx, w.DB, job.Args.Provider, job.Args.ProviderID, job.Args.Status)
	if err != nil {
		return fmt.Errorf("load receipt: %w", err)
	}
	if !r.ProcessedAt.IsZero() {
		return nil
	}
	m, err := outbox.ByID(ctx, w.DB, r.Message)
	switch {
	case errors.Is(err, db.ErrNotFound): // of a database from which this one was restored
	case err != nil:
		return fmt.Errorf("load message: %w", err)
	case isLeaving(m) && w.at() < r.ReceivedAt.Add(unrecorded):
		return river.JobSnooze(whileLeaving)
	default:
		if err := w.take(ctx, m, r); err != nil {
			return fmt.Errorf("take over receipt: %w", err)
		}
	}
	if err := webhook.FinishSMSReceipt(ctx, w.DB, r, w.at()); err != nil {
		return fmt.Errorf("finish receipt: %w", err)
	}
	return nil
}

func isLeaving(m outbox.Message) bool {
	return m.State == outbox.Planned || m.State == outbox.Attempted
}

func (w *receiptProcessor) take(ctx context.Context, m outbox.Message, r webhook.SMSReceipt) error {
	reopens, err := w.isNewlyLost(ctx, r)
	if err != nil {
		return err
	}
	_, err = w.DB.UpdateDeliveryWith(ctx, m.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		if reopens {
			if err := outbox.Reopen(ctx, tx, m.ID); err != nil { // another part of it had arrived
				return nil, err
			}
		}
		ended, err := outbox.End(ctx, tx, m.ID, outbox.Outcome{State: r.Status, Provider: r.Provider, ProviderID: m.ProviderID, Failure: r.Failure, At: r.ReceivedAt})
		if err != nil || !ended {
			return nil, err
		}
		if r.Status == outbox.Failed {
			if over, err := isOver(ctx, tx, d, m); err != nil || over {
				return nil, err
			}
		}
		return w.tell(d, m, r)
	})
	return err
}

// isNewlyLost reports whether the receipt says of a part that it did not arrive, of which nothing else was said before.
func (w *receiptProcessor) isNewlyLost(ctx context.Context, r webhook.SMSReceipt) (bool, error) {
	if r.Status != outbox.Failed {
		return false, nil
	}
	arrived, err := webhook.FindSMSReceipt(ctx, w.DB, r.Provider, r.ProviderID, outbox.Delivered)
	if errors.Is(err, db.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for another receipt: %w", err)
	}
	return arrived.ReceivedAt > r.ReceivedAt, nil
}

// isOver reports whether it says nothing any more of how to reach the recipient that a message did not arrive: it went to
// a number that was corrected since, or a later one left. Gateways give up after as much as three days.
func isOver(ctx context.Context, tx *db.Tx, d *delivery.Delivery, m outbox.Message) (bool, error) {
	if who, ok := d.Recipient(m.Recipient); ok && m.AttemptedAt < who.PhoneAt {
		return true, nil
	}
	return outbox.HasLater(ctx, tx, m)
}

// tell records what changes what is known: a code that arrived, anything that did not, and a message that was given up
// and arrived after all. That a message arrived that is on record as sent is in its row alone.
func (w *receiptProcessor) tell(d *delivery.Delivery, m outbox.Message, r webhook.SMSReceipt) ([]delivery.Event, error) {
	code, isCode := strings.CutPrefix(m.Key, "passcode/")
	switch {
	case r.Status == outbox.Failed:
		return d.NoteMessageFailure(w.at(), delivery.MessageFailed{Message: m.ID, Kind: m.Kind, Channel: m.Channel, Recipient: m.Recipient, Reason: r.Failure})
	case isCode:
		return d.DeliveredPasscode(w.at(), delivery.PasscodeDelivered{Passcode: code, Recipient: m.Recipient})
	case m.State == outbox.Unknown:
		return d.NoteMessage(w.at(), delivery.MessageSent{Message: m.ID, Kind: m.Kind, Channel: m.Channel, Recipient: m.Recipient})
	}
	return nil, nil
}

// StoreSMSReceipt keeps a receipt once and has it processed. Those that say nothing final are not kept.
func (r *Runner) StoreSMSReceipt(ctx context.Context, receipt webhook.SMSReceipt) error {
	if receipt.Status != outbox.Delivered && receipt.Status != outbox.Failed {
		return nil
	}
	_, err := webhook.StoreSMSReceipt(ctx, r.DB, receipt, func(ctx context.Context, tx *db.Tx) error {
		return r.Insert(ctx, tx, ProcessReceipt{Provider: receipt.Provider, ProviderID: receipt.ProviderID, Status: receipt.Status})
	})
	if err != nil {
		return fmt.Errorf("store receipt: %w", err)
	}
	return nil
}
