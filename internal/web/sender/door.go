// Package sender is the door of senders: settings and deliveries, for members who came in by package entrance. One
// action per file. Everything works without script; script only sends files in resumable pieces.
//
// The pages decide nothing: what a member may do with deliveries is package command's, and what a delivery allows is the
// domain's.
package sender

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/tariff"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/export"
	"quittance/internal/web/sender/board"
	"quittance/internal/web/sender/editor"
	"quittance/internal/web/sender/entrance"
	"quittance/internal/web/sender/live"
	"quittance/internal/web/sender/operator"
	"quittance/internal/web/sender/security"
	"quittance/internal/web/workspace"
	"quittance/storage"
)

// Deps is what the door needs beyond the site.
type Deps struct {
	Commands        *command.Commands
	Vault           *storage.Vault
	Signup          account.Mode
	Confirmations   entrance.Confirmations
	Alerts          entrance.Alerts
	Keys            storage.KeyWrapper // seals the secrets of members' apps
	StrictOperators bool               // operators need a second factor
	Operators       []string           // normal addresses
	Operator        operator.Deps
	Invitations     workspace.Invitations                       // who joins a workspace
	Checkouts       workspace.Checkouts                         // closes what may still be paid
	OneWorkspace    bool                                        // see entrance.Deps
	Addresses       entrance.Addresses                          // nil where no mail leaves
	Resets          entrance.Resets                             // nil where no mail leaves
	Tariff          func(context.Context) (tariff.Table, error) // the fees that estimates are made of, as they are known now
	Cost            func(context.Context) (screen.Cost, error)  // see entrance.Deps
	MaxBytes        int64                                       // largest file accepted; 0 is 10 GiB
	Front           screen.Front                                // what the front page says of this installation
	Digest          func(label, value string) string            // keyed hash of a personal value: limits hold no address
	Verifying       []export.File                               // the public keys by which certificates are verified, for archives
}

const defaultMaxBytes = 10_000_000_000 // counted as people and file managers do

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	entrance *entrance.Entrance
	editor   *editor.Editor
	exporter *export.Exporter
}

// visit is a request of a member who is signed in.
type visit = entrance.Visit

// route registers a page of members whose role allows what it is for.
func (d *Door) route(method, path string, need account.Permission, handle func(echo.Context, visit) error) {
	d.entrance.Route(method, path, need, handle)
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) error {
	if deps.MaxBytes <= 0 {
		deps.MaxBytes = defaultMaxBytes
	}
	deps.MaxBytes = min(deps.MaxBytes, storage.MaxObject)
	d := &Door{Site: s, Deps: deps, entrance: entrance.Register(s, entrance.Deps{
		Signup: deps.Signup, Confirmations: deps.Confirmations, Resets: deps.Resets, Front: deps.Front, Cost: deps.Cost, Digest: deps.Digest,
		Alerts: deps.Alerts, Addresses: deps.Addresses, Keys: deps.Keys, OneWorkspace: deps.OneWorkspace, Operators: deps.Operators, StrictOperators: deps.StrictOperators,
	})}
	d.exporter = export.New(s, export.Deps{Vault: deps.Vault, Keys: deps.Keys, Verifying: deps.Verifying})
	d.registerSettings()
	d.registerDeliveries()
	board.Register(s, d.entrance, deps.Front)
	live.Register(s, d.entrance, deps.Commands)
	security.Register(s, d.entrance, security.Deps{Alerts: deps.Alerts, Addresses: deps.Addresses})
	operator.Register(s, d.entrance, deps.Operator)
	workspace.Register(s, d.entrance, workspace.Deps{Invitations: deps.Invitations, Alerts: deps.Alerts, Checkouts: deps.Checkouts, Exporter: d.exporter, MailOff: deps.Resets == nil})
	d.editor = editor.Register(s, d.entrance, editor.Deps{Commands: deps.Commands, Vault: deps.Vault, MaxBytes: deps.MaxBytes})
	if err := d.registerUploads(); err != nil {
		return fmt.Errorf("open uploads: %w", err)
	}
	return nil
}

