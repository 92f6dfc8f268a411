package entrance

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/web"
)

// showConfirm is GET /confirm/{token}: a button. A scanner that opens the link changes nothing.
func (d *Entrance) showConfirm(c echo.Context) error {
	token := c.Param("token")
	hash, err := account.HashToken(account.ForConfirmation, token)
	if err == nil {
		var t account.Token
		if t, err = d.DB.Token(c.Request().Context(), hash); err == nil {
			err = t.Check(account.ForConfirmation, d.Now())
		}
	}
	switch {
	case errors.Is(err, account.ErrToken), errors.Is(err, db.ErrNotFound):
		return d.renderDeadLink(c)
	case err != nil:
		return fmt.Errorf("read confirmation: %w", err)
	}
	return d.Render(c, http.StatusOK, frontend.ConfirmEmail{Shell: d.Shell(c), Token: token})
}

// confirm is POST /confirm/{token}: the address is the member's, who is signed in.
func (d *Entrance) confirm(c echo.Context) error {
	hash, err := account.HashToken(account.ForConfirmation, c.Param("token"))
	if err != nil {
		return d.renderDeadLink(c)
	}
	ctx, at := c.Request().Context(), d.At()
	t, err := d.DB.UseToken(ctx, hash, account.ForConfirmation, at, func(ctx context.Context, tx *db.Tx, t account.Token) error {
		return tx.UpdateMember(ctx, t.Member, func(m *account.Member) error {
			if m.Email != t.Email {
				return account.ErrToken // the address was changed since
			}
			if m.ConfirmedAt.IsZero() {
				m.ConfirmedAt = at.Time()
			}
			return nil
		})
	})
	if errors.Is(err, account.ErrToken) {
		return d.renderDeadLink(c)
	}
	if err != nil {
		return fmt.Errorf("confirm address: %w", err)
	}
	m, err := d.DB.Member(ctx, t.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	if err := d.start(c, m); err != nil {
		return err
	}
	d.SetCookie(c, mailCookie, "", -1)
	return d.Redirect(c, frontend.PathDeliveries, "email_confirmed")
}

func (d *Entrance) renderDeadLink(c echo.Context) error {
	return d.Render(c, web.Status(account.ErrToken), frontend.ConfirmEmail{Shell: d.Shell(c), Invalid: true})
}
