package sender

import (
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
)

// evidenceADay bounds how often one member takes the evidence of deliveries away.
const evidenceADay = 200

var errTooMuchEvidence = problem.New(problem.TooMany, "too_many_attempts", "too many archives of evidence in a day")

// downloadEvidence is GET /deliveries/{id}/evidence.zip: for who may see whole evidence, with personal values. It is on
// record before the first byte leaves.
func (d *Door) downloadEvidence(c echo.Context, v visit) error {
	ctx := c.Request().Context()
	dv, err := d.Commands.Delivery(ctx, v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	wait, err := ratelimit.Take(ctx, d.DB, d.At(), ratelimit.Limit{Key: "evidence/" + v.Member.ID, Max: evidenceADay, Window: 24 * time.Hour})
	if err != nil {
		return fmt.Errorf("count archives of evidence: %w", err)
	}
	if wait > 0 {
		return errTooMuchEvidence.After(wait)
	}
	return d.exporter.ServeEvidence(c, dv, func(ctx context.Context) error {
		return d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return roster.Log(ctx, tx, v.Did(d.Site, account.EvidenceExported, string(dv.ID)))
		})
	})
}
