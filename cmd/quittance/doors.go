package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/access"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/hook"
	"quittance/internal/web/recipient"
)

// openDoors makes the site and registers every door.
func (s *server) openDoors() error {
	assets, err := frontend.LoadAssets()
	if err != nil {
		return err
	}
	renderer, err := screen.NewRenderer(assets)
	if err != nil {
		return err
	}
	terms, err := terms(s.config)
	if err != nil {
		return err
	}
	s.site = web.New(web.Options{
		DB: s.db, Renderer: renderer, Assets: assets, Logger: s.log, Now: s.now, Entropy: rand.Reader,
		BaseURL: s.config.BaseURL, SecureCookies: s.config.SecureCookies(), TrustedProxies: s.config.TrustedProxies,
		Measure: s.metrics.Answered, StandIns: s.standIns(), Console: s.console, PaymentPage: paymentPage(s.outside.stripeURL, s.sandbox != nil), HasTerms: len(terms) > 0,
	})
	s.http = &http.Server{
		Handler: s.counted(s.site), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
	}
	s.site.Health(s.checks())
	s.publishKeys()
	if s.sandbox != nil {
		for _, path := range []string{frontend.PathSandbox, frontend.PathSandbox + "/*"} {
			for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
				s.site.Route(method, path, web.Access{Who: web.Testers}, echo.WrapHandler(s.sandbox.box.Handler()))
			}
		}
	}
	s.openDemo()
	s.openLegal(terms)
	s.openRecipient()
	if s.stripe != nil {
		hook.RegisterStripe(s.site, s.stripe, s.jobs)
	}
	if s.texts != nil {
		hook.RegisterVonage(s.site, s.texts, s.jobs.Messages)
	}
	if err := s.openVerifier(); err != nil {
		return err
	}
	return s.openSender()
}

func (s *server) openRecipient() {
	digest := s.digest()
	s.accesses = access.NewLog(s.db, digest, s.log)
	deps := recipient.Deps{
		Links: s.instance.link, Vault: s.vault, Observer: s.jobs, PasscodeKey: s.root.Derive("passcode"),
		Digest:   inHex(digest),
		Accesses: s.accesses, Workspaces: web.NewWorkspaces(s.db, s.now), SMSCap: s.config.SMSDailyCap, TellOperators: s.jobs.Messages.TellOperators,
	}
	if s.stripe != nil {
		deps.Checkout = s.stripe
	}
	recipient.Register(s.site, deps)
}

// commands are what members do, for the sender's pages and for the API.
func (s *server) commands() *command.Commands {
	k := &command.Commands{
		DB: s.db, Vault: s.vault, Links: s.instance.link, ShortKey: s.root.Derive("short-link"), URL: s.site.URL, SMS: s.outside.vonageKey != "",
		Pages: s.pages, StandIns: len(s.outside.standIns) > 0, PasscodeKey: s.root.Derive("passcode"), Now: s.now, Entropy: rand.Reader,
	}
	if s.stripe != nil {
		k.Payments, k.Closer, k.Observer = true, s.stripe, s.jobs
	}
	return k
}

func (s *server) standIns() frontend.StandIns {
	var in frontend.StandIns
	for _, name := range s.outside.standIns {
		switch name {
		case "stripe":
			in.Payments = true
		case "sms":
			in.Messages = true
		case "email":
			in.Mail = true
		case "tsa":
			in.TimeStamps = true
		}
	}
	return in
}

// console is where a visitor reads the messages of the embedded sandbox: the client of a demonstration has a telephone.
func (s *server) console(r *http.Request) string {
	if s.demo != nil {
		if phone := s.demo.Phone(r); phone != "" {
			return phone
		}
	}
	if s.mayOpenConsole(r) {
		return frontend.PathSandbox
	}
	return ""
}

// mayOpenConsole reports whether a visitor may read the messages of the embedded sandbox: from this machine only, as
// the sandbox itself decides.
func (s *server) mayOpenConsole(r *http.Request) bool {
	if s.sandbox == nil {
		return false
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().IsLoopback()
}

// paymentPage is the origin of the processor's checkout page, when it is not ours.
func paymentPage(apiURL string, embedded bool) string {
	if embedded {
		return ""
	}
	u, err := url.Parse(apiURL)
	if apiURL == "" || err != nil {
		return "https://checkout.stripe.com"
	}
	// A stand-in in another process serves its pages on any port of its host.
	return u.Scheme + "://" + u.Hostname() + ":*"
}

// publishKeys serves what a verifier pins. They are public.
func (s *server) publishKeys() {
	const wellKnown = "/.well-known/quittance/"
	publish := func(path string, handle echo.HandlerFunc) {
		s.site.Route(http.MethodGet, path, web.Access{Who: web.Anyone}, handle)
	}
	publish(wellKnown+"seal-ca.pem", func(c echo.Context) error {
		return c.Blob(http.StatusOK, "application/x-pem-file", s.instance.caPEM())
	})
	publish(wellKnown+"log-key", func(c echo.Context) error {
		return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(strings.Join(s.instance.logPublic, "\n")+"\n"))
	})
	publish(crlPath, func(c echo.Context) error {
		list, err := s.instance.revocations(s.now())
		if err != nil {
			return fmt.Errorf("make revocation list: %w", err)
		}
		return c.Blob(http.StatusOK, "application/pkix-crl", list)
	})
	if s.sandbox != nil {
		publish(wellKnown+"tsa-ca.pem", func(c echo.Context) error { return c.File(s.outside.authorityRoots) })
	}
}
