package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/storage"
	"quittance/storage/download"
)

// ServeReceipt answers with a receipt of the delivery, or a note of a refund, by its number, under a name in the reader's
// language. Whether the reader may have it was decided before.
func (s *Site) ServeReceipt(c echo.Context, vault *storage.Vault, dv *delivery.Delivery, number string) error {
	ctx := c.Request().Context()
	list, err := s.Receipts(ctx, dv)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r paper.Receipt) bool { return r.Number == number })
	if i < 0 {
		return db.ErrNotFound
	}
	content, err := vault.Open(ctx, list[i].Object)
	if err != nil {
		return fmt.Errorf("open receipt: %w", err)
	}
	name := "recu-"
	switch english, refund := Lang(c) == frontend.English, list[i].Refund != ""; {
	case english && refund:
		name = "refund-"
	case english:
		name = "receipt-"
	case refund:
		name = "remboursement-"
	}
	return download.Serve(c.Response(), c.Request(), content, download.Options{Name: name + number + ".pdf", MediaType: "application/pdf"})
}

// Receipts returns the papers of a delivery in the order they were issued. The note of a refund that came back from the bank
// says what is not true any more, and is left out.
func (s *Site) Receipts(ctx context.Context, dv *delivery.Delivery) ([]paper.Receipt, error) {
	if dv.IsErased(delivery.Everything) || !slices.ContainsFunc(dv.Payments, func(p delivery.Payment) bool { return !p.SettledAt.IsZero() }) {
		return nil, nil
	}
	list, err := paper.Receipts(ctx, s.DB, dv.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(r paper.Receipt) bool {
		refund, ok := dv.RefundOf(r.Refund)
		return ok && refund.State != delivery.RefundSucceeded
	}), nil
}

// Papers shows receipts: each with its amount, its day in the zone and the path that href gives.
func Papers(dv *delivery.Delivery, list []paper.Receipt, zone *time.Location, href func(number string) string) []screen.Paper {
	var out []screen.Paper
	for _, r := range list {
		p, ok := dv.Payment(r.Payment)
		if !ok {
			continue
		}
		at, _ := p.CameAt(zone)
		paper := screen.Paper{
			Number: r.Number, Href: href(r.Number), Payment: p.ID, At: at, Amount: frontend.Money{Amount: p.Amount, Currency: p.Currency},
		}
		if refund, ok := dv.RefundOf(r.Refund); ok {
			paper.ByHand = refund.State == delivery.RefundSucceeded && refund.Processor == ""
			paper.Refund, paper.Amount.Amount, paper.At = true, refund.Amount, r.IssuedAt.Time().In(zone)
		} else if surplus := dv.Surplus(p); surplus > 0 {
			paper.Surplus = frontend.Money{Amount: surplus, Currency: p.Currency}
		}
		out = append(out, paper)
	}
	return out
}
