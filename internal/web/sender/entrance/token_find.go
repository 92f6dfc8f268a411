package entrance

import (
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
)

// TokenOf finds the token of the path, which a link in a mailbox held. One that opens nothing, whatever the reason, is
// account.ErrToken; of one that is over the token is returned besides.
func (d *Entrance) TokenOf(c echo.Context, p account.Purpose) (account.Token, error) {
	hash, err := account.HashToken(p, c.Param("token"))
	if err != nil {
		return account.Token{}, err
	}
	t, err := login.FindToken(c.Request().Context(), d.DB, hash)
	if errors.Is(err, db.ErrNotFound) {
		return account.Token{}, account.ErrToken
	}
	if err != nil {
		return account.Token{}, fmt.Errorf("read token: %w", err)
	}
	return t, t.Check(p, d.Now())
}
