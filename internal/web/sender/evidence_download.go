package sender

import (
	"context"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
)

// downloadEvidence is GET /deliveries/{id}/evidence.zip: for who may see whole evidence, with personal values. It is on
// record before the first byte leaves.
func (d *Door) downloadEvidence(c echo.Context, v visit) error {
	dv, err := d.Desk.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		return roster.Log(ctx, tx, v.Did(d.Site, account.EvidenceExported, string(dv.ID)))
	})
	if err != nil {
		return err
	}
	return d.dossiers.ServeEvidence(c, dv)
}
