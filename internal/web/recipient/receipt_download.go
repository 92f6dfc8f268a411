package recipient

import (
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// downloadReceipt is GET and HEAD /d/{id}/receipts/{number}: for whoever is asked to pay.
func (d *Door) downloadReceipt(c echo.Context, v visit) error {
	if !v.recipient.Has(delivery.Payer) {
		return db.ErrNotFound
	}
	return d.ServeReceipt(c, d.Vault, v.delivery, c.Param("number"))
}

// papers are the receipts a payer may download.
func (d *Door) papers(c echo.Context, v visit) ([]screen.Paper, error) {
	if !v.recipient.Has(delivery.Payer) {
		return nil, nil
	}
	list, err := d.Receipts(c.Request().Context(), v.delivery)
	if err != nil {
		return nil, err
	}
	return web.Papers(v.delivery, list, zoneOf(v.delivery), func(number string) string {
		return frontend.ShareReceiptPath(string(v.delivery.ID), number)
	}), nil
}
