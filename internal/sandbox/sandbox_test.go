package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"quittance/internal/sandbox"
)

func newSandbox(t *testing.T, cfg sandbox.Config) *sandbox.Sandbox {
	t.Helper()
	cfg.DataFile = filepath.Join(t.TempDir(), "state of it.db")
	box, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

func TestPagesAnswerOnlyToThisMachineOrTheToken(t *testing.T) {
	box := newSandbox(t, sandbox.Config{Token: "s3cret", PublicURL: "http://192.168.1.7:8080"})
	get := func(path, from, host string, change func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
		r.RemoteAddr, r.Host = from, host
		if change != nil {
			change(r)
		}
		w := httptest.NewRecorder()
		box.Handler().ServeHTTP(w, r)
		return w
	}
	cases := map[string]struct {
		path, from, host string
		change           func(*http.Request)
		want             int
	}{
		"from this machine":                       {"/sandbox", "127.0.0.1:5000", "127.0.0.1:8080", nil, 200},
		"from this machine by name":               {"/sandbox/bank", "[::1]:5000", "localhost:8080", nil, 200},
		"from this machine by the public address": {"/sandbox", "127.0.0.1:5000", "192.168.1.7:8080", nil, 200},
		"by a name that was pointed here":         {"/sandbox", "127.0.0.1:5000", "evil.example", nil, 403},
		"through a proxy of this machine":         {"/sandbox", "127.0.0.1:5000", "localhost", func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.9") }, 403},
		"from elsewhere":                          {"/sandbox/bank.json", "203.0.113.9:5000", "192.168.1.7:8080", nil, 403},
		"from elsewhere with a wrong token":       {"/sandbox?token=other", "203.0.113.9:5000", "192.168.1.7:8080", nil, 403},
		"from elsewhere with the token":           {"/sandbox?token=s3cret", "203.0.113.9:5000", "192.168.1.7:8080", nil, 303},
		"from elsewhere with the cookie":          {"/sandbox", "203.0.113.9:5000", "192.168.1.7:8080", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "sandbox_token", Value: "s3cret"}) }, 200},
		"the payer's page, from elsewhere":        {"/sandbox/stripe/checkout/cs_none", "203.0.113.9:5000", "192.168.1.7:8080", nil, 404},
		"the style sheet, from elsewhere":         {"/sandbox/style.css", "203.0.113.9:5000", "192.168.1.7:8080", nil, 200},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := get(c.path, c.from, c.host, c.change)
			if w.Code != c.want {
				t.Fatalf("%d, want %d: %s", w.Code, c.want, w.Body)
			}
			if c.want == http.StatusSeeOther && w.Header().Get("Location") != "/sandbox" {
				t.Errorf("the token stays in the address: %s", w.Header().Get("Location"))
			}
			if c.want == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") &&
				!strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Error("page without a policy")
			}
		})
	}
	t.Run("without a token, an empty one opens nothing", func(t *testing.T) {
		closed := newSandbox(t, sandbox.Config{})
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/sandbox", nil)
		r.AddCookie(&http.Cookie{Name: "sandbox_token", Value: ""})
		w := httptest.NewRecorder()
		if closed.Handler().ServeHTTP(w, r); w.Code != http.StatusForbidden {
			t.Fatal(w.Code)
		}
	})
	t.Run("a form of another site changes nothing", func(t *testing.T) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/sandbox/faults", strings.NewReader("stand_in=stripe&mode=down"))
		r.RemoteAddr, r.Host = "127.0.0.1:5000", "localhost"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		if box.Handler().ServeHTTP(w, r); w.Code != http.StatusForbidden {
			t.Fatal(w.Code)
		}
	})
}

