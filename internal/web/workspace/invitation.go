package workspace

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/ratelimit"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// An invitation is a message to an address that did not ask for it.
const (
	invitationsADay = 30
	day             = 24 * time.Hour
)

var errTooManyInvitations = problem.New(problem.TooMany, "too_many_attempts", "too many invitations in a day")

// invite is POST /settings/team/invite.
func (d *Door) invite(c echo.Context, v visit) error {
	var form screen.InviteForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	role := account.Role(form.Role.Value)
	email, err := checkInvitation(form.Email.Value, role)
	if err == nil {
		err = v.Workspace.MayAsk() // who is suspended mails no stranger
	}
	if err == nil {
		err = d.mayInvite(c, v)
	}
	link := ""
	if err == nil {
		link, err = d.Invitations.Invite(c.Request().Context(), email, role, v.Did(d.Site, account.MemberInvited, ""))
	}
	if errors.Is(err, account.ErrMemberAlready) {
		err = problem.Fields{{Name: "email", Code: account.ErrMemberAlready.Code}}.Err()
	}
	if err != nil {
		if err := web.Refuse(&form, err); err != nil {
			return err
		}
		return d.renderTeam(c, v, web.Status(err), screen.Team{Form: form})
	}
	if d.MailOff {
		// The link is in this answer and nowhere else, so it is no redirect.
		return d.renderTeam(c, v, http.StatusCreated, screen.Team{Form: emptyInvitation(), Link: link, LinkFor: email})
	}
	return d.Redirect(c, frontend.PathTeam, "invited")
}

func checkInvitation(typed string, role account.Role) (email string, err error) {
	var wrong problem.Fields
	email, err = account.NormalEmail(typed)
	if err != nil {
		wrong.Add("email", "not_an_email")
	}
	if !role.IsKnown() {
		wrong.Add("role", "role_unknown")
	}
	return email, wrong.Err()
}

func (d *Door) mayInvite(c echo.Context, v visit) error {
	wait, err := ratelimit.Take(c.Request().Context(), d.DB, d.At(), ratelimit.Limit{Key: "invite/" + v.Workspace.ID, Max: invitationsADay, Window: day})
	if err != nil {
		return fmt.Errorf("count invitations: %w", err)
	}
	if wait > 0 {
		return errTooManyInvitations.After(wait)
	}
	return nil
}

// revokeInvitation is POST /settings/team/revoke.
func (d *Door) revokeInvitation(c echo.Context, v visit) error {
	if err := c.Request().ParseForm(); err != nil {
		return web.ErrBadForm
	}
	err := roster.Revoke(c.Request().Context(), d.DB, c.Request().PostForm.Get("id"), v.Did(d.Site, account.InvitationRevoked, ""))
	if err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathTeam, "invitation_revoked")
}
