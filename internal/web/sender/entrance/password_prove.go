package entrance

import (
	"github.com/labstack/echo/v4"

	"quittance/internal/account"
)

// Prove asks for the member's password itself, however fresh the session is: before what cannot be taken back. Where
// passkeys alone open the account, a proof given lately stands for it. account.ErrSignIn when there is none.
func (d *Entrance) Prove(c echo.Context, v Visit, password string) error {
	has, err := d.HasPassword(c.Request().Context(), v.Member.ID)
	switch {
	case err != nil:
		return err
	case has:
		return d.checkOwnPassword(c, v, password)
	case !d.IsFresh(v):
		return account.ErrSignIn
	}
	return nil
}
