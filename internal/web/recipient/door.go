// Package recipient is the door of recipients: the signed link and everything behind it, on a phone, without an
// account and without script. One action per file.
//
// GET changes nothing that a link scanner could trigger: state changes need a POST.
package recipient

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/web"
	"quittance/storage"
)

// Checkout is what the door asks of the payment processor. Nil where no processor is configured.
type Checkout interface {
	// Open makes the processor's page for a payment that is recorded; repeating it gives the same page. The error is
	// delivery.ErrTooLittle where the processor does not take so little.
	Open(ctx context.Context, r CheckoutRequest) (CheckoutPage, error)
	// Close closes it; closing one that is closed or paid already is no error.
	Close(ctx context.Context, p delivery.Payment) error
}

// CheckoutRequest is a page to be opened.
type CheckoutRequest struct {
	Delivery   *delivery.Delivery
	Payment    delivery.Payment
	Recipient  delivery.Recipient
	Again      bool // an earlier attempt may have reached the processor
	SuccessURL string
	CancelURL  string
}

// CheckoutPage is where the payer goes.
type CheckoutPage struct {
	Session   string
	URL       string
	ExpiresAt delivery.Instant
}

// Observer brings a delivery up to date with what the processor says of a payment.
type Observer interface {
	Observe(ctx context.Context, id delivery.ID, payment string) error
}

// Deps is what the door needs beyond the site.
type Deps struct {
	Links       *link.Keys
	Vault       *storage.Vault
	Checkout    Checkout // nil: payments are off
	Observer    Observer
	PasscodeKey []byte
	Digest      func(label, value string) string // keyed hash of a personal value: limits and the access log hold no address
	Accesses    *access.Log
	Workspaces  *web.Workspaces
	// TellOperators has the operators told of a report of abuse, in the transaction that keeps it.
	TellOperators func(ctx context.Context, tx *db.Tx, report string) error
	SMSCap        int64 // text messages a day and workspace, unless the operator said otherwise; 0: no bound
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) {
	d := &Door{Site: s, Deps: deps}
	share, at := frontend.PathSharePattern, func(verb frontend.Verb) string { return frontend.PathSharePattern + "/" + string(verb) }
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		s.Route(method, share, web.Access{Who: web.Recipients}, d.open)
		s.Route(method, frontend.PathShortPattern, web.Access{Who: web.Holders}, d.openShort)
	}
	d.route(http.MethodPost, at(frontend.VerbPay), d.startPayment)
	d.route(http.MethodPost, at(frontend.VerbTransfer), d.declareTransfer)
	d.route(http.MethodGet, at(frontend.VerbPaid), d.showPaid)
	d.route(http.MethodPost, at(frontend.VerbCode), d.sendCode)
	d.route(http.MethodGet, at(frontend.VerbSign), d.showSign)
	d.route(http.MethodPost, at(frontend.VerbSign), d.sign)
	d.route(http.MethodPost, at(frontend.VerbDecline), d.decline)
	d.route(http.MethodPost, at(frontend.VerbNumber), d.proposeNumber)
	d.route(http.MethodPost, at(frontend.VerbProblem), d.reportProblem)
	d.route(http.MethodPost, at(frontend.VerbPayer), d.namePayer)
	d.route(http.MethodPost, at(frontend.VerbDropPayer), d.dropPayer)
	d.route(http.MethodGet, at(frontend.VerbAbuse), d.showAbuse)
	d.route(http.MethodPost, at(frontend.VerbAbuse), d.reportAbuse)
	d.route(http.MethodPost, at(frontend.VerbWaiveRight), d.waiveRight)
	d.route(http.MethodGet, at(frontend.VerbEndContract), d.showEndContract)
	d.route(http.MethodPost, at(frontend.VerbEndContract), d.endContract)
	s.Route(http.MethodPost, at(frontend.VerbFreshLink), web.Access{Who: web.LinkHolders}, d.sendFreshLink)
	d.route(http.MethodPost, at(frontend.VerbToComputer), d.mailLink)
	d.route(http.MethodPost, at(frontend.VerbSeen), d.seen)
	s.Route(http.MethodPost, at(frontend.VerbLanguage), web.Access{Who: web.Anyone}, d.chooseLanguage)
	for path, handler := range map[string]func(echo.Context, visit) error{
		frontend.PathShareFile: d.downloadFile, frontend.PathShareReceipt: d.downloadReceipt, at(frontend.VerbArchive): d.downloadArchive,
		at(frontend.VerbRecipientCertificate): d.downloadCertificate(delivery.CompletionCertificate),
		at(frontend.VerbAttestation):          d.downloadCertificate(delivery.DeliveryCertificate),
	} {
		s.Stream(path)
		d.route(http.MethodGet, path, handler)
		d.route(http.MethodHead, path, handler)
	}
}

// route registers what is for the holders of a link that is good.
func (d *Door) route(method, path string, handle func(echo.Context, visit) error) {
	d.Route(method, path, web.Access{Who: web.Recipients}, d.with(handle))
}
