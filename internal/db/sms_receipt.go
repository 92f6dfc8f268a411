package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// SMSReceipt is what the gateway said became of a text message, or of one part of it.
type SMSReceipt struct {
	Provider    string
	ProviderID  string       // of the part
	Status      MessageState // delivered or failed; anything else is not kept
	Message     string       // ours
	Failure     string       // a stable code
	ReceivedAt  delivery.Instant
	ProcessedAt delivery.Instant
}

func smsReceiptOf(r sqlgen.SmsReceipt) SMSReceipt {
	return SMSReceipt{
		Provider: r.Provider, ProviderID: r.ProviderID, Status: MessageState(r.Status), Message: r.MessageID, Failure: r.Failure,
		ReceivedAt: delivery.Instant(r.ReceivedAt), ProcessedAt: delivery.Instant(r.ProcessedAt),
	}
}

// StoreSMSReceipt keeps a receipt unless the same was said before, and runs then in the same transaction when it is new.
func (d *DB) StoreSMSReceipt(ctx context.Context, r SMSReceipt, then func(ctx context.Context, tx *Tx) error) (bool, error) {
	var isNew bool
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().StoreSMSReceipt(ctx, sqlgen.StoreSMSReceiptParams{
			Provider: r.Provider, ProviderID: r.ProviderID, Status: string(r.Status), MessageID: r.Message, Failure: r.Failure, ReceivedAt: int64(r.ReceivedAt),
		})
		if isNew = n == 1; err != nil || !isNew {
			return classify("store receipt of a message", err)
		}
		return then(ctx, tx)
	})
	return isNew && err == nil, err
}

// SMSReceipt returns a stored receipt. ErrNotFound.
func (d *DB) SMSReceipt(ctx context.Context, provider, providerID string, status MessageState) (SMSReceipt, error) {
	r, err := d.queries.GetSMSReceipt(ctx, sqlgen.GetSMSReceiptParams{Provider: provider, ProviderID: providerID, Status: string(status)})
	return smsReceiptOf(r), classify("read receipt of a message", err)
}

// FinishSMSReceipt notes that a receipt was acted on. Repeating it changes nothing.
func (d *DB) FinishSMSReceipt(ctx context.Context, r SMSReceipt, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		err := tx.w().FinishSMSReceipt(ctx, sqlgen.FinishSMSReceiptParams{Provider: r.Provider, ProviderID: r.ProviderID, Status: string(r.Status), At: int64(at)})
		return classify("finish receipt of a message", err)
	})
}

// UnprocessedSMSReceipts returns those received before the instant and not acted on, oldest first.
func (d *DB) UnprocessedSMSReceipts(ctx context.Context, before delivery.Instant, limit int) ([]SMSReceipt, error) {
	list, err := d.queries.ListWaitingSMSReceipts(ctx, sqlgen.ListWaitingSMSReceiptsParams{Before: int64(before), MaxRows: rows(limit)})
	out := make([]SMSReceipt, len(list))
	for i, r := range list {
		out[i] = smsReceiptOf(r)
	}
	return out, classify("list receipts of messages", err)
}
