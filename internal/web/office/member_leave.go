package office

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
func (o *Office) showMembership(c echo.Context, v visit) error {
	return o.renderMembership(c, v, http.StatusOK, screen.LeaveForm{})
}

func (o *Office) renderMembership(c echo.Context, v visit, status int, form screen.LeaveForm) error {
	has, err := o.door.HasPassword(c.Request().Context(), v.Member.ID)
	if err != nil {
		return err
	}
	page := screen.Membership{Shell: o.Shell(c), Role: string(v.Member.Role), NoPassword: !has, Form: form}
	if !has && !o.door.IsFresh(v) {
		page.ProveURL = entrance.ProvePath(frontend.PathMembership)
	}
	return o.Render(c, status, page)
}

// leave is POST /settings/membership: the member goes, what they made stays. The last owner cannot: they let somebody else
// own the workspace first, or close it.
func (o *Office) leave(c echo.Context, v visit) error {
	var form screen.LeaveForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := o.door.Prove(c, v, form.Password.Value)
	if err == nil {
		e := v.Did(o.Site, account.MemberLeft, v.Member.ID)
		err = roster.Change(c.Request().Context(), o.DB, e, func(m *account.Member) error {
			m.DisabledAt = e.At
			return nil
		})
	}
	switch {
	case errors.Is(err, account.ErrSignIn):
		form.Password = frontend.Field{Error: "password_wrong"}
		return o.renderMembership(c, v, http.StatusUnprocessableEntity, form)
	case errors.Is(err, account.ErrLastOwner):
		form.Password = frontend.Field{Error: account.ErrLastOwner.Code}
		return o.renderMembership(c, v, web.Status(err), form)
	case err != nil:
		return err
	}
	return o.Redirect(c, frontend.PathSignIn, "left")
}
