package workspace

import (
	"context"
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/export"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// exportsADay bounds how often one member takes everything away: a part is one.
const exportsADay = 100

var errTooManyExports = problem.New(problem.TooMany, "too_many_attempts", "too many exports in a day")

// export is GET /settings/workspace/export.zip: the part of the workspace that lies after one delivery and up to another,
// all of it without these. That it was taken away is on record before the first byte leaves.
func (d *Door) export(c echo.Context, v visit) error {
	ctx := c.Request().Context()
	wait, err := ratelimit.Take(ctx, d.DB, d.At(), ratelimit.Limit{Key: "export-all/" + v.Member.ID, Max: exportsADay, Window: day})
	if err != nil {
		return fmt.Errorf("count exports: %w", err)
	}
	if wait > 0 {
		return errTooManyExports.After(wait)
	}
	part := export.Part{After: delivery.ID(c.QueryParam("after")), Until: delivery.ID(c.QueryParam("until"))}
	return d.Exporter.ServeWorkspace(c, v.Workspace, part, func(ctx context.Context) error {
		return d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return roster.Log(ctx, tx, v.Did(d.Site, account.WorkspaceExported, ""))
		})
	})
}
