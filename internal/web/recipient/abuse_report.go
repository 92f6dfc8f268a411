package recipient

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// showAbuse is GET /d/{id}/abuse, for whoever got a link from somebody they never dealt with.
func (d *Door) showAbuse(c echo.Context, v visit) error {
	return d.Render(c, http.StatusOK, screen.RecipientAbuse{Shell: d.Shell(c), Share: d.share(c, v)})
}

// reportAbuse is POST /d/{id}/abuse: the operator of the server reads it, not the sender. It is no event of the delivery:
// whoever is accused does not learn of it, and no certificate prints it.
func (d *Door) reportAbuse(c echo.Context, v visit) error {
	var form screen.ProblemForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	page := frontend.SharePath(string(v.delivery.ID))
	network := d.Digest("abuse", web.Network(d.VisitorOf(c.Request()).Address))
	var f problem.Fields
	input.Lines(&f, "text", form.Text.Value, input.MaxMessage, true)
	err := f.Err()
	if err == nil {
		report := oversight.AbuseReport{
			ID: d.NewID(), Workspace: v.delivery.Workspace, Delivery: v.delivery.ID, Recipient: v.recipient.ID, Text: form.Text.Value, At: d.At(),
		}
		err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := oversight.ReportAbuse(ctx, tx, report, network); err != nil {
				return err
			}
			return d.TellOperators(ctx, tx, report.ID)
		})
	}
	if err == nil {
		return d.Redirect(c, page, "abuse_reported")
	}
	if web.Refuse(&form, err) != nil {
		return d.RedirectFailed(c, page, err)
	}
	return d.Render(c, http.StatusUnprocessableEntity, screen.RecipientAbuse{Shell: d.Shell(c), Share: d.share(c, v), Form: form})
}
