package workspace

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

var errRole = problem.New(problem.Invalid, "role_unknown", "there is no such role")

// changeRole is POST /settings/team/role. What is open in a browser has the new role at its next request.
func (d *Door) changeRole(c echo.Context, v visit) error {
	if err := c.Request().ParseForm(); err != nil {
		return web.ErrBadForm
	}
	form := c.Request().PostForm
	e, role := v.Did(d.Site, account.RoleChanged, form.Get("id")), account.Role(form.Get("role"))
	if e.Subject == v.Member.ID {
		return d.RedirectFailed(c, frontend.PathTeam, account.ErrOneself)
	}
	if !role.IsKnown() {
		return d.RedirectFailed(c, frontend.PathTeam, errRole)
	}
	return d.change(c, e, "role_changed", account.AlertRole, func(m *account.Member) error {
		m.Role = role
		return nil
	})
}

// changeAccess is POST /settings/team/access: a member may sign in no more, or again. Their sessions end at once and
// their keys stop working; what they did stays under their name.
func (d *Door) changeAccess(c echo.Context, v visit) error {
	if err := c.Request().ParseForm(); err != nil {
		return web.ErrBadForm
	}
	form := c.Request().PostForm
	if form.Get("id") == v.Member.ID {
		return d.RedirectFailed(c, frontend.PathTeam, account.ErrOneself)
	}
	switch form.Get("access") {
	case "none":
		e := v.Did(d.Site, account.MemberDisabled, form.Get("id"))
		return d.change(c, e, "access_removed", account.AlertRemoved, func(m *account.Member) error {
			if m.DisabledAt.IsZero() {
				m.DisabledAt = e.At
			}
			return nil
		})
	case "open":
		return d.change(c, v.Did(d.Site, account.MemberEnabled, form.Get("id")), "access_given", account.AlertLetIn, func(m *account.Member) error {
			m.DisabledAt = time.Time{}
			return nil
		})
	}
	return web.ErrBadForm
}

// change makes it, and tells the member whom it concerns who did.
func (d *Door) change(c echo.Context, e account.Event, notice string, what account.Alert, change func(*account.Member) error) error {
	err := roster.Change(c.Request().Context(), d.DB, e, change, func(ctx context.Context, tx *db.Tx) error {
		return d.Alerts.TellMember(ctx, tx, e.Subject, what, e.Member)
	})
	if err != nil {
		return d.RedirectFailed(c, frontend.PathTeam, err)
	}
	return d.Redirect(c, frontend.PathTeam, notice)
}
