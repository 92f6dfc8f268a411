package oversight

import (
	"context"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// UnknownPayment is money that the processor holds under an id of ours and that no delivery knows: it came after the
// backup this database was restored from, or to another installation with the same account.
type UnknownPayment struct {
	Account  string // connected account, "" = the instance's own
	Payment  string
	Delivery delivery.ID // which it was for, as the processor noted it; "" where it did not
	Intent   string      // the processor's reference
	Amount   delivery.Money
	PaidAt   delivery.Instant
	HeardAt  delivery.Instant
}

// OpenPages lists, as the transaction sees them, the payments of a workspace whose page at the processor may still be paid,
// after the id of the last one seen ("": from the beginning).
func OpenPages(ctx context.Context, tx *db.Tx, workspace, after string, limit int) ([]db.PaymentRef, error) {
	list, err := tx.Queries().ListOpenPages(ctx, sqlgen.ListOpenPagesParams{WorkspaceID: workspace, After: after, MaxRows: int32(limit)}) //nolint:gosec // of ours
	out := make([]db.PaymentRef, len(list))
	for i, row := range list {
		out[i] = db.PaymentRef{Delivery: delivery.ID(row.DeliveryID), Payment: row.ID}
	}
	return out, db.Classify("list open payment pages", err)
}

// KeepUnknownPayment puts one on the operator's list. Hearing of it again changes nothing, also once it is closed.
func KeepUnknownPayment(ctx context.Context, d *db.DB, p UnknownPayment) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("keep unknown payment", tx.Queries().InsertUnknownPayment(ctx, sqlgen.InsertUnknownPaymentParams{
			Account: p.Account, PaymentID: p.Payment, DeliveryID: string(p.Delivery), Intent: p.Intent, Amount: p.Amount.Amount,
			Currency: p.Amount.Currency, PaidAt: int64(p.PaidAt), HeardAt: int64(p.HeardAt),
		}))
	})
}

// UnknownPayments lists those nobody dealt with, the first heard of first.
func UnknownPayments(ctx context.Context, d *db.DB, limit int) ([]UnknownPayment, error) {
	const most = 200
	list, err := d.Reading().ListOpenUnknownPayments(ctx, int32(min(max(limit, 1), most))) //nolint:gosec // bounded
	if err != nil {
		return nil, fmt.Errorf("list unknown payments: %w", err)
	}
	out := make([]UnknownPayment, len(list))
	for i, row := range list {
		out[i] = UnknownPayment{
			Account: row.Account, Payment: row.PaymentID, Delivery: delivery.ID(row.DeliveryID), Intent: row.Intent,
			Amount: delivery.Money{Amount: row.Amount, Currency: row.Currency}, PaidAt: delivery.Instant(row.PaidAt), HeardAt: delivery.Instant(row.HeardAt),
		}
	}
	return out, nil
}

// CloseUnknownPayment notes who dealt with one, and when. db.ErrNotFound where there is none, or it is closed already.
func CloseUnknownPayment(ctx context.Context, d *db.DB, account, payment, member string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().CloseUnknownPayment(ctx, sqlgen.CloseUnknownPaymentParams{Account: account, PaymentID: payment, ClosedAt: int64(at), ClosedBy: member})
		return one(n, "close unknown payment", err)
	})
}
