package workspace

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// close is POST /settings/workspace/close, by an owner who typed the workspace's name. It cannot be undone; every member is
// told.
func (d *Door) close(c echo.Context, v visit) error {
	var form screen.CloseForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	if !strings.EqualFold(strings.Join(strings.Fields(form.Name.Value), " "), strings.Join(strings.Fields(v.Workspace.Name), " ")) {
		form.Name.Error = "other_name"
		return d.renderWorkspace(c, v, http.StatusUnprocessableEntity, form)
	}
	e := v.Did(d.Site, account.WorkspaceClosed, "")
	err := roster.Close(c.Request().Context(), d.DB, e, form.Elsewhere.Checked, v.Session.Hash, func(ctx context.Context, tx *db.Tx, members []account.Member) error {
		for _, m := range members {
			if err := d.Alerts.AlertMember(ctx, tx, m.ID, account.WorkspaceGone); err != nil {
				return err
			}
		}
		return d.Checkouts.CloseCheckouts(ctx, tx, v.Workspace.ID)
	})
	if err != nil {
		return d.FailOn(c, frontend.PathWorkspace, err)
	}
	return d.Redirect(c, frontend.PathWorkspace, "workspace_closed")
}
