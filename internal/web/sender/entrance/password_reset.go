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
	"quittance/internal/web"
)

// showReset is GET /reset/{token}: a form. A scanner that opens the link changes nothing.
func (d *Entrance) showReset(c echo.Context) error {
	_, m, err := d.toReset(c)
	if err != nil && !errors.Is(err, account.ErrToken) {
		return err
	}
	return d.renderReset(c, m, err, screen.ResetForm{})
}

// renderReset is the form, or what is said of a link that is good no more.
func (d *Entrance) renderReset(c echo.Context, m account.Member, err error, form screen.ResetForm) error {
	form.Password.Value = ""
	status := http.StatusOK
	if err != nil {
		status = web.Status(err)
	}
	page := screen.ResetPassword{Shell: d.Shell(c), Token: c.Param("token"), Invalid: errors.Is(err, account.ErrToken), Form: form}
	if !page.Invalid {
		has, err := d.HasPassword(c.Request().Context(), m.ID)
		if err != nil {
			return err
		}
		page.WasOff = !has
	}
	return d.Render(c, status, page)
}

// toReset finds the member of the token in the path. A token that opens nothing, whatever the reason, is
// account.ErrToken.
func (d *Entrance) toReset(c echo.Context) (account.Hash, account.Member, error) {
	t, err := d.TokenOf(c, account.ForReset)
	if err != nil {
		return t.Hash, account.Member{}, err
	}
	m, err := roster.Member(c.Request().Context(), d.DB, t.Member)
	if err != nil {
		return t.Hash, account.Member{}, fmt.Errorf("load member: %w", err)
	}
	if m.Email != t.Email || !m.DisabledAt.IsZero() {
		return t.Hash, account.Member{}, account.ErrToken // changed since
	}
	return t.Hash, m, nil
}

// reset is POST /reset/{token}: the password is another, every session ends, and no other link that was mailed is good
// any more. Who reads the mailbox has proven the address.
func (d *Entrance) reset(c echo.Context) error {
	if err := d.take(c, d.limitOrigin(c, "reset-password", signInsByOrigin, signInWindow)); err != nil {
		return err
	}
	var form screen.ResetForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	hash, m, err := d.toReset(c)
	if errors.Is(err, account.ErrToken) {
		return d.renderReset(c, m, err, screen.ResetForm{})
	}
	if err != nil {
		return err
	}
	ctx, at := c.Request().Context(), d.At()
	ws, err := roster.Workspace(ctx, d.DB, m.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	if wrong := account.CheckPassword(form.Password.Value, m.Email, m.Name, ws.Name); wrong != nil {
		if err := web.Refuse(&form, wrong); err != nil {
			return err
		}
		return d.renderReset(c, m, wrong, form)
	}
	secret, err := account.HashPassword(form.Password.Value, d.Entropy)
	if err != nil {
		return err
	}
	_, err = login.UseToken(ctx, d.DB, hash, account.ForReset, at, func(ctx context.Context, tx *db.Tx, t account.Token) error {
		err := roster.UpdateMember(ctx, tx, t.Member, func(x *account.Member) error {
			if x.Email != t.Email || !x.DisabledAt.IsZero() {
				return account.ErrToken
			}
			if x.ConfirmedAt.IsZero() {
				x.ConfirmedAt = at.Time()
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := login.VoidTokens(ctx, tx, t.Workspace, t.Member, account.ForReset, at); err != nil {
			return err
		}
		if err := login.SetPassword(ctx, tx, t.Member, secret, account.Hash{}, at); err != nil {
			return err
		}
		return roster.Log(ctx, tx, account.Event{
			ID: d.NewID(), Workspace: t.Workspace, Member: t.Member, Kind: account.PasswordReplaced, Subject: t.Member, At: at.Time(),
		})
	})
	if errors.Is(err, account.ErrToken) {
		return d.renderReset(c, m, err, screen.ResetForm{})
	}
	if err != nil {
		return fmt.Errorf("set new password: %w", err)
	}
	d.SetCookie(c, sessionCookie, "", -1)
	return d.Redirect(c, frontend.PathSignIn, "password_changed")
}
