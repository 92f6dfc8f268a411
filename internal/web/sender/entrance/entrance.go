// Package entrance is how senders come in: sign-up, sign-in, sessions and the confirmation of e-mail addresses. The
// other pages of senders ask it who is there.
//
// It promises that nobody learns from an answer which addresses have accounts, and that a session is worth nothing
// beyond its browser: only the hash of its token is kept.
package entrance

import (
	"context"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
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

// Deps is what the entrance needs beyond the site.
type Deps struct {
	Signup        account.Mode
	Confirmations Confirmations
	Resets        Resets                           // nil where no mail leaves
	Region        string                           // where the files live, as configured; "" says nothing about it
	Digest        func(label, value string) string // keyed hash of a personal value: limits hold no address
}

// Entrance holds the handlers.
type Entrance struct {
	*web.Site
	Deps
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) *Entrance {
	d := &Entrance{Site: s, Deps: deps}
	e := s.Echo()
	e.GET(frontend.PathHome, d.showHome)
	e.POST(frontend.PathLanguage, d.chooseLanguage)
	e.GET(frontend.PathSignUp, d.showSignUp)
	e.POST(frontend.PathSignUp, d.signUp)
	e.GET(frontend.PathSignIn, d.showSignIn)
	e.POST(frontend.PathSignIn, d.signIn)
	e.POST(frontend.PathSignOut, d.signOut)
	e.GET(frontend.PathCheckMail, d.showCheckMail)
	e.POST(frontend.PathCheckMail, d.sendConfirmationAgain)
	e.GET(frontend.PathConfirmPattern, d.showConfirm)
	e.POST(frontend.PathConfirmPattern, d.confirm)
	e.GET(frontend.PathForgot, d.showForgot)
	e.POST(frontend.PathForgot, d.forgot)
	e.GET(frontend.PathResetPattern, d.showReset)
	e.POST(frontend.PathResetPattern, d.reset)
	return d
}
