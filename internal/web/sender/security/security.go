// Package security is the page on which members look after what protects their account: where they are signed in, the
// password, codes and passkeys. Whatever changes one of them wants a fresh proof of who asks (entrance.RouteProved), ends
// what it makes worthless, and is told to the member by mail.
package security

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// Security holds the handlers.
type Security struct {
	*web.Site
	entrance *entrance.Entrance
	Deps
}

// Deps is what the page needs beyond the site.
type Deps struct {
	Alerts    entrance.Alerts
	Addresses entrance.Addresses // nil where no mail leaves
}

type visit = entrance.Visit

// Register adds the routes. Every role has an account to protect, so that seeing anything is permission enough.
func Register(s *web.Site, e *entrance.Entrance, deps Deps) {
	d := &Security{Site: s, entrance: e, Deps: deps}
	e.Route(http.MethodGet, frontend.PathSecurity, account.See, d.show)
	e.Route(http.MethodPost, frontend.PathEndSession, account.See, d.endSession)
	e.Route(http.MethodPost, frontend.PathEndSessions, account.See, d.endOtherSessions)
	e.RouteProved(http.MethodPost, frontend.PathCodes, account.See, d.beginCodes)
	e.RouteProved(http.MethodGet, frontend.PathCodes, account.See, d.showCodes)
	e.RouteProved(http.MethodPost, frontend.PathConfirmCodes, account.See, d.confirmCodes)
	e.RouteProved(http.MethodPost, frontend.PathRemoveCodes, account.See, d.removeCodes)
	e.RouteProved(http.MethodPost, frontend.PathRecovery, account.See, d.renewRecovery)
	e.RouteProved(http.MethodPost, frontend.PathMakePasskey, account.See, d.askPasskey)
	e.RouteProved(http.MethodPost, frontend.PathAddPasskey, account.See, d.addPasskey)
	e.RouteProved(http.MethodPost, frontend.PathRemovePasskey, account.See, d.removePasskey)
	e.RouteProved(http.MethodGet, frontend.PathPassword, account.See, d.showPassword)
	e.RouteProved(http.MethodPost, frontend.PathPassword, account.See, d.changePassword)
	e.RouteProved(http.MethodPost, frontend.PathPasswordOff, account.See, d.dropPassword)
	e.RouteProved(http.MethodGet, frontend.PathEmail, account.See, d.showEmail)
	e.RouteProved(http.MethodPost, frontend.PathEmail, account.See, d.askEmail)
	e.Route(http.MethodGet, frontend.PathNewEmail, account.See, d.showNewEmail)
	e.Route(http.MethodPost, frontend.PathNewEmail, account.See, d.takeEmail)
	e.Outlive(frontend.PathSecurity, frontend.PathEndSession, frontend.PathEndSessions, frontend.PathCodes, frontend.PathConfirmCodes, frontend.PathRemoveCodes,
		frontend.PathRecovery, frontend.PathMakePasskey, frontend.PathAddPasskey, frontend.PathRemovePasskey, frontend.PathPassword,
		frontend.PathPasswordOff, frontend.PathEmail, frontend.PathNewEmail)
}

// note writes to the account log what became of a member's protection, and has the member told, in the transaction that
// makes the change.
func (d *Security) note(ctx context.Context, tx *db.Tx, v visit, kind account.EventKind, what account.Alert) error {
	if err := roster.Log(ctx, tx, v.Did(d.Site, kind, v.Member.ID)); err != nil {
		return err
	}
	return d.Alerts.AlertMember(ctx, tx, v.Member.ID, what)
}

// show is GET /settings/security.
func (d *Security) show(c echo.Context, v visit) error {
	ctx, zone := c.Request().Context(), timezone.Of(v.Workspace.Zone)
	list, err := login.Sessions(ctx, d.DB, v.Member.ID, d.Now())
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	page := screen.Security{Shell: d.Shell(c)}
	if page.Codes, err = d.codes(ctx, v.Member.ID, zone); err != nil {
		return err
	}
	page.PasskeysOff = !d.entrance.HasPasskeys()
	if page.Passkeys, err = d.passkeys(ctx, v.Member.ID, zone); err != nil {
		return err
	}
	has, err := d.entrance.HasPassword(ctx, v.Member.ID)
	if err != nil {
		return err
	}
	page.NoPassword, page.MayDrop = !has, has && len(page.Passkeys) > 0 && !page.PasskeysOff
	if !d.entrance.IsFresh(v) {
		page.ProveURL = entrance.ProvePath(frontend.PathSecurity)
	}
	for _, s := range list {
		name, system := browserOf(s.UserAgent)
		page.Sessions = append(page.Sessions, screen.Session{
			Handle: s.Handle(), Browser: name, System: system, Address: s.Address, Since: s.CreatedAt.In(zone), LastUsed: s.LastSeenAt.In(zone), IsThis: s.Hash == v.Session.Hash,
		})
	}
	return d.Render(c, http.StatusOK, page)
}

func (d *Security) codes(ctx context.Context, member string, zone *time.Location) (screen.Codes, error) {
	list, err := login.Credentials(ctx, d.DB, member, account.Code)
	if err != nil || len(list) == 0 {
		return screen.Codes{}, err
	}
	left, err := login.RecoveryCodesLeft(ctx, d.DB, member)
	return screen.Codes{On: true, Since: list[0].CreatedAt.In(zone), Recovery: left}, err
}

func (d *Security) passkeys(ctx context.Context, member string, zone *time.Location) ([]screen.Passkey, error) {
	list, err := login.Credentials(ctx, d.DB, member, account.Passkey)
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	var out []screen.Passkey
	for _, c := range list {
		var kept entrance.Passkey
		if err := json.Unmarshal([]byte(c.Secret), &kept); err != nil {
			return nil, fmt.Errorf("read passkey: %w", err)
		}
		p := screen.Passkey{ID: c.ID, Name: kept.Name, CreatedAt: c.CreatedAt.In(zone)}
		if !c.UsedAt.IsZero() {
			p.LastUsedAt = c.UsedAt.In(zone)
		}
		out = append(out, p)
	}
	return out, nil
}
