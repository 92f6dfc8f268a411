package recipient

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/delivery"
)

// seen is POST /d/{id}/seen: the page's own beacon, a sign of a person.
func (d *Door) seen(c echo.Context, v visit) error {
	if v.recipient.OpenedAt.IsZero() {
		if err := d.change(c, v, func(*delivery.Delivery) ([]delivery.Event, error) { return nil, nil }); err != nil {
			return fmt.Errorf("note that the page was seen: %w", err)
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// chooseLanguage is POST /d/{id}/language.
func (d *Door) chooseLanguage(c echo.Context) error {
	if _, err := d.ReadLang(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, frontend.SharePath(c.Param("id")))
}
