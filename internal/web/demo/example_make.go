package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db/board"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/timezone"
	"quittance/internal/web/command"
)

// errNotReady is an example that could not be made in time; what was done of it stays, and the next visitor goes on.
var errNotReady = problem.New(problem.Conflict, "example_not_ready", "the example is not ready yet")

const (
	exampleTime = 15 * time.Second // how long a visitor waits for the example that is made for all
	lookEvery   = 100 * time.Millisecond
)

// serveExample is GET /exemple.pdf: the certificate of a delivery that went through everything, made when somebody
// asks for the first time. It is sealed, time-stamped and logged as every other.
func (d *Door) serveExample(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), exampleTime)
	defer cancel()
	release, err := d.makeExample(ctx)
	if err != nil {
		// Time is over, or a step is not possible yet: one that was cut waits before it asks for another code.
		if (ctx.Err() != nil && c.Request().Context().Err() == nil) || errors.Is(err, errWalk) {
			d.Logger.WarnContext(c.Request().Context(), "example is not ready", "error", err)
			return errNotReady.After(time.Second)
		}
		return err
	}
	return d.ServeCertificate(c, d.Commands.Vault, delivery.CompletionCertificate, release)
}

// makeExample does what the example still lacks, step by step as people would, and returns its release. Each step is
// on record, so that one that was cut goes on.
func (d *Door) makeExample(ctx context.Context) (release string, err error) {
	d.example.Lock()
	defer d.example.Unlock()
	m, err := d.sender(ctx, forExample)
	if err != nil {
		return "", err
	}
	x, err := d.exampleOf(ctx, m)
	if err != nil {
		return "", err
	}
	if due := x.Dues[0]; x.Owing(due.ID) > 0 {
		x, err = d.Commands.RecordPayment(ctx, m, string(x.ID), delivery.PaymentRecorded{
			Due: due.ID, Amount: due.Amount, Currency: due.Currency, Reference: "VIR-EXEMPLE",
			ReceivedOn: delivery.Date(d.Now().In(timezone.Of(x.Terms.Zone)).Format(time.DateOnly)),
		}, command.Sure{})
		if err != nil {
			return "", fmt.Errorf("record payment of example: %w", err)
		}
	}
	if _, err := x.CanSign(x.Recipients[0].ID); err == nil {
		if err := d.signExample(ctx, x); err != nil {
			return "", err
		}
	}
	return x.Releases[0].ID, d.until(ctx, func() (bool, error) {
		x, err := d.DB.Delivery(ctx, x.ID)
		return err == nil && x.Releases[0].State == delivery.ReleaseUnlocked, err
	})
}

// exampleOf is the newest delivery of its workspace, which has no other but a draft that was cut.
func (d *Door) exampleOf(ctx context.Context, m command.Member) (*delivery.Delivery, error) {
	page, err := board.Of(d.DB).List(ctx, board.Query{Workspace: m.Workspace, Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("find example: %w", err)
	}
	if len(page.Rows) > 0 && page.Rows[0].State != delivery.Draft {
		return d.DB.Delivery(ctx, page.Rows[0].ID)
	}
	return d.deliver(ctx, m, frontend.French)
}

var code = regexp.MustCompile(`\b[0-9]{6}\b`)

// signExample signs as a client does: by the link, with the code that the telephone received.
func (d *Door) signExample(ctx context.Context, x *delivery.Delivery) error {
	client := x.Recipients[0]
	address, err := d.Commands.Link(x, client.ID)
	if err != nil {
		return fmt.Errorf("make link: %w", err)
	}
	b := browser{site: d.Echo(), cookies: map[string]string{}}
	if err := b.ask(ctx, http.MethodGet, strings.TrimPrefix(address, d.URL("")), nil); err != nil {
		return err
	}
	asked := d.Now()
	form := url.Values{"consent": {"on"}}
	if err := b.ask(ctx, http.MethodPost, frontend.ShareVerbPath(string(x.ID), frontend.VerbCode), form); err != nil {
		return err
	}
	err = d.until(ctx, func() (bool, error) {
		messages, err := d.Inbox(ctx, string(client.Phone), 1)
		if err == nil && len(messages) > 0 && !messages[0].At.Before(asked) {
			form.Set("code", code.FindString(messages[0].Text))
		}
		return form.Get("code") != "", err
	})
	if err != nil {
		return fmt.Errorf("wait for code: %w", err)
	}
	return b.ask(ctx, http.MethodPost, frontend.ShareVerbPath(string(x.ID), frontend.VerbSign), form)
}

// until looks again and again until it is so or ctx ends.
func (d *Door) until(ctx context.Context, so func() (bool, error)) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if ok, err := so(); ok || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // what ended is the caller's own
		}
	}
}

// browser visits our own pages in this process.
type browser struct {
	site    *echo.Echo
	cookies map[string]string
}

var errWalk = errors.New("a page of the example did not answer as expected")

// ask follows no redirect: every page asked for answers with one.
func (b *browser) ask(ctx context.Context, method, path string, form url.Values) error {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:0"
	r.Header.Set("Content-Type", echo.MIMEApplicationForm)
	r.Header.Set("User-Agent", "Quittance (exemple)")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // G124: sent back, not set
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	answer := w.Result()
	defer func() { _ = answer.Body.Close() }() // in memory: it cannot fail
	for _, c := range answer.Cookies() {
		b.cookies[c.Name] = c.Value
	}
	if answer.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("%w: %s answered %d", errWalk, method, answer.StatusCode)
	}
	return nil
}
