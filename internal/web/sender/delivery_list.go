package sender

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

// listDeliveries is GET /deliveries.
func (d *Door) listDeliveries(c echo.Context, v visit) error {
	page, err := d.DB.ListDeliveries(c.Request().Context(), db.ListQuery{
		Workspace: v.Workspace.ID, Before: c.QueryParam("older"), After: c.QueryParam("newer"),
	})
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	zone := zoneOf(v.Workspace.Zone)
	now := today(d.At(), zone)
	rows := make([]screen.DeliveryRow, len(page.Rows))
	for i, s := range page.Rows {
		rows[i] = screen.DeliveryRow{
			ID: string(s.ID), Title: s.Title, Recipients: s.Recipients, Price: frontend.Money{Amount: s.Amount, Currency: s.Currency},
			DueOn: day(s.DueOn, zone), Overdue: s.State == delivery.Sent && s.DueOn != "" && s.DueOn < now,
			Situation: standingOfSummary(s).situation(), Sandbox: s.Sandbox,
		}
	}
	return d.Render(c, http.StatusOK, screen.Deliveries{
		Shell: d.Shell(c), Rows: rows, OlderCursor: page.Older, NewerCursor: page.Newer, NeedsProfile: v.Workspace.Profile.Check() != nil,
	})
}
