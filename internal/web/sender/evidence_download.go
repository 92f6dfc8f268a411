package sender

import (
	"github.com/labstack/echo/v4"
)

// downloadEvidence is GET /deliveries/{id}/evidence.zip: for who may see whole evidence, with personal values.
func (d *Door) downloadEvidence(c echo.Context, v visit) error {
	dv, err := d.Desk.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	return d.dossiers.ServeEvidence(c, dv)
}
