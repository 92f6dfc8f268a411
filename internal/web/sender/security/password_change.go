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
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// showPassword is GET /settings/security/password.
func (d *Security) showPassword(c echo.Context, _ visit) error {
	return d.Render(c, http.StatusOK, screen.ChangePassword{Shell: d.Shell(c)})
}

// changePassword is POST /settings/security/password: every other session ends, and the member is told.
func (d *Security) changePassword(c echo.Context, v visit) error {
	var form screen.ChangePasswordForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	if wrong := account.CheckPassword(form.Password.Value, v.Member.Email, v.Member.Name, v.Workspace.Name); wrong != nil {
		if err := web.Refuse(&form, wrong); err != nil {
			return err
		}
		form.Password.Value = ""
		return d.Render(c, web.Status(wrong), screen.ChangePassword{Shell: d.Shell(c), Form: form})
	}
	hash, err := account.HashPassword(form.Password.Value, d.Entropy)
	if err != nil {
		return err
	}
	err = d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.SetPassword(ctx, tx, v.Member.ID, hash, v.Session.Hash, d.At()); err != nil {
			return err
		}
		if err := roster.Log(ctx, tx, v.Did(d.Site, account.PasswordReplaced, "")); err != nil {
			return err
		}
		return d.Alerts.AlertMember(ctx, tx, v.Member.ID, account.PasswordChanged)
	})
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "password_replaced")
}
