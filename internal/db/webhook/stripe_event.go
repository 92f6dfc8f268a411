// Package webhook keeps what providers told us, once each, until it was acted on.
package webhook

import (
	"context"
	"database/sql"
	"errors"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// StripeEvent is what the processor told, reduced to ids: what is true now is asked when it is processed.
type StripeEvent struct {
	Account     string // connected account, "" = the instance's own
	ID          string
	Live        bool
	Type        string
	Payment     string // ours, from the metadata; "" when it carries none
	Object      string // the processor's id of what it is about
	CreatedAt   delivery.Instant
	ReceivedAt  delivery.Instant
	ProcessedAt delivery.Instant
}

func stripeEventOf(e sqlgen.StripeEvent) StripeEvent {
	return StripeEvent{
		Account: e.Account, ID: e.ID, Live: e.Live, Type: e.Type, Payment: e.PaymentID, Object: e.ObjectID,
		CreatedAt: delivery.Instant(e.CreatedAt), ReceivedAt: delivery.Instant(e.ReceivedAt), ProcessedAt: delivery.Instant(e.ProcessedAt),
	}
}

// StoreStripeEvent keeps an event unless it is known (account and id), and runs then, which may be nil, in the same
// transaction when it is new: to enqueue its processing.
func StoreStripeEvent(ctx context.Context, d *db.DB, e StripeEvent, then func(ctx context.Context, tx *db.Tx) error) (bool, error) {
	var isNew bool
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().InsertStripeEvent(ctx, sqlgen.InsertStripeEventParams{
			Account: e.Account, ID: e.ID, Live: e.Live, Type: e.Type, PaymentID: e.Payment, ObjectID: e.Object,
			CreatedAt: int64(e.CreatedAt), ReceivedAt: int64(e.ReceivedAt),
		})
		if err != nil {
			return db.Classify("store event of the processor", err)
		}
		isNew = n == 1
		if isNew && then != nil {
			return then(ctx, tx)
		}
		return nil
	})
	return isNew && err == nil, err
}

// FindStripeEvent returns a stored event. db.ErrNotFound.
func FindStripeEvent(ctx context.Context, d *db.DB, account, id string) (StripeEvent, error) {
	e, err := d.Reading().GetStripeEvent(ctx, sqlgen.GetStripeEventParams{Account: account, ID: id})
	return stripeEventOf(e), db.Classify("read event of the processor", err)
}

// FinishStripeEvent notes that an event was acted on. Repeating it changes nothing.
func FinishStripeEvent(ctx context.Context, d *db.DB, account, id string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Queries().FinishStripeEvent(ctx, sqlgen.FinishStripeEventParams{Account: account, ID: id, ProcessedAt: int64(at)})
		return db.Classify("finish event of the processor", err)
	})
}

// UnprocessedStripeEvents returns those received before the instant and not acted on, oldest first.
func UnprocessedStripeEvents(ctx context.Context, d *db.DB, before delivery.Instant, limit int) ([]StripeEvent, error) {
	list, err := d.Reading().ListWaitingStripeEvents(ctx, sqlgen.ListWaitingStripeEventsParams{Before: int64(before), MaxRows: db.Rows(limit)})
	out := make([]StripeEvent, len(list))
	for i, e := range list {
		out[i] = stripeEventOf(e)
	}
	return out, db.Classify("list events of the processor", err)
}

// LatestStripeEvent returns when the newest stored event of an account and mode was created at the processor, 0 when
// there is none: reconciliation goes on from there.
func LatestStripeEvent(ctx context.Context, d *db.DB, account string, live bool) (delivery.Instant, error) {
	at, err := d.Reading().LatestStripeEvent(ctx, sqlgen.LatestStripeEventParams{Account: account, Live: live})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return delivery.Instant(at), db.Classify("read newest event of the processor", err)
}
