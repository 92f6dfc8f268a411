package entrance

import (
	"context"
	"crypto/subtle"
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

// proofCookie shows that this browser typed the password that waits for the address to be confirmed. Whoever reads the
// mailbox and has not got it types the password again: a stranger can sign up with somebody's address at any moment
// before it is confirmed, and the owner's click must not confirm the stranger's password.
const proofCookie = "signup"

// proof is worth nothing once another password was set.
func (d *Entrance) proof(m account.Member) string {
	return d.Digest("signup", m.Email+"\x00"+m.PasswordHash)
}

func (d *Entrance) keepProof(c echo.Context, m account.Member) {
	d.SetCookie(c, proofCookie, d.proof(m), int(account.ForConfirmation.Lifetime().Seconds()))
}

func (d *Entrance) hasProof(c echo.Context, m account.Member) bool {
	return subtle.ConstantTimeCompare([]byte(d.Cookie(c, proofCookie)), []byte(d.proof(m))) == 1
}

// showConfirm is GET /confirm/{token}: a button. A scanner that opens the link changes nothing.
func (d *Entrance) showConfirm(c echo.Context) error {
	_, m, err := d.toConfirm(c)
	switch {
	case errors.Is(err, account.ErrToken):
		return d.renderDeadLink(c)
	case err != nil:
		return err
	}
	return d.Render(c, http.StatusOK, screen.ConfirmEmail{Shell: d.Shell(c), Token: c.Param("token"), AskPassword: !d.hasProof(c, m)})
}

// toConfirm finds the member whose address the token in the path confirms. A token that opens nothing, whatever the
// reason, is account.ErrToken.
func (d *Entrance) toConfirm(c echo.Context) (account.Hash, account.Member, error) {
	hash, err := account.HashToken(account.ForConfirmation, c.Param("token"))
	if err != nil {
		return hash, account.Member{}, account.ErrToken
	}
	t, err := login.FindToken(c.Request().Context(), d.DB, hash)
	if errors.Is(err, db.ErrNotFound) {
		return hash, account.Member{}, account.ErrToken
	}
	if err != nil {
		return hash, account.Member{}, fmt.Errorf("read confirmation: %w", err)
	}
	if err := t.Check(account.ForConfirmation, d.Now()); err != nil {
		return hash, account.Member{}, err
	}
	m, err := roster.MemberByEmail(c.Request().Context(), d.DB, t.Email)
	if errors.Is(err, db.ErrNotFound) || err == nil && m.ID != t.Member {
		return hash, account.Member{}, account.ErrToken // the address was changed since
	}
	if err != nil {
		return hash, account.Member{}, fmt.Errorf("find member: %w", err)
	}
	return hash, m, nil
}

// confirm is POST /confirm/{token}: the address is the member's, who is signed in.
func (d *Entrance) confirm(c echo.Context) error {
	hash, m, err := d.toConfirm(c)
	switch {
	case errors.Is(err, account.ErrToken):
		return d.renderDeadLink(c)
	case err != nil:
		return err
	}
	if !d.hasProof(c, m) {
		var form screen.ConfirmForm
		if err := web.ReadForm(c, &form); err != nil {
			return err
		}
		if err := d.checkPassword(c, m, form.Password.Value); errors.Is(err, account.ErrSignIn) {
			form.Password = frontend.Field{Error: "confirm_password"}
			return d.Render(c, web.Status(err), screen.ConfirmEmail{Shell: d.Shell(c), Token: c.Param("token"), AskPassword: true, Form: form})
		} else if err != nil {
			return err
		}
	}
	ctx, at := c.Request().Context(), d.At()
	_, err = login.UseToken(ctx, d.DB, hash, account.ForConfirmation, at, func(ctx context.Context, tx *db.Tx, t account.Token) error {
		err := roster.UpdateMember(ctx, tx, t.Member, func(x *account.Member) error {
			if x.Email != t.Email {
				return account.ErrToken // the address was changed since
			}
			if x.ConfirmedAt.IsZero() {
				x.ConfirmedAt = at.Time()
			}
			return nil
		})
		if err != nil {
			return err
		}
		return login.SetPassword(ctx, tx, t.Member, m.PasswordHash, account.Hash{}, at) // the one that was proven, whatever came since
	})
	if errors.Is(err, account.ErrToken) {
		return d.renderDeadLink(c)
	}
	if err != nil {
		return fmt.Errorf("confirm address: %w", err)
	}
	if m, err = roster.Member(ctx, d.DB, m.ID); err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	d.SetCookie(c, mailCookie, "", -1)
	d.SetCookie(c, proofCookie, "", -1)
	return d.enter(c, m, frontend.PathDeliveries, "email_confirmed")
}

// checkPassword is account.ErrSignIn unless this is the password that waits for the address.
func (d *Entrance) checkPassword(c echo.Context, m account.Member, password string) error {
	err := d.take(c, d.limitEmail("sign-in", m.Email, signInsByEmail, signInWindow), d.limitOrigin(c, "sign-in", signInsByOrigin, signInWindow))
	if err != nil {
		return err
	}
	ok, _, err := account.VerifyPassword(m.PasswordHash, password)
	if err != nil {
		return fmt.Errorf("verify password: %w", err)
	}
	if !ok {
		return account.ErrSignIn
	}
	return nil
}

func (d *Entrance) renderDeadLink(c echo.Context) error {
	return d.Render(c, web.Status(account.ErrToken), screen.ConfirmEmail{Shell: d.Shell(c), Invalid: true})
}
