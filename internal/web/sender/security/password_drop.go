package security

import (
	"context"
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/web/sender/entrance"
)

// dropPassword is POST /settings/security/password/off: passkeys alone open the account. Choosing a password, here or by the
// link of a forgotten one, is how it opens by password again.
func (d *Security) dropPassword(c echo.Context, v visit) error {
	if !d.entrance.HasPasskeys() {
		return d.RedirectFailed(c, frontend.PathSecurity, entrance.ErrPasskeysOff) // those there are work at another address
	}
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		was, err := login.DropPassword(ctx, tx, v.Member.ID, v.Session.Hash)
		if err != nil || !was {
			return err
		}
		return d.note(ctx, tx, v, account.PasswordGone, account.PasswordOff)
	})
	if errors.Is(err, account.ErrLastWayIn) {
		return d.RedirectFailed(c, frontend.PathSecurity, err)
	}
	if err != nil {
		return fmt.Errorf("switch the password off: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "password_off")
}