// TestAPersonPaysWithoutScript walks through the payment page and the bank by forms alone, with the courier running.
func TestAPersonPaysWithoutScript(t *testing.T) {
	hooks := make(chan string, 100)
	product := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hooks <- r.URL.Path
	}))
	defer product.Close()
	box := newSandbox(t, sandbox.Config{StripeWebhookSecret: "whsec_1"})
	if err := box.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(method, address string, form url.Values, key string) (int, string, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(context.Background(), method, address, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body), answer.Header.Get("Location")
	}
	order := url.Values{
		"mode": {"payment"}, "success_url": {"https://app.example/ok?s={CHECKOUT_SESSION_ID}"}, "cancel_url": {"https://app.example/no"},
		"line_items[0][quantity]": {"1"}, "line_items[0][price_data][currency]": {"eur"}, "line_items[0][price_data][unit_amount]": {"123456"},
		"line_items[0][price_data][product_data][name]": {"Plans <d’exécution>"},
	}
	if status, body, _ := send(http.MethodPost, box.APIURL()+"/stripe/v1/checkout/sessions", order, "pk_wrong"); status != http.StatusUnauthorized {
		t.Fatalf("with a wrong key: %d %s", status, body)
	}
	status, body, _ := send(http.MethodPost, box.APIURL()+"/stripe/v1/checkout/sessions", order, "sk_test_1")
	if status != http.StatusOK || strings.Contains(body, `"_`) {
		t.Fatalf("%d %s", status, body)
	}
	_, rest, _ := strings.Cut(body, `"url":"`)
	page, _, _ := strings.Cut(rest, `"`)
	if _, body, _ := send(http.MethodGet, page, nil, ""); !strings.Contains(body, "1\u202f234,56\u00a0€") || !strings.Contains(body, "Plans &lt;d’exécution&gt;") {
		t.Errorf("payment page:\n%s", body)
	}
	for _, outcome := range []string{"decline", "3ds", "refuse"} {
		if status, _, to := send(http.MethodPost, page, url.Values{"outcome": {outcome}}, ""); status != http.StatusSeeOther || !strings.HasSuffix(page, to) {
			t.Fatalf("%s: %d %q", outcome, status, to)
		}
		if _, body, _ := send(http.MethodGet, page, nil, ""); outcome != "3ds" && !strings.Contains(body, "refusé") || outcome == "3ds" && !strings.Contains(body, "Confirmer") {
			t.Errorf("after %s:\n%s", outcome, body)
		}
	}
	if _, _, to := send(http.MethodPost, page, url.Values{"outcome": {"sepa"}}, ""); !strings.HasPrefix(to, "https://app.example/ok?s=cs_test_") {
		t.Fatalf("after paying: %q", to)
	}
	if status, _, _ := send(http.MethodPost, page, url.Values{"outcome": {"success"}}, ""); status != http.StatusBadRequest {
		t.Errorf("paid twice: %d", status)
	}
	for _, step := range []struct{ action, shows string }{{"settle", "encaissé"}, {"refund", "Remboursement de 12,50"}, {"dispute", "needs_response"}, {"win", "won"}} {
		_, list, _ := send(http.MethodGet, box.APIURL()+"/sandbox/bank", nil, "")
		_, rest, _ := strings.Cut(list, `id="pi_`)
		id, _, _ := strings.Cut(rest, `"`)
		status, body, _ := send(http.MethodPost, box.APIURL()+"/sandbox/bank/payments/pi_"+id+"/"+step.action, url.Values{"amount": {"12,50"}}, "")
		if status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", step.action, status, body)
		}
		if _, list, _ = send(http.MethodGet, box.APIURL()+"/sandbox/bank", nil, ""); !strings.Contains(list, step.shows) {
			t.Errorf("after %s:\n%s", step.action, list)
		}
	}
	box.SetTarget(product.URL)
	for range 10 { // held back until the product's address was known
		if path := <-hooks; path != "/webhooks/stripe" {
			t.Errorf("webhook to %s", path)
		}
	}
}

func TestFaultsAreCheckedAndKept(t *testing.T) {
	box := newSandbox(t, sandbox.Config{})
	post := func(path, kind, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(body))
		r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		box.API().ServeHTTP(w, r)
		return w
	}
	const asJSON, asForm = "application/json", "application/x-www-form-urlencoded"
	cases := []struct {
		name, path, kind, body string
		status                 int
		shows                  string
	}{
		{"one fault", "/sandbox/faults.json", asJSON, `{"stripe":[{"mode":"refuse","times":1}]}`, 200, `"refuse"`},
		{"an unknown stand-in", "/sandbox/faults.json", asJSON, `{"paypal":[]}`, 400, "want"},
		{"an unknown fault", "/sandbox/faults.json", asJSON, `{"stripe":[{"mode":"fire"}]}`, 400, "want"},
		{"not JSON", "/sandbox/faults.json", asJSON, `down`, 400, "want"},
		{"it hits once", "/stripe/v1/refunds", asForm, ``, 503, "overloaded"},
		{"and is over", "/stripe/v1/refunds", asForm, ``, 401, "Invalid API Key"},
		{"by form", "/sandbox/faults", asForm, `stand_in=stripe&mode=garbage&mode=hold`, 303, ""},
		{"an unknown one by form", "/sandbox/faults", asForm, `stand_in=stripe&mode=x`, 400, ""},
		{"which is a web page", "/stripe/v1/refunds", asForm, ``, 200, "upstream"},
		{"and lifted", "/sandbox/faults.json", asJSON, `{"stripe":[]}`, 200, `"stripe": []`},
	}
	for _, c := range cases {
		if w := post(c.path, c.kind, c.body); w.Code != c.status || !strings.Contains(w.Body.String(), c.shows) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
	}
}
