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

// showSignIn is GET /signin.
func (d *Entrance) showSignIn(c echo.Context) error {
	next := LocalPath(c.QueryParam("next"), "")
	if in, err := d.look(c); err != nil || in {
		return orRedirect(c, err, LocalPath(next, frontend.PathDeliveries))
	}
	var form screen.SignInForm
	form.Next.Value = next
	return d.renderSignIn(c, http.StatusOK, form, "")
}

// signIn is POST /signin. An unknown address costs the same time and gets the same answer as a wrong password.
func (d *Entrance) signIn(c echo.Context) error {
	var form screen.SignInForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	typed := carriedBy(c)
	email, err := account.NormalEmail(form.Email.Value)
	if err != nil {
		return d.renderSignInWith(c, web.Status(account.ErrSignIn), form, account.ErrSignIn.Code, typed)
	}
	err = d.take(c, d.limitEmail("sign-in", email, signInsByEmail, signInWindow), d.limitOrigin(c, "sign-in", signInsByOrigin, signInWindow))
	if p, ok := web.AsProblem(err); ok {
		web.RetryAfter(c, p)
		return d.renderSignInWith(c, web.Status(err), form, p.Code, typed)
	}
	if err != nil {
		return err
	}
	m, err := d.verify(c.Request().Context(), email, form.Password.Value)
	switch {
	case errors.Is(err, account.ErrSignIn), errors.Is(err, account.ErrDisabled):
		return d.renderSignInWith(c, web.Status(account.ErrSignIn), form, account.ErrSignIn.Code, typed)
	case errors.Is(err, account.ErrUnconfirmed):
		d.keepProof(c, m)
		return d.checkMail(c, email)
	case err != nil:
		return err
	}
	return d.enterWith(c, m, LocalPath(form.Next.Value, frontend.PathDeliveries), "", typed)
}

// verify finds the member of a pair; a hash of yesterday's cost is made again at today's.
func (d *Entrance) verify(ctx context.Context, email, password string) (account.Member, error) {
	m, err := roster.MemberByEmail(ctx, d.DB, email)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return account.Member{}, fmt.Errorf("find member: %w", err)
	}
	ok, weak, err := account.VerifyPassword(m.PasswordHash, password) // "" takes as long and belongs to nobody
	if err != nil {
		return account.Member{}, fmt.Errorf("verify password: %w", err)
	}
	if !ok {
		return account.Member{}, account.ErrSignIn
	}
	if weak {
		hash, err := account.HashPassword(password, d.Entropy)
		if err != nil {
			return account.Member{}, err
		}
		if err := login.SetPassword(ctx, d.DB, m.ID, hash, account.Hash{}, d.At()); err != nil {
			return account.Member{}, fmt.Errorf("renew password hash: %w", err)
		}
	}
	return m, m.CanSignIn()
}

func (d *Entrance) renderSignIn(c echo.Context, status int, form screen.SignInForm, code string) error {
	return d.renderSignInWith(c, status, form, code, carried{})
}

// renderSignInWith shows the page with a form that goes through it.
func (d *Entrance) renderSignInWith(c echo.Context, status int, form screen.SignInForm, code string, x carried) error {
	form.Password.Value = ""
	page := screen.SignIn{Shell: d.Shell(c), Form: form, Problem: code, SignUpOpen: d.Signup == account.Open, Passkeys: d.HasPasskeys(), Typed: x.typed, Files: x.files}
	page.Path = frontend.PathSignIn // also where another page was asked for
	return d.Render(c, status, page)
}
