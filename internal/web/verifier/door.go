// Package verifier is the public door of verification: a certificate is judged by the same code as the verify
// command, with this installation's own keys. Nothing of what is sent is kept, or written anywhere.
package verifier

import (
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/certificate"
	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/problem"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

const (
	// atOnce bounds how many certificates are judged at a time: each may hold MaxPDF bytes.
	atOnce = 2
	// maxFiles bounds the deliverables of one request; they are hashed as they come, not held.
	maxFiles    = 20
	requestTime = 10 * time.Minute
)

var (
	errBusy    = problem.New(problem.TooMany, "verifier_busy", "others are verifying; try again in a moment").After(time.Second)
	errNothing = problem.New(problem.Invalid, "verify_nothing", "choose a certificate first, a PDF of 32 MB at most")
)

// Deps is what this installation's certificates are judged by.
type Deps struct {
	Roots     *x509.CertPool
	TimeRoots *x509.CertPool // nil: trusted time is not judged
	LogKeys   []string

	Digest func(label, value string) string // keyed hash of a personal value: limits hold no address

	// Authority and Seal are the certificates whose fingerprints readers compare; nil shows none.
	Authority, Seal *x509.Certificate
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	slots   chan struct{}
	tiles   chan struct{}
	batches chan struct{}
	sending sync.Map // digests of the networks that send a batch
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) {
	d := &Door{Site: s, Deps: deps, slots: make(chan struct{}, atOnce), tiles: make(chan struct{}, tilesAtOnce), batches: make(chan struct{}, batchesAtOnce)}
	anyone := web.Access{Who: web.Anyone}
	s.Route(http.MethodGet, frontend.PathVerify, anyone, d.show)
	s.Stream(frontend.PathVerify)
	s.Route(http.MethodPost, frontend.PathVerify, anyone, d.judge)
	s.Route(http.MethodGet, frontend.PathAudit, anyone, d.showBatch)
	s.Stream(frontend.PathAudit)
	s.Route(http.MethodPost, frontend.PathAudit, anyone, d.judgeBatch)
	s.Route(http.MethodGet, PathCheckpoint, anyone, d.serveCheckpoint)
	s.Route(http.MethodGet, PathTiles+"*", anyone, d.serveTile)
}

func (d *Door) show(c echo.Context) error {
	return d.Render(c, http.StatusOK, d.page(c))
}

// page is what every answer of this door shows.
func (d *Door) page(c echo.Context) screen.Verify {
	return screen.Verify{Shell: d.Shell(c), Authority: fingerprint(d.Authority), Seal: fingerprint(d.Seal)}
}

// fingerprint is a certificate's SHA-256, as certificates print it.
func fingerprint(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// judge is POST /verify, a plain form: the certificate, and deliverables to compare with it.
func (d *Door) judge(c echo.Context) error {
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	default:
		return errBusy
	}
	deadline := time.Now().Add(requestTime) // of the connection, so by the machine's clock
	if err := http.NewResponseController(c.Response()).SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set read deadline: %w", err)
	}
	sent, err := receive(c.Request())
	if errors.Is(err, errNothing) {
		page := d.page(c)
		page.Problem = errNothing.Code
		return d.Render(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	report := d.report(c, sent.pdf, sent.files)
	page := d.page(c)
	page.Verdict, page.Kind, page.Certificate, page.Level = string(report.Verdict), report.Kind, report.Certificate, report.Level
	page.Measured, page.OfTrial = sent.measured, len(report.Sandbox) > 0
	page.NotOurs = isNothing(report)
	for _, check := range report.Checks {
		name, file := strings.CutPrefix(check.Name, "file:")
		if page.NotOurs && !file {
			continue
		}
		into := &page.Checks
		if file {
			into = &page.Compared
		}
		*into = append(*into, screen.VerifyCheck{Name: name, Result: string(check.Result), Detail: check.Detail, Exact: check.Exact})
	}
	page.Foreign = report.Verdict == certificate.Invalid && onlyFilesFail(report)
	if report.Verdict == certificate.Valid || page.Foreign {
		page.Certified = certified(report.Document)
		if page.Since, page.Known, err = d.since(c.Request().Context(), sent.pdf); err != nil {
			return err
		}
	}
	return d.Render(c, http.StatusOK, page)
}

// report judges a certificate, by the same code as the verify command. Whoever reads it is mostly in France, and the page
// does not know who reads: the zone is named beside the time.
func (d *Door) report(c echo.Context, pdf []byte, files map[string]certificate.FileFacts) certificate.Report {
	lang, zone := web.Lang(c), timezone.Of(delivery.DefaultZone)
	return certificate.Verify(pdf, certificate.Options{
		Roots: d.Roots, TimeRoots: d.TimeRoots, LogKeys: d.LogKeys, Files: files, Now: d.Now(), Language: string(lang),
		Instant: func(t time.Time) string { return frontend.FormatParisTime(lang, t.In(zone)) },
	})
}

// isNothing reports whether nothing of what was sent could be checked: it is no certificate, or not a whole one.
func isNothing(report certificate.Report) bool {
	return !slices.ContainsFunc(report.Checks, func(c certificate.Check) bool { return c.Result != certificate.Unknown })
}

// certified is what the evidence of an authentic certificate says it is about.
func certified(of *evidence.Document) screen.Certified {
	if of == nil {
		return screen.Certified{}
	}
	out := screen.Certified{
		Title: of.Certificate.Title, Reference: of.Certificate.Reference, Sender: of.Sender.LegalName,
		MadeAt: delivery.Instant(of.Certificate.MadeAt).Time().In(timezone.Of(of.Certificate.TimeZone)),
	}
	for _, r := range of.Recipients {
		out.Recipients = append(out.Recipients, cmp.Or(r.Name, r.Company, r.Email))
	}
	for _, f := range of.Deliverables {
		out.Files = append(out.Files, f.Name)
	}
	for _, due := range of.Dues {
		out.Price = frontend.Money{Amount: out.Price.Amount + due.Price.Amount, Currency: due.Price.Currency}
		if consent.IsRest(due.Label) {
			out.RestOf = due.Label
		}
	}
	for _, p := range of.Payments {
		out.Returned = frontend.Money{Amount: out.Returned.Amount + p.Refunded, Currency: p.Price.Currency}
		out.Declared = frontend.Money{Amount: out.Declared.Amount + p.RefundedByHand, Currency: p.Price.Currency}
	}
	return out
}

// onlyFilesFail reports whether everything that is wrong is wrong with a file compared, not with the certificate.
func onlyFilesFail(report certificate.Report) bool {
	return !slices.ContainsFunc(report.Checks, func(c certificate.Check) bool {
		return c.Result == certificate.Fail && !strings.HasPrefix(c.Name, "file:")
	})
}
