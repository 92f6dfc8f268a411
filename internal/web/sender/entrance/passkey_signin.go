package entrance

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/web"
)

const passkeysByOrigin = 100

// askSignInPasskey is POST /signin/passkey/begin, by script.
func (d *Entrance) askSignInPasskey(c echo.Context) error {
	if err := d.take(c, d.limitOrigin(c, "passkey", passkeysByOrigin, passkeyWindow)); err != nil {
		return err
	}
	return d.askPasskey(c, account.ForPasskeySignIn, "")
}

// signInPasskey is POST /signin/passkey: the passkey is both factors, so that no code is asked for.
func (d *Entrance) signInPasskey(c echo.Context) error {
	var form screen.PasskeyForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	m, err := d.usePasskey(c, account.ForPasskeySignIn, form.Credential.Value, func(context.Context, *db.Tx, account.Member) error { return nil })
	if err == nil {
		err = d.start(c, m)
	}
	switch {
	case errors.Is(err, ErrPasskeyRefused), errors.Is(err, account.ErrDisabled), errors.Is(err, account.ErrUnconfirmed):
		var again screen.SignInForm
		again.Next.Value = LocalPath(form.Next.Value, "")
		return d.renderSignInWith(c, web.Status(ErrPasskeyRefused), again, ErrPasskeyRefused.Code, carriedBy(c))
	case errors.Is(err, account.ErrCeremonyOver):
		if x := carriedBy(c); x.typed != "" {
			var again screen.SignInForm
			again.Next.Value = LocalPath(form.Next.Value, "")
			return d.renderSignInWith(c, web.Status(err), again, account.ErrCeremonyOver.Code, x)
		}
		return d.RedirectFailed(c, frontend.PathSignIn, account.ErrCeremonyOver)
	case err != nil:
		return err
	}
	next, err := d.onward(c.Request().Context(), m, LocalPath(form.Next.Value, frontend.PathDeliveries), carriedBy(c))
	if err != nil {
		return err
	}
	return d.Redirect(c, next, "")
}

// askProofPasskey is POST /prove/passkey/begin, by script.
func (d *Entrance) askProofPasskey(c echo.Context, v Visit) error {
	if err := d.take(c, d.limitOrigin(c, "passkey", passkeysByOrigin, passkeyWindow)); err != nil {
		return err
	}
	return d.askPasskey(c, account.ForPasskeyProof, v.Member.ID)
}

// provePasskey is POST /prove/passkey: a passkey of who is signed in makes the session fresh.
func (d *Entrance) provePasskey(c echo.Context, v Visit) error {
	var form screen.PasskeyForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	next := LocalPath(form.Next.Value, frontend.PathSecurity)
	_, err := d.usePasskey(c, account.ForPasskeyProof, form.Credential.Value, func(ctx context.Context, tx *db.Tx, m account.Member) error {
		if m.ID != v.Member.ID {
			return ErrPasskeyRefused
		}
		return login.ProveSession(ctx, tx, v.Session.Hash, d.At())
	})
	switch {
	case errors.Is(err, ErrPasskeyRefused), errors.Is(err, account.ErrCeremonyOver):
		return d.RedirectFailed(c, ProvePath(next), err)
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}