func (d *Door) registerSettings() {
	d.route(http.MethodGet, frontend.PathProfile, account.Administer, d.showProfile)
	d.route(http.MethodPost, frontend.PathProfile, account.Administer, d.saveProfile)
	d.entrance.RouteProved(http.MethodGet, frontend.PathBank, account.Administer, d.showBank)
	d.entrance.RouteProved(http.MethodPost, frontend.PathBank, account.Administer, d.saveBank)
	d.route(http.MethodGet, frontend.PathAPIKeys, account.ManageKeys, d.showAPIKeys)
	d.entrance.RouteProved(http.MethodPost, frontend.PathAPIKeys, account.ManageKeys, d.createAPIKey)
	d.route(http.MethodPost, frontend.PathRevokeAPIKey, account.ManageKeys, d.revokeAPIKey)
}

func (d *Door) registerDeliveries() {
	at := func(verb frontend.Verb) string { return frontend.PathDeliveryPattern + "/" + string(verb) }
	d.route(http.MethodGet, frontend.PathDeliveryPattern, account.See, d.showDelivery)
	d.route(http.MethodGet, at(frontend.VerbSend), account.Send, d.showReview)
	d.route(http.MethodPost, at(frontend.VerbSend), account.Send, d.send)
	d.route(http.MethodPost, at(frontend.VerbWithdraw), account.Send, d.withdraw)
	d.route(http.MethodPost, at(frontend.VerbNote), account.Send, d.addNote)
	d.route(http.MethodPost, at(frontend.VerbDeleteNote), account.Send, d.deleteNote)
	d.route(http.MethodPost, at(frontend.VerbExtend), account.Send, d.extend)
	d.route(http.MethodPost, at(frontend.VerbWaive), account.Waive, d.waive)
	d.route(http.MethodPost, at(frontend.VerbRefund), account.MoveMoney, d.refund)
	d.route(http.MethodPost, at(frontend.VerbRecordPayment), account.MoveMoney, d.recordPayment)
	d.route(http.MethodPost, at(frontend.VerbCorrect), account.Send, d.correct)
	d.route(http.MethodPost, at(frontend.VerbAcceptNumber), account.Send, d.acceptNumber)
	d.route(http.MethodPost, at(frontend.VerbDismissNumber), account.Send, d.dismissNumber)
	d.route(http.MethodPost, at(frontend.VerbDropPayer), account.Send, d.dropPayer)
	d.route(http.MethodPost, at(frontend.VerbResetPasscode), account.Waive, d.resetPasscode)
	d.route(http.MethodPost, at(frontend.VerbRemind), account.Send, d.remind)
	d.route(http.MethodPost, at(frontend.VerbCloseProblem), account.Send, d.closeProblem)
	d.route(http.MethodPost, at(frontend.VerbRenewLink), account.Send, d.renewLink)
	d.route(http.MethodPost, at(frontend.VerbReplaceFile), account.Send, d.replaceFile)
	for verb, kind := range map[frontend.Verb]delivery.CertificateKind{
		frontend.VerbCertificate: delivery.CompletionCertificate, frontend.VerbAttestation: delivery.DeliveryCertificate,
	} {
		d.route(http.MethodGet, at(verb), account.See, d.downloadCertificate(kind))
		d.route(http.MethodHead, at(verb), account.See, d.downloadCertificate(kind))
		d.Stream(at(verb))
	}
	d.route(http.MethodGet, at(frontend.VerbEvidence), account.SeeEvidence, d.downloadEvidence)
	d.Stream(at(frontend.VerbEvidence))
	d.route(http.MethodGet, frontend.PathReceipt, account.SeeMoney, d.downloadReceipt)
	d.route(http.MethodHead, frontend.PathReceipt, account.SeeMoney, d.downloadReceipt)
	d.Stream(frontend.PathReceipt, at(frontend.VerbReplaceFile))
}
