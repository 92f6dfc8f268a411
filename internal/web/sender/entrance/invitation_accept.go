package entrance

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// invited finds the invitation of the token in the path. A token that opens nothing, whatever the reason, is
// account.ErrToken.
func (d *Entrance) invited(c echo.Context) (account.Token, account.Workspace, error) {
	t, err := d.TokenOf(c, account.ForInvitation)
	if err != nil {
		return t, account.Workspace{}, err
	}
	ws, err := roster.Workspace(c.Request().Context(), d.DB, t.Workspace)
	if err != nil {
		return t, ws, fmt.Errorf("load workspace: %w", err)
	}
	if ws.IsClosed() {
		return t, ws, account.ErrToken
	}
	return t, ws, nil
}

// showInvitation is GET /invitation/{token}: a form. A scanner that opens the link changes nothing.
func (d *Entrance) showInvitation(c echo.Context) error {
	t, ws, err := d.invited(c)
	if err != nil && !errors.Is(err, account.ErrToken) {
		return err
	}
	return d.renderInvitation(c, t, ws, err, screen.AcceptForm{})
}

// renderInvitation is the form, with what is wrong, or what is said of an invitation that is good no more.
func (d *Entrance) renderInvitation(c echo.Context, t account.Token, ws account.Workspace, err error, form screen.AcceptForm) error {
	form.Password.Value = ""
	status := http.StatusOK
	if err != nil {
		status = web.Status(err)
	}
	return d.Render(c, status, screen.AcceptInvitation{
		Shell: d.Shell(c), Token: c.Param("token"), Invalid: errors.Is(err, account.ErrToken), Elsewhere: errors.Is(err, account.ErrElsewhere),
		Workspace: ws.Name, Email: t.Email, Role: string(t.Role), Form: form,
	})
}

// acceptInvitation is POST /invitation/{token}: the invited is a member, and signed in. Who holds the link reads the
// mailbox it was sent to, or has it from who vouches for them: the address counts as confirmed.
func (d *Entrance) acceptInvitation(c echo.Context) error {
	if err := d.take(c, d.limitOrigin(c, "accept", signInsByOrigin, signInWindow)); err != nil {
		return err
	}
	var form screen.AcceptForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	t, ws, err := d.invited(c)
	if errors.Is(err, account.ErrToken) {
		return d.renderInvitation(c, t, ws, err, screen.AcceptForm{})
	}
	if err != nil {
		return err
	}
	name := strings.TrimSpace(form.Name.Value)
	typed := account.Signup{Email: t.Email, Name: name, Workspace: ws.Name, Password: form.Password.Value}
	if wrong := typed.Validate(); wrong != nil {
		if err := web.Refuse(&form, wrong); err != nil {
			return err
		}
		return d.renderInvitation(c, t, ws, wrong, form)
	}
	secret, err := account.HashPassword(form.Password.Value, d.Entropy)
	if err != nil {
		return err
	}
	now := d.Now()
	m := account.Member{
		ID: d.NewID(), Workspace: t.Workspace, Email: t.Email, Name: name, Role: t.Role, PasswordHash: secret, ConfirmedAt: now, CreatedAt: now,
	}
	err = roster.Accept(c.Request().Context(), d.DB, t.Hash, m, account.Event{ID: d.NewID(), Kind: account.MemberJoined, At: now})
	var refused *problem.Problem
	switch {
	case errors.As(err, &refused):
		return d.renderInvitation(c, t, ws, err, form)
	case err != nil:
		return fmt.Errorf("accept invitation: %w", err)
	}
	if err := d.start(c, m); err != nil {
		return err
	}
	return d.Redirect(c, frontend.PathDeliveries, "joined")
}
