package entrance

import "github.com/labstack/echo/v4"

// Prove asks for the member's password itself, however fresh the session is: before what cannot be taken back.
// account.ErrSignIn when it is another.
func (d *Entrance) Prove(c echo.Context, v Visit, password string) error {
	return d.checkOwnPassword(c, v, password)
}
