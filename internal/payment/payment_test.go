package payment_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/payment"
	"quittance/internal/sandbox"
)

const webhookSecret = "whsec_sandbox"

var begin = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// world is a sandbox on the wire, a client of it, and a product that takes its webhooks. Time is a value.
type world struct {
	t      *testing.T
	file   string
	box    *sandbox.Sandbox
	api    *httptest.Server
	client *payment.Client

	mu     sync.Mutex
	now    time.Time
	refuse bool // the product is down
	events []payment.Event
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, file: filepath.Join(t.TempDir(), "state.db"), now: begin}
	w.open()
	t.Cleanup(func() { w.close() })
	return w
}

func (w *world) open() {
	w.t.Helper()
	product := httptest.NewServer(http.HandlerFunc(w.takeWebhook))
	w.t.Cleanup(product.Close)
	box, err := sandbox.New(sandbox.Config{
		DataFile: w.file, PublicURL: "http://pay.example", TargetURL: product.URL, StripeAPIKey: "sk_test_sandbox", StripeWebhookSecret: webhookSecret, Clock: w.clock,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.box, w.api = box, httptest.NewServer(box.API())
	w.client = w.connect(nil)
}

func (w *world) close() {
	w.api.Close()
	if err := w.box.Close(); err != nil {
		w.t.Error(err)
	}
}

func (w *world) connect(h *http.Client) *payment.Client {
	w.t.Helper()
	c, err := payment.New(payment.Config{APIKey: "sk_test_sandbox", APIURL: w.api.URL + "/stripe", HTTPClient: h, Clock: w.clock})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// takeWebhook is the product's endpoint: what does not verify is 400.
func (w *world) takeWebhook(answer http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.URL.Path != "/webhooks/stripe" {
		answer.WriteHeader(http.StatusNotFound)
		return
	}
	now := w.clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse {
		answer.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	e, err := payment.ParseWebhook(body, r.Header.Get("Stripe-Signature"), []string{"whsec_old", webhookSecret}, now)
	if err != nil {
		w.t.Errorf("webhook: %v", err)
		answer.WriteHeader(http.StatusBadRequest)
		return
	}
	w.events = append(w.events, e)
}

// flush delivers the webhooks and returns the types of those that came.
func (w *world) flush() []string {
	w.t.Helper()
	if _, err := w.box.Flush(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var types []string
	for _, e := range w.events {
		types = append(types, e.Type)
	}
	w.events = nil
	return types
}

func request(id string) payment.CheckoutRequest {
	return payment.CheckoutRequest{
		Payment: id, Delivery: "dlv1", Due: "due1", Recipient: "rcp1", Amount: delivery.Money{Amount: 45000, Currency: "EUR"},
		Title: "Plans d’exécution, maison Bréhat", Email: "client@example.org", Language: "fr",
		SuccessURL: "https://app.example/d/1?s={CHECKOUT_SESSION_ID}", CancelURL: "https://app.example/d/1",
		StartedAt: begin, ExpiresAt: begin.Add(2 * time.Hour), Methods: []string{"card", "sepa_debit"}, StatementSuffix: "PLANS 12",
	}
}

// checkout opens a session for a payment.
func (w *world) checkout(id string) (payment.Checkout, payment.Ref) {
	w.t.Helper()
	c, err := w.client.OpenCheckout(context.Background(), request(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return c, payment.Ref{Payment: id, Session: c.Session, StartedAt: begin}
}

// post is a program at the sandbox's pages.
func (w *world) post(path string, body any) map[string]any {
	w.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.api.URL+path, bytes.NewReader(b))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil || answer.StatusCode != http.StatusOK {
		w.t.Fatalf("POST %s: %d %v %v", path, answer.StatusCode, v, err)
	}
	return v
}

func (w *world) pay(c payment.Checkout, outcome string) map[string]any {
	w.t.Helper()
	return w.post("/sandbox/stripe/sessions/"+c.Session+"/pay", map[string]any{"outcome": outcome})
}

func (w *world) bank(intent, action string, body any) {
	w.t.Helper()
	w.post("/sandbox/bank/payments/"+intent+"/"+action, body)
}

func (w *world) fault(faults ...map[string]any) {
	w.t.Helper()
	if faults == nil {
		faults = []map[string]any{}
	}
	w.post("/sandbox/faults.json", map[string]any{"stripe": faults})
}

func (w *world) observe(ref payment.Ref) delivery.Observation {
	w.t.Helper()
	o, err := w.client.Observe(context.Background(), ref)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func contains(types []string, want ...string) bool {
	joined := " " + strings.Join(types, " ") + " "
	for _, one := range want {
		if !strings.Contains(joined, " "+one+" ") {
			return false
		}
	}
	return true
}
