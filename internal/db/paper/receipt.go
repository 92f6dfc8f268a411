// Package paper keeps the papers of money that moved: which payment or refund has one, and where its bytes are.
package paper

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Receipt is a paper as it was issued: of a payment, or of a refund of it. Its bytes never change.
type Receipt struct {
	Number   string
	Delivery delivery.ID
	Payment  string
	Refund   string // "" for the receipt of the payment itself
	Object   string // storage object
	SHA256   evidence.Hash
	IssuedAt delivery.Instant
}

func receiptOf(r sqlgen.Receipt) (Receipt, error) {
	out := Receipt{
		Number: r.Number, Delivery: delivery.ID(r.DeliveryID), Payment: r.PaymentID, Refund: r.RefundID, Object: r.ObjectID,
		IssuedAt: delivery.Instant(r.IssuedAt),
	}
	if copy(out.SHA256[:], r.Sha256) != len(out.SHA256) {
		return Receipt{}, fmt.Errorf("read receipt %s: hash of a wrong length", r.Number)
	}
	return out, nil
}

// Issue keeps a receipt. It is false, and keeps nothing, where the payment or refund has one already.
func Issue(ctx context.Context, d *db.DB, r Receipt) (bool, error) {
	first := false
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().InsertReceipt(ctx, sqlgen.InsertReceiptParams{
			Number: r.Number, DeliveryID: string(r.Delivery), PaymentID: r.Payment, RefundID: r.Refund, ObjectID: r.Object,
			Sha256: r.SHA256[:], IssuedAt: int64(r.IssuedAt),
		})
		first = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keep receipt: %w", err)
	}
	return first, nil
}

// Of returns the receipt of a payment, or the note of a refund of it. db.ErrNotFound.
func Of(ctx context.Context, d *db.DB, id delivery.ID, payment, refund string) (Receipt, error) {
	row, err := d.Reading().GetReceipt(ctx, sqlgen.GetReceiptParams{DeliveryID: string(id), PaymentID: payment, RefundID: refund})
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, db.ErrNotFound
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("read receipt: %w", err)
	}
	return receiptOf(row)
}

// Receipts returns those of a delivery in the order they were issued.
func Receipts(ctx context.Context, d *db.DB, id delivery.ID) ([]Receipt, error) {
	list, err := d.Reading().ListReceipts(ctx, string(id))
	if err != nil {
		return nil, fmt.Errorf("list receipts: %w", err)
	}
	out := make([]Receipt, len(list))
	for i, row := range list {
		if out[i], err = receiptOf(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Missing returns payments that brought money, and refunds that succeeded, which changed between the instants and have no
// paper.
func Missing(ctx context.Context, d *db.DB, since, before delivery.Instant, limit int32) ([]db.RefundRef, error) {
	paid, err := d.Reading().ListPaymentsWithoutReceipt(ctx, sqlgen.ListPaymentsWithoutReceiptParams{
		Since: int64(since), Before: int64(before), MaxRows: limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list payments without receipt: %w", err)
	}
	returned, err := d.Reading().ListRefundsWithoutNote(ctx, sqlgen.ListRefundsWithoutNoteParams{
		Since: int64(since), Before: int64(before), MaxRows: limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list refunds without note: %w", err)
	}
	var out []db.RefundRef
	for _, r := range paid {
		out = append(out, db.RefundRef{Delivery: delivery.ID(r.DeliveryID), Payment: r.ID})
	}
	for _, r := range returned {
		out = append(out, db.RefundRef{Delivery: delivery.ID(r.DeliveryID), Payment: r.PaymentID, Refund: r.ID})
	}
	return out, nil
}
