package security

import (
	"context"
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/web"
)

// endSession is POST /settings/security/end-session. It wants no fresh proof: whoever finds a session that is not
// theirs must be able to end it at once. A handle of somebody else's session, or of one that has ended, does nothing.
func (d *Security) endSession(c echo.Context, v visit) error {
	var form screen.EndSessionForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndSession(ctx, tx, v.Member.ID, form.Handle.Value); err != nil {
			return err
		}
		return roster.Log(ctx, tx, v.Did(d.Site, account.SignedOut, ""))
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "session_ended")
}

// endOtherSessions is POST /settings/security/end-other-sessions.
func (d *Security) endOtherSessions(c echo.Context, v visit) error {
	err := d.DB.Write(c.Request().Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.EndOtherSessions(ctx, tx, v.Member.ID, v.Session.Hash); err != nil {
			return err
		}
		return roster.Log(ctx, tx, v.Did(d.Site, account.SignedOut, ""))
	})
	if err != nil {
		return fmt.Errorf("end other sessions: %w", err)
	}
	return d.Redirect(c, frontend.PathSecurity, "sessions_ended")
}
