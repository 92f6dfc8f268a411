// Package recipient is the door of recipients: the signed link and everything behind it, on a phone, without an
// account and without script. One action per file.
//
// GET changes nothing that a link scanner could trigger: state changes need a POST.
package recipient

import (
	"context"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/web"
	"quittance/storage"
)

// Checkout is what the door asks of the payment processor. Nil where no processor is configured.
type Checkout interface {
	// Open makes the processor's page for a payment that is recorded; repeating it gives the same page.
	Open(ctx context.Context, r CheckoutRequest) (CheckoutPage, error)
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
	Methods     []screen.PayMethod
	Digest      func(label, value string) string // keyed hash of a personal value: limits and the access log hold no address
	Accesses    *AccessLog
	Workspaces  *web.Workspaces
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) {
	d := &Door{Site: s, Deps: deps}
	e := s.Echo()
	share := frontend.PathSharePattern
	e.GET(share, d.open)
	e.POST(share+"/"+string(frontend.VerbPay), d.with(d.startPayment))
	e.GET(share+"/"+string(frontend.VerbPaid), d.with(d.showPaid))
	e.POST(share+"/"+string(frontend.VerbCode), d.with(d.sendCode))
	e.GET(share+"/"+string(frontend.VerbSign), d.with(d.showSign))
	e.POST(share+"/"+string(frontend.VerbSign), d.with(d.sign))
	e.POST(share+"/"+string(frontend.VerbDecline), d.with(d.decline))
	e.POST(share+"/"+string(frontend.VerbNumber), d.with(d.proposeNumber))
	e.POST(share+"/"+string(frontend.VerbProblem), d.with(d.reportProblem))
	e.POST(share+"/"+string(frontend.VerbFreshLink), d.sendFreshLink)
	e.POST(share+"/"+string(frontend.VerbToComputer), d.with(d.mailLink))
	e.POST(share+"/"+string(frontend.VerbSeen), d.with(d.seen))
	e.POST(share+"/"+string(frontend.VerbLanguage), d.chooseLanguage)
	for route, handler := range map[string]echo.HandlerFunc{
		frontend.PathShareFile:                                  d.with(d.downloadFile),
		share + "/" + string(frontend.VerbArchive):              d.with(d.downloadArchive),
		share + "/" + string(frontend.VerbRecipientCertificate): d.with(d.downloadCertificate),
	} {
		s.Stream(route)
		e.GET(route, handler)
		e.HEAD(route, handler)
	}
}
