package entrance

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// showForgot is GET /forgot.
func (d *Entrance) showForgot(c echo.Context) error {
	return d.Render(c, http.StatusOK, screen.ForgotPassword{Shell: d.Shell(c), MailOff: d.Resets == nil})
}

// forgot is POST /forgot: a link is mailed to who has an account. An unknown address takes the same steps and gets the
// same answer.
func (d *Entrance) forgot(c echo.Context) error {
	if d.Resets == nil {
		return d.Render(c, http.StatusConflict, screen.ForgotPassword{Shell: d.Shell(c), MailOff: true})
	}
	var form screen.ForgotForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	email, err := account.NormalEmail(form.Email.Value)
	if err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.Render(c, web.Status(err), screen.ForgotPassword{Shell: d.Shell(c), Form: form})
	}
	err = d.take(c, d.limitEmail("reset", email, mailsByEmail, mailWindow), d.limitOrigin(c, "reset", mailsByOrigin, mailWindow))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	m, err := roster.MemberByEmail(ctx, d.DB, email)
	if errors.Is(err, db.ErrNotFound) {
		m.ID = ""
		_, err = roster.Member(ctx, d.DB, m.ID) // a known address is looked at twice
	}
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("find member: %w", err)
	}
	if err := d.Resets.RequestReset(ctx, m.ID); err != nil {
		return fmt.Errorf("request reset: %w", err)
	}
	return d.Redirect(c, frontend.PathSignIn, "reset_sent")
}
