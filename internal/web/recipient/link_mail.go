package recipient

import (
	"context"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
)

// linksToComputer is how often in a day a recipient may mail themselves the link: each is a message, and an event
// that every later certificate prints.
const linksToComputer = 3

// mailLink is POST /d/{id}/to-computer: the files are large and the reader holds a telephone. The link they have goes
// to their own address on file, and stays the one that works.
func (d *Door) mailLink(c echo.Context, v visit) error {
	page := frontend.SharePath(string(v.delivery.ID))
	_, err := d.DB.UpdateDeliveryWith(c.Request().Context(), v.delivery.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		events, err := dv.LinkToComputer(v.recipient.ID, d.At())
		if err != nil {
			return nil, err
		}
		wait, err := ratelimit.Take(ctx, tx, d.At(), ratelimit.Limit{Key: "to-computer/" + v.recipient.ID, Max: linksToComputer, Window: day})
		if err == nil && wait > 0 {
			err = errTooManyLinks.After(wait)
		}
		return events, err
	})
	if err != nil {
		return d.RedirectFailed(c, page, err)
	}
	return d.Redirect(c, page, "link_to_computer")
}
