// Package workspace is where a workspace is run: who is in it and what they may do, what was done in it that is no delivery's,
// how one leaves, and how it is taken away whole and closed. One action per file.
//
// It promises that a workspace keeps an owner, and that every change stands in the account log by the transaction that
// made it.
package workspace

import (
	"context"
	"net/http"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/web"
	"quittance/internal/web/export"
	"quittance/internal/web/sender/entrance"
)

// Invitations lets people in.
type Invitations interface {
	// Invite keeps an invitation into the workspace of the event and has it mailed where mail leaves. The link opens an
	// account to whoever holds it.
	Invite(ctx context.Context, email string, role account.Role, e account.Event) (link string, err error)
}

// Checkouts closes payment pages at the processor.
type Checkouts interface {
	// CloseCheckouts has those of a workspace closed, once the transaction is committed.
	CloseCheckouts(ctx context.Context, tx *db.Tx, workspace string) error
}

// Deps is what the door needs beyond the site.
type Deps struct {
	Invitations Invitations
	Alerts      entrance.Alerts
	Checkouts   Checkouts
	Exporter    *export.Exporter
	MailOff     bool // no mail leaves: links of invitations are shown
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	entrance *entrance.Entrance
}

// visit is a request of a member who is signed in.
type visit = entrance.Visit

// Register adds the routes, for members who came in by the entrance.
func Register(s *web.Site, door *entrance.Entrance, deps Deps) {
	d := &Door{Site: s, Deps: deps, entrance: door}
	door.RouteProved(http.MethodGet, frontend.PathTeam, account.Administer, d.showTeam)
	door.RouteProved(http.MethodPost, frontend.PathTeamInvite, account.Administer, d.invite)
	door.Route(http.MethodPost, frontend.PathTeamRevoke, account.Administer, d.revokeInvitation)
	door.RouteProved(http.MethodPost, frontend.PathTeamRole, account.Administer, d.changeRole)
	door.RouteProved(http.MethodPost, frontend.PathTeamAccess, account.Administer, d.changeAccess)
	door.Route(http.MethodGet, frontend.PathAccountLog, account.SeeLog, d.showLog)
	door.Route(http.MethodGet, frontend.PathMembership, account.See, d.showMembership)
	door.Route(http.MethodPost, frontend.PathMembership, account.See, d.leave)
	door.RouteProved(http.MethodGet, frontend.PathWorkspace, account.Administer, d.showWorkspace)
	door.RouteProved(http.MethodGet, frontend.PathWorkspaceExport, account.Administer, d.export)
	door.RouteProved(http.MethodPost, frontend.PathWorkspaceClose, account.Administer, d.close)
	door.Outlive(frontend.PathWorkspace, frontend.PathWorkspaceExport, frontend.PathAccountLog, frontend.PathMembership)
	s.Stream(frontend.PathWorkspaceExport)
}
