package entrance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// halfwayCookie holds the token of a sign-in whose password was right and whose code is still to come. It is no
// session: it opens nothing but the page that asks for the code.
const halfwayCookie = "halfway"

// halfway is what such a sign-in goes on with.
type halfway struct {
	Next   string `json:"next"`
	Notice string `json:"notice"`
}

// enter signs a member in whose password was right, or asks for the code first where they have codes.
func (d *Entrance) enter(c echo.Context, m account.Member, next, notice string) error {
	return d.enterWith(c, m, next, notice, carried{})
}

// enterWith is enter for who was typing something: the page that asks for the code carries it on.
func (d *Entrance) enterWith(c echo.Context, m account.Member, next, notice string, typed carried) error {
	has, err := d.HasCodes(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	if !has {
		if err := d.start(c, m); err != nil {
			return err
		}
		if next, err = d.onward(c.Request().Context(), m, next, typed); err != nil {
			return err
		}
		return d.Redirect(c, next, notice)
	}
	data, err := json.Marshal(halfway{next, notice})
	if err != nil {
		return fmt.Errorf("keep where a sign-in leads: %w", err)
	}
	if err := d.Begin(c, halfwayCookie, account.Ceremony{Purpose: account.ForSecondFactor, Member: m.ID, Data: data}); err != nil {
		return err
	}
	if typed.typed != "" {
		return d.renderSignInCode(c, http.StatusOK, screen.CodeForm{}, typed, next)
	}
	return d.Redirect(c, frontend.PathSignInCode, "")
}

func (d *Entrance) renderSignInCode(c echo.Context, status int, form screen.CodeForm, typed carried, next string) error {
	page := screen.SignInCode{Shell: d.Shell(c), Form: form, Typed: typed.typed, Next: next}
	page.Path = frontend.PathSignInCode
	return d.Render(c, status, page)
}

// Begin keeps a ceremony and gives its token to the browser, in place of one it had.
func (d *Entrance) Begin(c echo.Context, cookie string, x account.Ceremony) error {
	text, hash, err := account.NewToken(x.Purpose, d.Entropy)
	if err != nil {
		return err
	}
	x.Hash = hash
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		return login.BeginCeremony(ctx, tx, x, d.At())
	})
	if err != nil {
		return fmt.Errorf("begin %s: %w", x.Purpose, err)
	}
	d.SetCookie(c, cookie, text, int(x.Purpose.Lifetime().Seconds()))
	return nil
}

// Underway finds the ceremony whose token the browser has; account.ErrCeremonyOver when there is none.
func (d *Entrance) Underway(c echo.Context, cookie string, p account.Purpose) (account.Ceremony, error) {
	hash, err := account.HashToken(p, d.Cookie(c, cookie))
	if err != nil {
		return account.Ceremony{}, account.ErrCeremonyOver
	}
	x, err := login.Ceremony(c.Request().Context(), d.DB, hash, p, d.At())
	if err != nil && !errors.Is(err, account.ErrCeremonyOver) {
		return x, fmt.Errorf("look at %s: %w", p, err)
	}
	return x, err
}

// Try counts an attempt at a ceremony before it is judged.
func (d *Entrance) Try(ctx context.Context, x account.Ceremony) (account.Ceremony, error) {
	err := d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		x, err = login.TryCeremony(ctx, tx, x.Hash, x.Purpose, d.At())
		return err
	})
	if err != nil && !errors.Is(err, account.ErrCeremonyOver) {
		return x, fmt.Errorf("count attempt: %w", err)
	}
	return x, err
}

// showSignInCode is GET /signin/code.
func (d *Entrance) showSignInCode(c echo.Context) error {
	_, err := d.Underway(c, halfwayCookie, account.ForSecondFactor)
	if errors.Is(err, account.ErrCeremonyOver) {
		return d.beginAgain(c)
	}
	if err != nil {
		return err
	}
	return d.renderSignInCode(c, http.StatusOK, screen.CodeForm{}, carried{}, "")
}

// beginAgain sends who took too long, or guessed too often, back to the password, with what they were typing.
func (d *Entrance) beginAgain(c echo.Context) error {
	d.SetCookie(c, halfwayCookie, "", -1)
	if x := carriedBy(c); x.typed != "" {
		var form screen.SignInForm
		form.Next.Value = LocalPath(c.Request().PostForm.Get("next"), "")
		return d.renderSignInWith(c, web.Status(account.ErrCeremonyOver), form, account.ErrCeremonyOver.Code, x)
	}
	return d.RedirectFailed(c, frontend.PathSignIn, account.ErrCeremonyOver)
}

// signInCode is POST /signin/code.
func (d *Entrance) signInCode(c echo.Context) error {
	var form screen.CodeForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	x, err := d.Underway(c, halfwayCookie, account.ForSecondFactor)
	if err == nil {
		err = d.countCode(c, x.Member)
	}
	ctx := c.Request().Context()
	if err == nil {
		x, err = d.Try(ctx, x)
	}
	if errors.Is(err, account.ErrCeremonyOver) {
		return d.beginAgain(c)
	}
	if err != nil {
		return err
	}
	err = d.finishSignIn(c, x, form.Code.Value)
	if errors.Is(err, ErrCodeWrong) {
		if x.Attempts >= account.CeremonyAttempts {
			if err := d.giveUp(ctx, x); err != nil {
				return err
			}
			return d.beginAgain(c)
		}
		form.Code = frontend.Field{Error: ErrCodeWrong.Code}
		return d.renderSignInCode(c, web.Status(ErrCodeWrong), form, carriedBy(c), LocalPath(c.Request().PostForm.Get("next"), ""))
	}
	if errors.Is(err, account.ErrCeremonyOver) {
		return d.beginAgain(c)
	}
	return err
}

// finishSignIn accepts the code and uses the ceremony up, together: neither serves twice.
func (d *Entrance) finishSignIn(c echo.Context, x account.Ceremony, code string) error {
	ctx := c.Request().Context()
	secret, err := d.codeSecret(ctx, x.Member)
	if err != nil {
		return err
	}
	if secret == "" {
		return account.ErrCeremonyOver // codes were switched off meanwhile: the password is enough again
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.acceptCode(ctx, tx, x.Member, secret, code); err != nil {
			return err
		}
		return login.EndCeremony(ctx, tx, x.Hash)
	})
	if err != nil {
		return err
	}
	m, err := roster.Member(ctx, d.DB, x.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	if err := d.start(c, m); err != nil {
		return err
	}
	d.SetCookie(c, halfwayCookie, "", -1)
	var then halfway
	if err := json.Unmarshal(x.Data, &then); err != nil {
		return fmt.Errorf("read where a sign-in leads: %w", err)
	}
	next, err := d.onward(ctx, m, LocalPath(then.Next, frontend.PathDeliveries), carriedBy(c))
	if err != nil {
		return err
	}
	return d.Redirect(c, next, then.Notice)
}

// giveUp ends a ceremony that was guessed at, and tells the member, once a day, that somebody knows the password.
func (d *Entrance) giveUp(ctx context.Context, x account.Ceremony) error {
	err := d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndCeremony(ctx, tx, x.Hash); err != nil {
			return err
		}
		wait, err := ratelimit.Take(ctx, tx, d.At(), ratelimit.Limit{Key: "code/alert/" + d.Digest("code", x.Member), Max: alertsByDay, Window: 24 * time.Hour})
		if err != nil || wait > 0 {
			return err
		}
		return d.Alerts.AlertMember(ctx, tx, x.Member, account.CodesGuessed)
	})
	if errors.Is(err, account.ErrCeremonyOver) {
		return nil
	}
	return err
}
