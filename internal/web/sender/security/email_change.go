package security

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// A link of a new address is a message to who did not ask for it.
const (
	emailsAnHour = 5
	emailWindow  = time.Hour
)

var (
	errEmailSame  = problem.New(problem.Invalid, "email_same", "this is the address of the account already")
	errManyEmails = problem.New(problem.TooMany, "too_many_attempts", "too many links in an hour")
)

// showEmail is GET /settings/security/email.
func (d *Security) showEmail(c echo.Context, _ visit) error {
	return d.Render(c, http.StatusOK, screen.ChangeEmail{Shell: d.Shell(c), MailOff: d.Addresses == nil})
}

// askEmail is POST /settings/security/email: a link goes to the new address, and nothing changes yet. Whether the address has
// an account is not told here, but to whoever reads its mailbox.
func (d *Security) askEmail(c echo.Context, v visit) error {
	if d.Addresses == nil {
		return d.Render(c, http.StatusConflict, screen.ChangeEmail{Shell: d.Shell(c), MailOff: true})
	}
	var form screen.ChangeEmailForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	email, err := account.NormalEmail(form.Email.Value)
	if err == nil && email == v.Member.Email {
		err = errEmailSame
	}
	if err != nil {
		p, ok := web.AsProblem(err)
		if !ok {
			return err
		}
		form.Email.Error = p.Code
		return d.Render(c, web.Status(err), screen.ChangeEmail{Shell: d.Shell(c), Form: form})
	}
	ctx := c.Request().Context()
	wait, err := ratelimit.Take(ctx, d.DB, d.At(),
		ratelimit.Limit{Key: "new-email/member/" + v.Member.ID, Max: emailsAnHour, Window: emailWindow},
		ratelimit.Limit{Key: "new-email/email/" + d.entrance.Digest("new-email", email), Max: emailsAnHour, Window: emailWindow})
	if err != nil {
		return fmt.Errorf("count links: %w", err)
	}
	if wait > 0 {
		return errManyEmails.After(wait)
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.VoidTokens(ctx, tx, v.Workspace.ID, v.Member.ID, account.ForNewEmail, d.At()); err != nil { // the newest counts
			return err
		}
		return d.Addresses.MailAddress(ctx, tx, v.Member, account.ForNewEmail, email, d.Now())
	})
	if err != nil {
		return fmt.Errorf("ask for another address: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "email_asked")
}

// showNewEmail is GET /settings/security/email/{token}: a button. The link wants a browser in which the member is signed in, so
// that an address that was mistyped makes nobody else of the account.
func (d *Security) showNewEmail(c echo.Context, v visit) error {
	t, err := d.newEmail(c, v)
	if err != nil && !errors.Is(err, account.ErrToken) {
		return err
	}
	return d.renderNewEmail(c, v, t, err)
}

func (d *Security) renderNewEmail(c echo.Context, v visit, t account.Token, err error) error {
	page := screen.NewEmail{Shell: d.Shell(c), Token: c.Param("token"), Email: t.Email, Was: v.Member.Email, Invalid: errors.Is(err, account.ErrToken)}
	if err == nil {
		return d.Render(c, http.StatusOK, page)
	}
	if p, ok := web.AsProblem(err); ok && !page.Invalid {
		page.Problem = p.Code
	}
	return d.Render(c, web.Status(err), page)
}

// newEmail finds the token of the path, of who is signed in. One that opens nothing is account.ErrToken.
func (d *Security) newEmail(c echo.Context, v visit) (account.Token, error) {
	t, err := d.entrance.TokenOf(c, account.ForNewEmail)
	if (err == nil || errors.Is(err, account.ErrToken)) && t.Member != v.Member.ID {
		return account.Token{}, account.ErrToken
	}
	return t, err
}

// takeEmail is POST /settings/security/email/{token}: the address is the member's, and the one that was is told. Every other
// session ends.
func (d *Security) takeEmail(c echo.Context, v visit) error {
	t, err := d.newEmail(c, v)
	if err == nil {
		_, err = login.UseToken(c.Request().Context(), d.DB, t.Hash, account.ForNewEmail, d.At(), func(ctx context.Context, tx *db.Tx, t account.Token) error {
			was, err := roster.TakeEmail(ctx, tx, t, v.Session.Hash, v.Did(d.Site, account.EmailChanged, v.Member.ID))
			if err != nil || d.Addresses == nil {
				return err
			}
			return d.Addresses.MailAddress(ctx, tx, v.Member, account.ForOldEmail, was, t.CreatedAt)
		})
	}
	switch {
	case errors.Is(err, account.ErrToken), errors.Is(err, account.ErrEmailTaken):
		return d.renderNewEmail(c, v, t, err)
	case err != nil:
		return fmt.Errorf("change address: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "email_changed")
}
