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

// proved runs a handler for who has proved lately who they are: see RouteProved.
func (d *Entrance) proved(handle func(echo.Context, Visit) error) func(echo.Context, Visit) error {
	return func(c echo.Context, v Visit) error {
		if d.IsFresh(v) {
			return handle(c, v)
		}
		next := d.PagePath(c)
		if c.Request().Method == http.MethodGet {
			next = c.Request().URL.RequestURI()
		}
		return c.Redirect(http.StatusSeeOther, ProvePath(next))
	}
}

// IsFresh reports whether RouteProved would let the visit through.
func (d *Entrance) IsFresh(v Visit) bool { return v.Session.IsFresh(d.Now()) }

// ProvePath is the page that asks the member to prove who they are, and then sends on to a path of ours.
func ProvePath(next string) string { return withNext(frontend.PathProve, next) }

// showProve is GET /prove.
func (d *Entrance) showProve(c echo.Context, v Visit) error {
	var form screen.ProveForm
	form.Next.Value = LocalPath(c.QueryParam("next"), frontend.PathSecurity)
	if d.IsFresh(v) {
		return c.Redirect(http.StatusSeeOther, form.Next.Value)
	}
	return d.renderProve(c, v, http.StatusOK, form)
}

// prove is POST /prove: the password again, or a code where the member has them. The session becomes fresh; it stays the
// same one.
func (d *Entrance) prove(c echo.Context, v Visit) error {
	var form screen.ProveForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	next := LocalPath(form.Next.Value, frontend.PathSecurity)
	err := d.proveBy(c, v, form)
	switch {
	case errors.Is(err, account.ErrSignIn):
		form.Password = frontend.Field{Error: "password_wrong"}
	case errors.Is(err, ErrCodeWrong):
		form.Code = frontend.Field{Error: ErrCodeWrong.Code}
	case err != nil:
		return err
	default:
		return d.Redirect(c, next, "proved")
	}
	return d.renderProve(c, v, http.StatusUnprocessableEntity, form)
}

// proveBy accepts what was typed and notes the proof.
func (d *Entrance) proveBy(c echo.Context, v Visit, form screen.ProveForm) error {
	ctx := c.Request().Context()
	secret := ""
	if form.Code.Value != "" {
		if err := d.countCode(c, v.Member.ID); err != nil {
			return err
		}
		var err error
		if secret, err = d.codeSecret(ctx, v.Member.ID); err != nil {
			return err
		}
		if secret == "" {
			return ErrCodeWrong
		}
	} else if err := d.checkOwnPassword(c, v, form.Password.Value); err != nil {
		return err
	}
	return d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if secret != "" {
			if err := d.acceptCode(ctx, tx, v.Member.ID, secret, form.Code.Value); err != nil {
				return err
			}
		}
		return login.ProveSession(ctx, tx, v.Session.Hash, d.At())
	})
}

// checkOwnPassword is account.ErrSignIn unless this is the password of who is signed in. It is counted with the tries
// to sign in.
func (d *Entrance) checkOwnPassword(c echo.Context, v Visit, password string) error {
	m, err := roster.MemberByEmail(c.Request().Context(), d.DB, v.Member.Email) // with the password's hash
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	return d.checkPassword(c, m, password)
}

func (d *Entrance) renderProve(c echo.Context, v Visit, status int, form screen.ProveForm) error {
	has, err := d.HasCodes(c.Request().Context(), v.Member.ID)
	if err != nil {
		return err
	}
	password, err := d.HasPassword(c.Request().Context(), v.Member.ID)
	if err != nil {
		return err
	}
	form.Password.Value, form.Code.Value = "", ""
	return d.Render(c, status, screen.Prove{Shell: d.Shell(c), Form: form, HasCodes: has, HasPasskeys: d.HasPasskeys(), NoPassword: !password})
}
