package security

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// enrolCookie holds the token of an enrolment; the secret waits on the server, sealed.
const enrolCookie = "enrol"

var errCodesOn = problem.New(problem.Conflict, "codes_on", "codes are switched on already")

// beginCodes is POST /settings/security/codes: a secret for an app. It protects nothing until a right code shows that
// the app has it.
func (d *Security) beginCodes(c echo.Context, v visit) error {
	ctx := c.Request().Context()
	has, err := d.entrance.HasCodes(ctx, v.Member.ID)
	if err != nil {
		return err
	}
	if has {
		return d.RedirectFailed(c, frontend.PathSecurity, errCodesOn)
	}
	secret, err := account.NewCodeSecret(d.Entropy)
	if err != nil {
		return err
	}
	sealed, err := d.entrance.SealSecret(ctx, v.Member.ID, secret)
	if err != nil {
		return err
	}
	err = d.entrance.Begin(c, enrolCookie, account.Ceremony{Purpose: account.ForCodeEnrolment, Member: v.Member.ID, Data: []byte(sealed)})
	if err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathCodes, "")
}

// underway is the enrolment of this browser and this member.
func (d *Security) underway(c echo.Context, v visit) (account.Ceremony, error) {
	x, err := d.entrance.Underway(c, enrolCookie, account.ForCodeEnrolment)
	if err == nil && x.Member != v.Member.ID {
		return x, account.ErrCeremonyOver
	}
	return x, err
}

// showCodes is GET /settings/security/codes.
func (d *Security) showCodes(c echo.Context, v visit) error {
	x, err := d.underway(c, v)
	if errors.Is(err, account.ErrCeremonyOver) {
		return c.Redirect(http.StatusSeeOther, frontend.PathSecurity)
	}
	if err != nil {
		return err
	}
	return d.renderCodes(c, v, x, http.StatusOK, screen.CodeForm{})
}

func (d *Security) renderCodes(c echo.Context, v visit, x account.Ceremony, status int, form screen.CodeForm) error {
	secret, err := d.entrance.OpenSecret(c.Request().Context(), v.Member.ID, string(x.Data))
	if err != nil {
		return err
	}
	drawn, err := web.DrawQR(account.CodeURI(secret, v.Member.Email))
	if err != nil {
		return err
	}
	return d.Render(c, status, screen.EnrolCodes{Shell: d.Shell(c), Email: v.Member.Email, Secret: secret, Groups: inGroups(secret), QR: drawn, Form: form})
}

// confirmCodes is POST /settings/security/codes/confirm: from now on a code is asked for after the password. The
// recovery codes are in this answer and nowhere else, so it is no redirect.
func (d *Security) confirmCodes(c echo.Context, v visit) error {
	var form screen.CodeForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	ctx := c.Request().Context()
	x, err := d.underway(c, v)
	if err == nil {
		x, err = d.entrance.Try(ctx, x)
	}
	if errors.Is(err, account.ErrCeremonyOver) {
		return d.RedirectFailed(c, frontend.PathSecurity, account.ErrCeremonyOver)
	}
	if err != nil {
		return err
	}
	secret, err := d.entrance.OpenSecret(ctx, v.Member.ID, string(x.Data))
	if err != nil {
		return err
	}
	typed := strings.Join(strings.Fields(form.Code.Value), "")
	step, right, err := account.VerifyCode(secret, typed, d.Now())
	if err != nil {
		return fmt.Errorf("verify code: %w", err)
	}
	if !right {
		return d.renderCodes(c, v, x, http.StatusUnprocessableEntity, screen.CodeForm{Code: frontend.Field{Error: entrance.ErrCodeWrong.Code}})
	}
	texts, hashes, err := account.NewRecoveryCodes(v.Member.ID, d.Entropy)
	if err != nil {
		return err
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndCeremony(ctx, tx, x.Hash); err != nil {
			return err
		}
		err := login.AddCredential(ctx, tx, account.Credential{Member: v.Member.ID, Kind: account.Code, Secret: string(x.Data), CreatedAt: d.Now(), UsedAt: step})
		if err != nil {
			return err
		}
		if err := login.ReplaceRecoveryCodes(ctx, tx, v.Member.ID, hashes, d.At()); err != nil {
			return err
		}
		return d.note(ctx, tx, v, account.FactorAdded, account.CodesOn)
	})
	switch {
	case errors.Is(err, db.ErrExists): // by another browser meanwhile
		return d.RedirectFailed(c, frontend.PathSecurity, errCodesOn)
	case errors.Is(err, account.ErrCeremonyOver):
		return d.RedirectFailed(c, frontend.PathSecurity, account.ErrCeremonyOver)
	case err != nil:
		return fmt.Errorf("switch codes on: %w", err)
	}
	d.SetCookie(c, enrolCookie, "", -1)
	return d.Render(c, http.StatusCreated, screen.RecoveryCodes{Shell: d.Shell(c), Codes: texts, First: true})
}

// inGroups writes a secret as people copy it: four characters at a time.
func inGroups(secret string) string {
	var out strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}
