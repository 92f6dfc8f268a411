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
	"quittance/internal/db/factor"
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
	return d.renderProve(c, http.StatusOK, form)
}

// prove is POST /prove: the password again. The session becomes fresh; it stays the same one.
func (d *Entrance) prove(c echo.Context, v Visit) error {
	var form screen.ProveForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	next := LocalPath(form.Next.Value, frontend.PathSecurity)
	err := d.checkOwnPassword(c, v, form.Password.Value)
	if errors.Is(err, account.ErrSignIn) {
		form.Password = frontend.Field{Error: "password_wrong"}
		return d.renderProve(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		return factor.ProveSession(ctx, tx, v.Session.Hash, d.At())
	})
	if err != nil {
		return fmt.Errorf("keep proof: %w", err)
	}
	return d.Redirect(c, next, "proved")
}

// checkOwnPassword is account.ErrSignIn unless this is the password of who is signed in. It is counted with the tries
// to sign in.
func (d *Entrance) checkOwnPassword(c echo.Context, v Visit, password string) error {
	m, err := d.DB.MemberByEmail(c.Request().Context(), v.Member.Email) // with the password's hash
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	return d.checkPassword(c, m, password)
}

func (d *Entrance) renderProve(c echo.Context, status int, form screen.ProveForm) error {
	return d.Render(c, status, screen.Prove{Shell: d.Shell(c), Form: form})
}
