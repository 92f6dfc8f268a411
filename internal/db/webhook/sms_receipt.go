package webhook

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// SMSReceipt is what the gateway said became of a text message, or of one part of it.
type SMSReceipt struct {
	Provider    string
	ProviderID  string       // of the part
	Status      outbox.State // delivered or failed; anything else is not kept
	Message     string       // ours
	Failure     string       // a stable code
	ReceivedAt  delivery.Instant
	ProcessedAt delivery.Instant
}

func smsReceiptOf(r sqlgen.SmsReceipt) SMSReceipt {
	return SMSReceipt{
		Provider: r.Provider, ProviderID: r.ProviderID, Status: outbox.State(r.Status), Message: r.MessageID, Failure: r.Failure,
		ReceivedAt: delivery.Instant(r.ReceivedAt), ProcessedAt: delivery.Instant(r.ProcessedAt),
	}
}

// StoreSMSReceipt keeps a receipt unless the same was said before, and runs then in the same transaction when it is new.
func StoreSMSReceipt(ctx context.Context, d *db.DB, r SMSReceipt, then func(ctx context.Context, tx *db.Tx) error) (bool, error) {
	var isNew bool
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().StoreSMSReceipt(ctx, sqlgen.StoreSMSReceiptParams{
			Provider: r.Provider, ProviderID: r.ProviderID, Status: string(r.Status), MessageID: r.Message, Failure: r.Failure, ReceivedAt: int64(r.ReceivedAt),
		})
		if isNew = n == 1; err != nil || !isNew {
			return db.Classify("store receipt of a message", err)
		}
		return then(ctx, tx)
	})
	return isNew && err == nil, err
}

// FindSMSReceipt returns a stored receipt. db.ErrNotFound.
func FindSMSReceipt(ctx context.Context, d *db.DB, provider, providerID string, status outbox.State) (SMSReceipt, error) {
	r, err := d.Reading().GetSMSReceipt(ctx, sqlgen.GetSMSReceiptParams{Provider: provider, ProviderID: providerID, Status: string(status)})
	return smsReceiptOf(r), db.Classify("read receipt of a message", err)
}

// FinishSMSReceipt notes that a receipt was acted on. Repeating it changes nothing.
func FinishSMSReceipt(ctx context.Context, d *db.DB, r SMSReceipt, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Queries().FinishSMSReceipt(ctx, sqlgen.FinishSMSReceiptParams{Provider: r.Provider, ProviderID: r.ProviderID, Status: string(r.Status), At: int64(at)})
		return db.Classify("finish receipt of a message", err)
	})
}

// UnprocessedSMSReceipts returns those received before the instant and not acted on, oldest first.
func UnprocessedSMSReceipts(ctx context.Context, d *db.DB, before delivery.Instant, limit int) ([]SMSReceipt, error) {
	list, err := d.Reading().ListWaitingSMSReceipts(ctx, sqlgen.ListWaitingSMSReceiptsParams{Before: int64(before), MaxRows: db.Rows(limit)})
	out := make([]SMSReceipt, len(list))
	for i, r := range list {
		out[i] = smsReceiptOf(r)
	}
	return out, db.Classify("list receipts of messages", err)
}
