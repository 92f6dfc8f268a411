package sender

import (
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// downloadReceipt is GET and HEAD /deliveries/{id}/receipts/{number}.
func (d *Door) downloadReceipt(c echo.Context, v visit) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	return d.ServeReceipt(c, d.Vault, dv, c.Param("number"))
}

// addPapers puts each receipt next to its payment.
func (d *Door) addPapers(c echo.Context, dv *delivery.Delivery, rows []screen.PaymentRow, zone *time.Location) error {
	list, err := d.Receipts(c.Request().Context(), dv)
	if err != nil {
		return fmt.Errorf("list receipts: %w", err)
	}
	for _, paper := range web.Papers(dv, list, zone, func(number string) string { return frontend.ReceiptPath(string(dv.ID), number) }) {
		for i := range rows {
			if rows[i].ID == paper.Payment {
				rows[i].Papers = append(rows[i].Papers, paper)
			}
		}
	}
	return nil
}
