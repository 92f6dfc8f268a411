// Package entrance is how senders come in: sign-up, sign-in, sessions and the confirmation of e-mail addresses. The
// other pages of senders ask it who is there.
//
// It promises that nobody learns from an answer which addresses have accounts, and that a session is worth nothing
// beyond its browser: only the hash of its token is kept.
package entrance

import (
	"context"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/web"
	"quittance/storage"
)

// Confirmations mails members the link that confirms their address.
type Confirmations interface {
	// RequestConfirmation has a fresh link mailed; earlier ones stay good until they are used or too old.
	RequestConfirmation(ctx context.Context, m account.Member) error
}

// Resets mails members the link by which they choose another password.
type Resets interface {
	// RequestReset has a link mailed to the member; the empty id is nobody's and must cost the same.
	RequestReset(ctx context.Context, member string) error
}

// Alerts tells members by mail what became of what protects their account.
type Alerts interface {
	// AlertMember has the message written in the transaction that makes the change. what is one of account's alerts.
	AlertMember(ctx context.Context, tx *db.Tx, member string, what account.Alert) error
	// TellMember is AlertMember about what another member, by, did.
	TellMember(ctx context.Context, tx *db.Tx, member string, what account.Alert, by string) error
}

// Addresses mails what is about a changed e-mail address.
type Addresses interface {
	// MailAddress keeps a link for who reads the mailbox of the address, for one of account's purposes of a change, and has
	// it mailed, in the transaction that needs it. made is the instant from which it speaks.
	MailAddress(ctx context.Context, tx *db.Tx, m account.Member, p account.Purpose, email string, made time.Time) error
}

// Deps is what the entrance needs beyond the site.
type Deps struct {
	Signup        account.Mode
	Confirmations Confirmations
	Alerts        Alerts
	Keys          storage.KeyWrapper // seals the secrets of members' apps
	// StrictOperators wants a second factor of operators, as in production.
	StrictOperators bool
	Operators       []string                                   // normal addresses of the operators of this installation
	OneWorkspace    bool                                       // payments are real and of one account: whose workspace is the second is refused
	Addresses       Addresses                                  // nil where no mail leaves
	Resets          Resets                                     // nil where no mail leaves
	Front           screen.Front                               // what the front page says of this installation
	Cost            func(context.Context) (screen.Cost, error) // what it says of fees, as they are known now; nil says nothing
	Digest          func(label, value string) string           // keyed hash of a personal value: limits hold no address
}

// Entrance holds the handlers.
type Entrance struct {
	*web.Site
	Deps
	passkeys *webauthn.WebAuthn // nil where the public address cannot have any
	outlive  map[string]bool    // patterns that a closed workspace still has
	takeUp   TakeUp             // nil where no form is carried
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) *Entrance {
	d := &Entrance{Site: s, Deps: deps, outlive: map[string]bool{}}
	d.passkeys = d.relyingParty()
	anyone, holder := web.Access{Who: web.Anyone}, web.Access{Who: web.Holders}
	s.Route(http.MethodGet, frontend.PathHome, anyone, d.showHome)
	s.Route(http.MethodPost, frontend.PathLanguage, anyone, d.chooseLanguage)
	s.Route(http.MethodGet, frontend.PathSignUp, anyone, d.showSignUp)
	s.Route(http.MethodPost, frontend.PathSignUp, anyone, d.signUp)
	s.Route(http.MethodGet, frontend.PathSignIn, anyone, d.showSignIn)
	s.Route(http.MethodPost, frontend.PathSignIn, anyone, d.signIn)
	s.Route(http.MethodGet, frontend.PathSignInCode, anyone, d.showSignInCode)
	s.Route(http.MethodPost, frontend.PathSignInCode, anyone, d.signInCode)
	s.Route(http.MethodPost, frontend.PathAskPasskey, anyone, d.askSignInPasskey)
	s.Route(http.MethodPost, frontend.PathSignInPasskey, anyone, d.signInPasskey)
	s.Route(http.MethodPost, frontend.PathSignOut, anyone, d.signOut)
	d.Route(http.MethodGet, frontend.PathProve, account.See, d.showProve)
	d.Route(http.MethodPost, frontend.PathProve, account.See, d.prove)
	d.Route(http.MethodPost, frontend.PathAskProof, account.See, d.askProofPasskey)
	d.Route(http.MethodPost, frontend.PathProvePasskey, account.See, d.provePasskey)
	d.Outlive(frontend.PathProve, frontend.PathAskProof, frontend.PathProvePasskey)
	s.Route(http.MethodGet, frontend.PathCheckMail, anyone, d.showCheckMail)
	s.Route(http.MethodPost, frontend.PathCheckMail, anyone, d.sendConfirmationAgain)
	s.Route(http.MethodGet, frontend.PathConfirmPattern, holder, d.showConfirm)
	s.Route(http.MethodPost, frontend.PathConfirmPattern, holder, d.confirm)
	s.Route(http.MethodGet, frontend.PathForgot, anyone, d.showForgot)
	s.Route(http.MethodPost, frontend.PathForgot, anyone, d.forgot)
	s.Route(http.MethodGet, frontend.PathResetPattern, holder, d.showReset)
	s.Route(http.MethodPost, frontend.PathResetPattern, holder, d.reset)
	s.Route(http.MethodGet, frontend.PathOldEmail, holder, d.showOldEmail)
	s.Route(http.MethodPost, frontend.PathOldEmail, holder, d.restoreEmail)
	s.Route(http.MethodGet, frontend.PathInvitation, holder, d.showInvitation)
	s.Route(http.MethodPost, frontend.PathInvitation, holder, d.acceptInvitation)
	return d
}

// Route registers a page of members whose role allows what it is for. Whoever is not signed in is sent to sign in and
// back; what they were posting is refused.
func (d *Entrance) Route(method, path string, need account.Permission, handle func(echo.Context, Visit) error) {
	d.Site.Route(method, path, web.Access{Who: web.Members, Needs: need}, d.signedIn(need, handle))
}

// Outlive says that the patterns are open to the owners of a closed workspace: who they are, and what they take away. All
// other pages of members send them to frontend.PathWorkspace, and refuse what is posted. To be called while routes are
// registered.
func (d *Entrance) Outlive(patterns ...string) {
	for _, p := range patterns {
		d.outlive[p] = true
	}
}

// RouteProved is Route for what a browser left open, or a stolen session, must not do: keys, addresses, factors, bank
// details, members, exports. The handler runs only where the member has proved who they are within account.Fresh (a
// sign-in is such a proof). Whoever has not is sent to PathProve and from there back: a GET to its own address, a POST
// to the page its form stands on, as nothing that was typed is kept. So register the page of the form by RouteProved
// too, or show a link to ProvePath(its path) in place of the form where IsFresh says no.
func (d *Entrance) RouteProved(method, path string, need account.Permission, handle func(echo.Context, Visit) error) {
	d.Site.Route(method, path, web.Access{Who: web.Members, Needs: need, Proof: true}, d.signedIn(need, d.proved(handle)))
}
