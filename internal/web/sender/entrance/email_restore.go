package entrance

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// showOldEmail is GET /email/{token}: a button, for who reads the mailbox of an address that was a member's. A scanner that
// opens the link changes nothing.
func (d *Entrance) showOldEmail(c echo.Context) error {
	t, err := d.TokenOf(c, account.ForOldEmail)
	if err != nil && !errors.Is(err, account.ErrToken) {
		return err
	}
	return d.renderOldEmail(c, t, err)
}

func (d *Entrance) renderOldEmail(c echo.Context, t account.Token, err error) error {
	page := screen.OldEmail{Shell: d.Shell(c), Token: c.Param("token"), Email: t.Email, Invalid: errors.Is(err, account.ErrToken)}
	if err == nil {
		return d.Render(c, http.StatusOK, page)
	}
	if p, ok := web.AsProblem(err); ok && !page.Invalid {
		page.Problem = p.Code
	}
	return d.Render(c, web.Status(err), page)
}

// restoreEmail is POST /email/{token}: the member has the address again, nobody is signed in, and the password is to be chosen
// anew, by a link to that address. Both addresses are told. See roster.RestoreEmail.
func (d *Entrance) restoreEmail(c echo.Context) error {
	if err := d.take(c, d.limitOrigin(c, "restore-email", signInsByOrigin, signInWindow)); err != nil {
		return err
	}
	t, err := d.TokenOf(c, account.ForOldEmail)
	if err == nil {
		at := d.Now()
		_, err = login.UseToken(c.Request().Context(), d.DB, t.Hash, account.ForOldEmail, delivery.At(at), func(ctx context.Context, tx *db.Tx, t account.Token) error {
			undone, err := roster.RestoreEmail(ctx, tx, t, func(kind account.EventKind, subject string) account.Event {
				return account.Event{ID: d.NewID(), Workspace: t.Workspace, Member: t.Member, Kind: kind, Subject: subject, At: at}
			})
			if err != nil || d.Addresses == nil {
				return err
			}
			if err := d.Addresses.MailAddress(ctx, tx, account.Member{ID: t.Member, Workspace: t.Workspace}, account.ForUndoneEmail, undone, at); err != nil {
				return err
			}
			return d.Alerts.AlertMember(ctx, tx, t.Member, account.EmailBack)
		})
	}
	switch {
	case errors.Is(err, account.ErrToken), errors.Is(err, account.ErrEmailTaken):
		return d.renderOldEmail(c, t, err)
	case err != nil:
		return fmt.Errorf("restore address: %w", err)
	}
	d.SetCookie(c, sessionCookie, "", -1)
	return d.Redirect(c, frontend.PathForgot, "email_restored")
}
