// Package verifier is the public door of verification: a certificate is judged by the same code as the verify
// command, with this installation's own keys. Nothing of what is sent is kept, or written anywhere.
package verifier

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/certificate"
	"quittance/internal/problem"
	"quittance/internal/web"
)

const (
	// atOnce bounds how many certificates are judged at a time: each may hold MaxPDF bytes.
	atOnce = 2
	// maxFiles bounds the deliverables of one request; they are hashed as they come, not held.
	maxFiles    = 20
	requestTime = 10 * time.Minute
	maxFileName = 255
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
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	slots chan struct{}
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) {
	d := &Door{Site: s, Deps: deps, slots: make(chan struct{}, atOnce)}
	s.Echo().GET(frontend.PathVerify, d.show)
	s.Stream(frontend.PathVerify)
	s.Echo().POST(frontend.PathVerify, d.judge)
}

func (d *Door) show(c echo.Context) error {
	return d.Render(c, http.StatusOK, screen.Verify{Shell: d.Shell(c)})
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
	pdf, files, err := receive(c.Request())
	if errors.Is(err, errNothing) {
		return d.Render(c, http.StatusUnprocessableEntity, screen.Verify{Shell: d.Shell(c), Problem: errNothing.Code})
	}
	if err != nil {
		return err
	}
	report := certificate.Verify(pdf, certificate.Options{
		Roots: d.Roots, TimeRoots: d.TimeRoots, LogKeys: d.LogKeys, Files: files, Now: d.Now(), Language: string(web.Lang(c)),
	})
	page := screen.Verify{
		Shell: d.Shell(c), Verdict: string(report.Verdict), Kind: report.Kind, Certificate: report.Certificate, Level: report.Level,
	}
	for _, check := range report.Checks {
		name, file := strings.CutPrefix(check.Name, "file:")
		page.Checks = append(page.Checks, screen.VerifyCheck{Name: name, File: file, Result: string(check.Result), Detail: check.Detail})
	}
	return d.Render(c, http.StatusOK, page)
}

// receive reads the form as it comes: the certificate into memory, bounded, and the deliverables through a hash.
func receive(r *http.Request) (pdf []byte, files map[string]certificate.FileFacts, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, nil, web.ErrBadForm
	}
	files = map[string]certificate.FileFacts{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, web.ErrBadForm
		}
		switch {
		case part.FormName() == "certificate" && pdf == nil:
			if pdf, err = io.ReadAll(io.LimitReader(part, certificate.MaxPDF+1)); err != nil {
				return nil, nil, web.ErrBadForm
			}
		case part.FormName() == "file" && part.FileName() != "" && len(files) < maxFiles:
			if err := measure(part, files); err != nil {
				return nil, nil, err
			}
		}
	}
	if len(pdf) == 0 || len(pdf) > certificate.MaxPDF {
		return nil, nil, errNothing
	}
	return pdf, files, nil
}

func measure(part *multipart.Part, files map[string]certificate.FileFacts) error {
	facts, err := certificate.Measure(part)
	if err != nil {
		return web.ErrBadForm
	}
	name := part.FileName()
	files[name[:min(len(name), maxFileName)]] = facts
	return nil
}
