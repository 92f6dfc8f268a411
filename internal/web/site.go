// Package web is what all doors of the server share: the routes' kernel, error mapping, rendering, cookies and
// client addresses. Its subpackages are the doors, by audience: sender, recipient, api, hook.
//
// The web decides nothing: a handler reads a request, calls one verb of the domain through one transaction, and
// renders. Routes are registered by the doors with Site.Route, which remembers for whom they are; cmd brings them together.
package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/ulid"
)

// Options is what a site is made of. All are required but TrustedProxies, Console, Measure, PaymentPage and Patience.
type Options struct {
	DB             *db.DB
	Renderer       *frontend.Renderer
	Assets         http.Handler
	Logger         *slog.Logger
	Now            func() time.Time
	Entropy        io.Reader
	BaseURL        *url.URL // public address, without a path
	SecureCookies  bool
	TrustedProxies []netip.Prefix
	StandIns       frontend.StandIns                                  // of the running instance; ConsoleURL is set per request
	Console        func(r *http.Request) string                       // where this visitor reads what the stand-ins received; "" for nowhere
	Measure        func(route string, status int, took time.Duration) // told of every answer
	HasTerms       bool                                               // the operator gave terms of use
	PaymentPage    string                                             // origin of the processor's checkout page, when it is not ours
	Patience       time.Duration                                      // how long a request waits for what it writes; 0: 25 s, which leaves time to answer
}

// Site carries what every handler needs. It is immutable after the doors registered their routes.
type Site struct {
	Options
	echo      *echo.Echo
	streaming map[string]bool
	lasting   map[string]bool
	rules     []Rule
	stopping  chan struct{}
	stop      sync.Once
}

// New makes a site with its middleware, error mapping and assets, and no page yet.
func New(o Options) *Site {
	s := &Site{Options: o, echo: echo.New(), streaming: map[string]bool{}, lasting: map[string]bool{}, stopping: make(chan struct{})}
	if s.Patience == 0 {
		s.Patience = bodyTime - answerTime
	}
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard) // what happens is logged by logRequest, once
	e.HTTPErrorHandler = s.fail
	e.Pre(s.identify)
	e.Use(s.logRequest, s.recover, s.secure, s.limit)
	s.Route(http.MethodGet, frontend.PathAssets+"*", Access{Who: Anyone}, echo.WrapHandler(o.Assets))
	return s
}

// Echo is for a library that registers routes by itself; each of them is told to Declare. Doors use Route.
func (s *Site) Echo() *echo.Echo { return s.echo }

// Stream says that the route patterns read or write at length: body and time limits are their handlers' own. To be
// called while routes are registered.
func (s *Site) Stream(patterns ...string) {
	for _, p := range patterns {
		s.streaming[p] = true
	}
}

// Last is Stream for answers that last as long as their visitor stays: how long they take is not measured, and they end
// when Stopping is closed.
func (s *Site) Last(pattern string) {
	s.Stream(pattern)
	s.lasting[pattern] = true
}

// Stop says that the site is about to be stopped: what lasts ends, /readyz sends visitors elsewhere, the rest is answered.
func (s *Site) Stop() { s.stop.Do(func() { close(s.stopping) }) }

// Stopping is closed by Stop.
func (s *Site) Stopping() <-chan struct{} { return s.stopping }

// ServeHTTP makes the site a handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// At is the instant of the decision a handler asks for.
func (s *Site) At() delivery.Instant { return delivery.At(s.Now()) }

// NewID makes a fresh time-ordered id.
func (s *Site) NewID() string { return ulid.New(s.Now(), s.Entropy) }

// URL is the public address of a path.
func (s *Site) URL(path string) string { return s.BaseURL.Scheme + "://" + s.BaseURL.Host + path }
