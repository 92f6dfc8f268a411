// Package sender is the door of senders: settings and deliveries, for members who came in by package entrance. One
// action per file. Everything works without script; script only sends files in resumable pieces.
//
// The pages decide nothing: what a member may do with deliveries is package desk's, and what a delivery allows is the
// domain's.
package sender

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/internal/web/desk"
	"quittance/internal/web/sender/board"
	"quittance/internal/web/sender/editor"
	"quittance/internal/web/sender/entrance"
	"quittance/storage"
)

// Deps is what the door needs beyond the site.
type Deps struct {
	Desk          *desk.Desk
	Vault         *storage.Vault
	Signup        account.Mode
	Confirmations entrance.Confirmations
	Resets        entrance.Resets                  // nil where no mail leaves
	MaxBytes      int64                            // largest file accepted; 0 is 10 GiB
	Region        string                           // where the files live, as configured; "" says nothing about it
	Digest        func(label, value string) string // keyed hash of a personal value: limits hold no address
}

const defaultMaxBytes = 10 << 30

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	entrance *entrance.Entrance
	editor   *editor.Editor
}

// visit is a request of a member who is signed in.
type visit = entrance.Visit

func (d *Door) signedIn(need account.Permission, handle func(echo.Context, visit) error) echo.HandlerFunc {
	return d.entrance.SignedIn(need, handle)
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) error {
	if deps.MaxBytes <= 0 {
		deps.MaxBytes = defaultMaxBytes
	}
	deps.MaxBytes = min(deps.MaxBytes, storage.MaxObject)
	d := &Door{Site: s, Deps: deps, entrance: entrance.Register(s, entrance.Deps{
		Signup: deps.Signup, Confirmations: deps.Confirmations, Resets: deps.Resets, Region: deps.Region, Digest: deps.Digest,
	})}
	d.registerSettings(s.Echo())
	d.registerDeliveries(s.Echo())
	board.Register(s, d.entrance)
	d.editor = editor.Register(s, d.entrance, editor.Deps{Desk: deps.Desk, Vault: deps.Vault, MaxBytes: deps.MaxBytes})
	if err := d.registerUploads(s.Echo()); err != nil {
		return fmt.Errorf("open uploads: %w", err)
	}
	return nil
}

func (d *Door) registerSettings(e *echo.Echo) {
	e.GET(frontend.PathProfile, d.signedIn(account.Administer, d.showProfile))
	e.POST(frontend.PathProfile, d.signedIn(account.Administer, d.saveProfile))
	e.GET(frontend.PathAPIKeys, d.signedIn(account.ManageKeys, d.showAPIKeys))
	e.POST(frontend.PathAPIKeys, d.signedIn(account.ManageKeys, d.createAPIKey))
	e.POST(frontend.PathRevokeAPIKey, d.signedIn(account.ManageKeys, d.revokeAPIKey))
}

func (d *Door) registerDeliveries(e *echo.Echo) {
	at := func(verb frontend.Verb) string { return frontend.PathDeliveryPattern + "/" + string(verb) }
	e.GET(frontend.PathDeliveryPattern, d.signedIn(account.See, d.showDelivery))
	e.GET(at(frontend.VerbSend), d.signedIn(account.Send, d.showReview))
	e.POST(at(frontend.VerbSend), d.signedIn(account.Send, d.send))
	e.POST(at(frontend.VerbWithdraw), d.signedIn(account.Send, d.withdraw))
	e.POST(at(frontend.VerbExtend), d.signedIn(account.Send, d.extend))
	e.POST(at(frontend.VerbWaive), d.signedIn(account.Waive, d.waive))
	e.POST(at(frontend.VerbRefund), d.signedIn(account.MoveMoney, d.refund))
	e.POST(at(frontend.VerbRecordPayment), d.signedIn(account.MoveMoney, d.recordPayment))
	e.POST(at(frontend.VerbCorrect), d.signedIn(account.Send, d.correct))
	e.POST(at(frontend.VerbAcceptNumber), d.signedIn(account.Send, d.acceptNumber))
	e.POST(at(frontend.VerbResetPasscode), d.signedIn(account.Waive, d.resetPasscode))
	e.POST(at(frontend.VerbRenewLink), d.signedIn(account.Send, d.renewLink))
	e.POST(at(frontend.VerbReplaceFile), d.signedIn(account.Send, d.replaceFile))
	e.GET(at(frontend.VerbCertificate), d.signedIn(account.See, d.downloadCertificate))
	e.HEAD(at(frontend.VerbCertificate), d.signedIn(account.See, d.downloadCertificate))
	d.Stream(at(frontend.VerbReplaceFile), at(frontend.VerbCertificate))
}
