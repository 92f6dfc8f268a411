package entrance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// mailCookie remembers, in the browser alone, which address the page asks to look at: addresses stay out of URLs.
const mailCookie = "mail"

// checkMail has the confirmation mailed and sends the browser to the page that says so.
func (d *Entrance) checkMail(c echo.Context, email string) error {
	if err := d.mail(c, email); err != nil {
		return err
	}
	d.rememberMail(c, email)
	return d.Redirect(c, frontend.PathCheckMail, "")
}

func (d *Entrance) rememberMail(c echo.Context, email string) {
	const hour = 3600
	d.SetCookie(c, mailCookie, url.QueryEscape(email), hour)
}

// mail asks for a confirmation where one is wanted, and has whoever has an account already told so. Who asks learns nothing
// from it.
func (d *Entrance) mail(c echo.Context, email string) error {
	err := d.take(c, d.limitEmail("confirm", email, mailsByEmail, mailWindow), d.limitOrigin(c, "confirm", mailsByOrigin, mailWindow))
	if err != nil {
		return err
	}
	return d.requestConfirmation(c.Request().Context(), email)
}

func (d *Entrance) requestConfirmation(ctx context.Context, email string) error {
	m, err := roster.MemberByEmail(ctx, d.DB, email)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	switch err := m.CanSignIn(); {
	case err == nil:
		err := d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return d.Alerts.AlertMember(ctx, tx, m.ID, account.SignedUpAgain)
		})
		if err != nil {
			return fmt.Errorf("tell of the account there is: %w", err)
		}
		return nil
	case !errors.Is(err, account.ErrUnconfirmed):
		return nil
	}
	if err := d.Confirmations.RequestConfirmation(ctx, m); err != nil {
		return fmt.Errorf("request confirmation: %w", err)
	}
	return nil
}

// showCheckMail is GET /check-mail.
func (d *Entrance) showCheckMail(c echo.Context) error {
	kept, err := url.QueryUnescape(d.Cookie(c, mailCookie))
	if err != nil {
		kept = ""
	}
	email, err := account.NormalEmail(kept)
	if err != nil {
		return c.Redirect(http.StatusSeeOther, frontend.PathSignIn)
	}
	return d.Render(c, http.StatusOK, screen.CheckMail{Shell: d.Shell(c), Email: email})
}

type mailForm struct {
	Email frontend.Field `form:"email"`
}

// sendConfirmationAgain is POST /check-mail.
func (d *Entrance) sendConfirmationAgain(c echo.Context) error {
	var form mailForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	email, err := account.NormalEmail(form.Email.Value)
	if err != nil {
		return err
	}
	if err := d.mail(c, email); err != nil {
		return err
	}
	d.rememberMail(c, email)
	return d.Redirect(c, frontend.PathCheckMail, "mail_sent")
}
