package workspace

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

// showTeam is GET /settings/team.
func (d *Door) showTeam(c echo.Context, v visit) error {
	return d.renderTeam(c, v, http.StatusOK, screen.Team{Form: emptyInvitation()})
}

func emptyInvitation() screen.InviteForm {
	var form screen.InviteForm
	form.Role.Value = string(account.Colleague)
	return form
}

// renderTeam adds to a page who is in the workspace, and who is invited.
func (d *Door) renderTeam(c echo.Context, v visit, status int, page screen.Team) error {
	ctx := c.Request().Context()
	members, err := roster.Members(ctx, d.DB, v.Workspace.ID)
	if err != nil {
		return fmt.Errorf("list members: %w", err)
	}
	for _, m := range members {
		page.Members = append(page.Members, screen.TeamMember{
			ID: m.ID, Name: m.Name, Email: m.Email, Role: string(m.Role), Since: v.In(m.CreatedAt),
			Disabled: !m.DisabledAt.IsZero(), Waiting: m.ConfirmedAt.IsZero(), Self: m.ID == v.Member.ID,
		})
	}
	open, err := login.OpenTokens(ctx, d.DB, v.Workspace.ID, account.ForInvitation, d.At())
	if err != nil {
		return fmt.Errorf("list invitations: %w", err)
	}
	for _, t := range open {
		page.Invitations = append(page.Invitations, screen.TeamInvitation{
			ID: roster.Handle(t), Email: t.Email, Role: string(t.Role), Expires: v.In(t.ExpiresAt),
		})
	}
	page.Shell, page.MailOff = d.Shell(c), d.MailOff
	return d.Render(c, status, page)
}
