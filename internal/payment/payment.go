// Package payment talks to Stripe: it opens and expires checkouts, observes what became of them, refunds, reads the
// events of the last thirty days and verifies webhooks.
//
// It decides nothing: it says what Stripe says, as delivery.Observation, and every write is safe to repeat, because it
// is keyed by our own id (idempotency key, client_reference_id and metadata) and looked up before it is made again after
// a doubt. It keeps no state, logs nothing, and its errors hold neither personal data nor secrets. The operator provides
// an API key; the API version is the one stripe-go v76 pins, 2023-10-16.
package payment

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
)

// Metadata keys on sessions, intents and refunds. They stay: old payments are found by them.
const (
	metaPayment   = "quittance_payment"
	metaDelivery  = "quittance_delivery"
	metaDue       = "quittance_due"
	metaRecipient = "quittance_recipient"
	metaRefund    = "quittance_refund"
)

// Limits on what is read from Stripe.
const (
	largestAnswer = 8 << 20
	pageSize      = 100
	timeout       = 20 * time.Second
)

// Config says which Stripe to talk to. HTTPClient is optional; its transport is wrapped, its redirects are ignored.
type Config struct {
	APIKey     string
	APIURL     string // empty: Stripe itself; the sandbox's base address otherwise
	HTTPClient *http.Client
	Clock      func() time.Time // default time.Now; only bounds what is looked for
}

// Client talks to one Stripe account and the accounts connected to it. It is safe for concurrent use.
type Client struct {
	api  *client.API
	live bool
	now  func() time.Time
}

// New makes a client. It refuses an empty key, and a live key over an address that is not HTTPS.
func New(cfg Config) (*Client, error) {
	if strings.TrimSpace(cfg.APIKey) == "" || strings.ContainsAny(cfg.APIKey, " \t\r\n") {
		return nil, errors.New("make stripe client: the API key is empty or holds white space")
	}
	live := isLive(cfg.APIKey)
	address := cfg.APIURL
	if address == "" {
		address = stripe.APIURL
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("make stripe client: the API address is not an HTTP address")
	}
	if live && u.Scheme != "https" {
		return nil, errors.New("make stripe client: a live key is sent over HTTPS only")
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(address), HTTPClient: bounded(cfg.HTTPClient), LeveledLogger: silent{},
		MaxNetworkRetries: stripe.Int64(0), // jobs retry; two loops around each other would multiply
		EnableTelemetry:   stripe.Bool(false),
	})
	api := client.New(cfg.APIKey, &stripe.Backends{API: backend, Connect: backend, Uploads: backend})
	now := cfg.Clock
	if now == nil {
		now = time.Now
	}
	return &Client{api: api, live: live, now: now}, nil
}

// Live reports whether the key moves real money. Test keys count as a stand-in.
func (c *Client) Live() bool { return c.live }

func isLive(key string) bool {
	return !strings.HasPrefix(key, "sk_test_") && !strings.HasPrefix(key, "rk_test_")
}

// bounded is a copy of an HTTP client that has a time-out, stays where it was sent and reads no endless answers.
func bounded(given *http.Client) *http.Client {
	c := http.Client{}
	if given != nil {
		c = *given
	}
	if c.Timeout == 0 {
		c.Timeout = timeout
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	c.Transport = boundedTransport{c.Transport}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

var errUnavailable = errors.New("service unavailable")

type boundedTransport struct{ next http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // a transport passes errors on as they are
	}
	if answer.StatusCode >= http.StatusInternalServerError && !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		return nil, errors.Join(errUnavailable, answer.Body.Close()) // a proxy's page, which stripe-go could not read
	}
	if answer.ContentLength > largestAnswer {
		return nil, errors.Join(errors.New("answer too large"), answer.Body.Close())
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, largestAnswer), answer.Body}
	return answer, nil
}

// silent is a logger that says nothing: stripe-go would log bodies.
type silent struct{}

func (silent) Debugf(string, ...interface{}) {}
func (silent) Infof(string, ...interface{})  {}
func (silent) Warnf(string, ...interface{})  {}
func (silent) Errorf(string, ...interface{}) {}

// params are the parts of every call: its context, its account, its idempotency key ("" for reads).
func params(ctx context.Context, account, key string) stripe.Params {
	p := stripe.Params{Context: ctx}
	if account != "" {
		p.SetStripeAccount(account)
	}
	if key != "" {
		p.SetIdempotencyKey(key)
	}
	return p
}

// listParams ask for one page; callers go on themselves, so that paging is bounded.
func listParams(ctx context.Context, account string) stripe.ListParams {
	p := stripe.ListParams{Context: ctx, Limit: stripe.Int64(pageSize), Single: true}
	if account != "" {
		p.SetStripeAccount(account)
	}
	return p
}

// optional leaves an empty parameter out.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return stripe.String(s)
}

// needID guards paths and searches: an id of Stripe's or ours is letters, digits, dash and underscore.
func needID(op, id string) error {
	if !plainID.MatchString(id) {
		return &Error{Op: op, Code: CodeInvalid}
	}
	return nil
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)
