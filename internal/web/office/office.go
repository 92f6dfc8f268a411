// Package office is where a workspace is run: who is in it and what they may do, what was done in it that is no delivery's,
// how one leaves, and how it is taken away whole and closed. One action per file.
//
// It promises that a workspace keeps an owner, and that every change stands in the account log by the transaction that
// made it.
package office

import (
	"context"
	"net/http"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/web"
	"quittance/internal/web/dossier"
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

// Deps is what the office needs beyond the site.
type Deps struct {
	Invitations Invitations
	Alerts      entrance.Alerts
	Checkouts   Checkouts
	Dossiers    *dossier.Dossiers
	MailOff     bool // no mail leaves: links of invitations are shown
}

// Office holds the handlers.
type Office struct {
	*web.Site
	Deps
	door *entrance.Entrance
}

// visit is a request of a member who is signed in.
type visit = entrance.Visit

// Register adds the routes, for members who came in by the entrance.
func Register(s *web.Site, door *entrance.Entrance, deps Deps) {
	o := &Office{Site: s, Deps: deps, door: door}
	door.RouteProved(http.MethodGet, frontend.PathTeam, account.Administer, o.showTeam)
	door.RouteProved(http.MethodPost, frontend.PathTeamInvite, account.Administer, o.invite)
	door.Route(http.MethodPost, frontend.PathTeamRevoke, account.Administer, o.revokeInvitation)
	door.RouteProved(http.MethodPost, frontend.PathTeamRole, account.Administer, o.changeRole)
	door.RouteProved(http.MethodPost, frontend.PathTeamAccess, account.Administer, o.changeAccess)
	door.Route(http.MethodGet, frontend.PathAccountLog, account.SeeLog, o.showLog)
	door.Route(http.MethodGet, frontend.PathMembership, account.See, o.showMembership)
	door.Route(http.MethodPost, frontend.PathMembership, account.See, o.leave)
	door.RouteProved(http.MethodGet, frontend.PathWorkspace, account.Administer, o.showWorkspace)
	door.RouteProved(http.MethodGet, frontend.PathWorkspaceExport, account.Administer, o.export)
	door.RouteProved(http.MethodPost, frontend.PathWorkspaceClose, account.Administer, o.close)
	door.Outlive(frontend.PathWorkspace, frontend.PathWorkspaceExport, frontend.PathAccountLog, frontend.PathMembership)
	s.Stream(frontend.PathWorkspaceExport)
}
