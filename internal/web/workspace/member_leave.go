package workspace

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// showMembership is GET /settings/membership.
func (d *Door) showMembership(c echo.Context, v visit) error {
	return d.renderMembership(c, v, http.StatusOK, screen.LeaveForm{})
}

func (d *Door) renderMembership(c echo.Context, v visit, status int, form screen.LeaveForm) error {
	has, err := d.entrance.HasPassword(c.Request().Context(), v.Member.ID)
	if err != nil {
		return err
	}
	page := screen.Membership{Shell: d.Shell(c), Role: string(v.Member.Role), NoPassword: !has, Form: form}
	if !has && !d.entrance.IsFresh(v) {
		page.ProveURL = entrance.ProvePath(frontend.PathMembership)
	}
	return d.Render(c, status, page)
}

// leave is POST /settings/membership: the member goes, what they made stays. The last owner cannot: they let somebody else
// own the workspace first, or close it.
func (d *Door) leave(c echo.Context, v visit) error {
	var form screen.LeaveForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.entrance.Prove(c, v, form.Password.Value)
	if err == nil {
		e := v.Did(d.Site, account.MemberLeft, v.Member.ID)
		err = roster.Change(c.Request().Context(), d.DB, e, func(m *account.Member) error {
			m.DisabledAt = e.At
			return nil
		}, nil)
	}
	switch {
	case errors.Is(err, account.ErrSignIn):
		form.Password = frontend.Field{Error: "password_wrong"}
		return d.renderMembership(c, v, http.StatusUnprocessableEntity, form)
	case errors.Is(err, account.ErrLastOwner):
		form.Password = frontend.Field{Error: account.ErrLastOwner.Code}
		return d.renderMembership(c, v, web.Status(err), form)
	case err != nil:
		return err
	}
	return d.Redirect(c, frontend.PathSignIn, "left")
}
