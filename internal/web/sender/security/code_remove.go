package security

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/problem"
)

var errCodesOff = problem.New(problem.Conflict, "codes_off", "codes are not switched on")

// removeCodes is POST /settings/security/codes/remove: the password is enough again, and recovery codes are worth
// nothing.
func (d *Security) removeCodes(c echo.Context, v visit) error {
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		was, err := login.RemoveCredential(ctx, tx, v.Member.ID, account.Code, "")
		if err != nil || !was {
			return err
		}
		if err := login.ReplaceRecoveryCodes(ctx, tx, v.Member.ID, nil, d.At()); err != nil {
			return err
		}
		return d.note(ctx, tx, v, account.FactorRemoved, account.CodesOff)
	})
	if err != nil {
		return fmt.Errorf("switch codes off: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "codes_off")
}

// renewRecovery is POST /settings/security/recovery-codes: ten new ones, in this answer and nowhere else; the old ones
// are worth nothing.
func (d *Security) renewRecovery(c echo.Context, v visit) error {
	ctx := c.Request().Context()
	has, err := d.entrance.HasCodes(ctx, v.Member.ID)
	if err != nil {
		return err
	}
	if !has {
		return d.RedirectFailed(c, frontend.PathSecurity, errCodesOff)
	}
	texts, hashes, err := account.NewRecoveryCodes(v.Member.ID, d.Entropy)
	if err != nil {
		return err
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.ReplaceRecoveryCodes(ctx, tx, v.Member.ID, hashes, d.At()); err != nil {
			return err
		}
		return d.note(ctx, tx, v, account.RecoveryReplaced, account.RecoveryRenewed)
	})
	if err != nil {
		return fmt.Errorf("renew recovery codes: %w", err)
	}
	return d.Render(c, http.StatusCreated, screen.RecoveryCodes{Shell: d.Shell(c), Codes: texts})
}
