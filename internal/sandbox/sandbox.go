// Package sandbox is the outside world on the wire: local stand-ins for the services that Quittance talks to, so
// that the whole chain runs on one machine without an account anywhere. The adapters are the real ones; only the
// base address differs.
//
// It promises that its state (what was paid, sent, promised to a webhook) survives kill -9 and restarts, that
// webhooks are delivered at least once, and that pages answer only to loopback or with the token, except the
// payment page, which a payer's telephone must reach and whose address is itself unguessable. It imports nothing
// of the product. The operator provides a file for the state and the address of the product's webhooks.
package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Config says where a sandbox keeps its state and whom it talks to. Only DataFile is needed.
type Config struct {
	DataFile  string // SQLite file, created when absent
	Token     string // opens the pages from anywhere; empty: loopback only
	PublicURL string // where browsers reach Handler, without "/sandbox"; empty: the API listener's own address
	TargetURL string // base address of the product; its webhooks are at {TargetURL}/webhooks/{stand-in}
	APIAddr   string // where the API listener listens; default 127.0.0.1:0
	SMTPAddr  string // where the SMTP server listens; default 127.0.0.1:0

	StripeAPIKey        string // the only key accepted; empty: any sk_test_ or rk_test_ key
	StripeWebhookSecret string // signs webhooks; empty: they are not sent
	VonageAPIKey        string
	VonageAPISecret     string

	Clock      func() time.Time // default time.Now
	Ahead      time.Duration    // by how much Clock is ahead of the machine's, to be said on the pages
	Entropy    io.Reader        // default crypto/rand
	HTTPClient *http.Client     // posts webhooks; default: one with a time-out of ten seconds
}

// Sandbox is a running outside world. Make it with New, open its ports with Start, end it with Close.
type Sandbox struct {
	cfg      Config
	store    *store
	pages    http.Handler
	api      http.Handler
	standIns []standIn
	wake     chan struct{} // one slot: the outbox has something new

	mu     sync.Mutex
	apiURL string
	target string
	public string
	stop   context.CancelFunc
	server *http.Server
	done   sync.WaitGroup
}

// New opens the state and builds the handlers; nothing listens and nothing is sent yet. The caller closes it.
func New(cfg Config) (*Sandbox, error) {
	if cfg.DataFile == "" {
		return nil, errors.New("open sandbox: no data file given")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Entropy == nil {
		cfg.Entropy = rand.Reader
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a webhook is not carried elsewhere
		}}
	}
	st, err := openStore(cfg.DataFile)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		cfg: cfg, store: st, wake: make(chan struct{}, 1),
		target: strings.TrimRight(cfg.TargetURL, "/"), public: strings.TrimRight(cfg.PublicURL, "/"),
	}
	s.standIns = s.buildStandIns()
	s.buildHandlers()
	return s, nil
}

// Handler serves the pages, all under /sandbox.
func (s *Sandbox) Handler() http.Handler { return s.pages }

// API serves the wire (/stripe/…, /vonage/…, /tsa) and the pages. Start listens with it; tests may do so themselves
// and use Flush in place of the courier.
func (s *Sandbox) API() http.Handler { return s.api }

// SetTarget says where the product listens, when that was not known at New.
func (s *Sandbox) SetTarget(baseURL string) {
	s.mu.Lock()
	s.target = strings.TrimRight(baseURL, "/")
	s.mu.Unlock()
	s.nudge()
}

// SetPublicURL says where browsers reach Handler, when that was not known at New.
func (s *Sandbox) SetPublicURL(baseURL string) {
	s.mu.Lock()
	s.public = strings.TrimRight(baseURL, "/")
	s.mu.Unlock()
}

// APIURL is the base address of the wire: the value of STRIPE_API_URL is APIURL()+"/stripe", and so on.
// Empty before Start.
func (s *Sandbox) APIURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.apiURL
}

// PublicURL is where browsers find the pages, without "/sandbox".
func (s *Sandbox) PublicURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.public != "" {
		return s.public
	}
	return s.apiURL
}

func (s *Sandbox) targetURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.target
}

func (s *Sandbox) now() time.Time { return s.cfg.Clock() }

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newID makes an identifier of the form the real services use: a prefix and letters nobody can guess.
func (s *Sandbox) newID(prefix string, letters int) (string, error) {
	b := make([]byte, letters)
	if _, err := io.ReadFull(s.cfg.Entropy, b); err != nil {
		return "", fmt.Errorf("draw sandbox id: %w", err)
	}
	for i := range b {
		b[i] = base62[int(b[i])%len(base62)]
	}
	return prefix + string(b), nil
}
