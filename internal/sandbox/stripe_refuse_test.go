package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/sandbox"
)

// processor is a stand-in with a clock that tests move.
type processor struct {
	box *sandbox.Sandbox
	now time.Time
}

func newProcessor(t *testing.T) *processor {
	t.Helper()
	p := &processor{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	p.box = newSandbox(t, sandbox.Config{StripeAPIKey: "sk_test_1", Ahead: 26 * time.Hour, Clock: func() time.Time { return p.now }})
	return p
}

type processorAnswer struct {
	ID, Status, URL string
	Error           struct{ Code, Param, Type, Message string }
}

func (p *processor) ask(t *testing.T, method, path string, form url.Values, header ...string) (int, processorAnswer) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/stripe"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer sk_test_1")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.box.API().ServeHTTP(w, r)
	var answer processorAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return w.Code, answer
}

func goodOrder(change ...string) url.Values {
	f := url.Values{
		"mode": {"payment"}, "success_url": {"https://app.example/ok"}, "cancel_url": {"https://app.example/no"},
		"line_items[0][quantity]": {"1"}, "line_items[0][price_data][currency]": {"eur"}, "line_items[0][price_data][unit_amount]": {"45000"},
		"line_items[0][price_data][product_data][name]": {"Plans"},
	}
	for i := 0; i < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

// TestTheProcessorRefusesAsTheRealOneDoes: an adapter that is wrong must not look right in the sandbox.
func TestTheProcessorRefusesAsTheRealOneDoes(t *testing.T) {
	p := newProcessor(t)
	in := func(d time.Duration) string { return strconv.FormatInt(p.now.Add(d).Unix(), 10) }
	const unit = "line_items[0][price_data][unit_amount]"
	for name, tt := range map[string]struct {
		form  url.Values
		param string // of the refusal; "-" none is named; "" = accepted
	}{
		"a good order":                    {goodOrder(), ""},
		"one that ends in 24 hours":       {goodOrder("expires_at", in(24*time.Hour)), ""},
		"one that ends in half an hour":   {goodOrder("expires_at", in(30*time.Minute)), ""},
		"one that ends too soon":          {goodOrder("expires_at", in(29*time.Minute)), "expires_at"},
		"one that ends too late":          {goodOrder("expires_at", in(25*time.Hour)), "expires_at"},
		"an end that is no time":          {goodOrder("expires_at", "tomorrow"), "expires_at"},
		"a subscription":                  {goodOrder("mode", "subscription"), "mode"},
		"a way back that is no address":   {goodOrder("success_url", "/ok"), "success_url"},
		"a way back by a script":          {goodOrder("cancel_url", "javascript:alert(1)"), "cancel_url"},
		"nothing that is sold":            {goodOrder("line_items[0][price_data][product_data][name]", ""), "line_items"},
		"an amount in euros":              {goodOrder(unit, "450.00"), unit},
		"a negative amount":               {goodOrder(unit, "-1"), unit},
		"an amount below the least":       {goodOrder(unit, "49"), "-"},
		"an amount above the most":        {goodOrder(unit, "100000000"), "-"},
		"an amount beyond numbers":        {goodOrder(unit, "9223372036854775808"), unit},
		"a currency that is none":         {goodOrder("line_items[0][price_data][currency]", "EURO"), "line_items[0][price_data][currency]"},
		"a debit in dollars":              {goodOrder("line_items[0][price_data][currency]", "usd", "payment_method_types[0]", "sepa_debit"), "payment_method_types"},
		"an address that is none":         {goodOrder("customer_email", "nobody"), "customer_email"},
		"metadata that is too long":       {goodOrder("metadata[k]", strings.Repeat("v", 501)), "metadata"},
		"a name of metadata too long":     {goodOrder("metadata["+strings.Repeat("k", 41)+"]", "v"), "metadata"},
		"as many items as overflow a sum": {goodOrder("line_items[0][quantity]", "1000001"), "line_items[0][quantity]"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := p.ask(t, http.MethodPost, "/v1/checkout/sessions", tt.form)
			switch {
			case tt.param == "":
				if status != http.StatusOK || answer.Status != "open" {
					t.Errorf("%d %+v", status, answer)
				}
			case status != http.StatusBadRequest || answer.Error.Type != "invalid_request_error" || answer.Error.Param != strings.TrimPrefix(tt.param, "-"):
				t.Errorf("%d %+v", status, answer.Error)
			}
		})
	}
	for name, tt := range map[string]struct {
		method, path string
		form         url.Values
		status       int
	}{
		"a session that is not there":         {http.MethodGet, "/v1/checkout/sessions/cs_none", nil, http.StatusNotFound},
		"a refund of no payment":              {http.MethodPost, "/v1/refunds", url.Values{"payment_intent": {"pi_none"}}, http.StatusNotFound},
		"a part of the API that is not there": {http.MethodPost, "/v1/payouts", nil, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if status, answer := p.ask(t, tt.method, tt.path, tt.form); status != tt.status || answer.Error.Message == "" {
				t.Errorf("%d %+v", status, answer)
			}
		})
	}
}

func TestAKeyOfOneRequestIsRememberedForADay(t *testing.T) {
	p := newProcessor(t)
	send := func(form url.Values, header ...string) (int, processorAnswer) {
		return p.ask(t, http.MethodPost, "/v1/checkout/sessions", form, append(header, "Idempotency-Key", "k1")...)
	}
	_, first := send(goodOrder())
	p.now = p.now.Add(24*time.Hour - time.Second)
	if _, again := send(goodOrder()); again.ID != first.ID {
		t.Error("the same request within a day made another session")
	}
	if status, other := send(goodOrder("metadata[x]", "1")); status != http.StatusBadRequest || other.Error.Type != "idempotency_error" {
		t.Errorf("the key with other parameters: %d %+v", status, other)
	}
	if _, other := send(goodOrder(), "Stripe-Account", "acct_2"); other.ID == first.ID {
		t.Error("another account got this one's session")
	}
	p.now = p.now.Add(time.Second)
	if _, later := send(goodOrder()); later.ID == first.ID {
		t.Error("a key is remembered for longer than the real one remembers it")
	}
}

func TestASessionEndsWithItsTime(t *testing.T) {
	p := newProcessor(t)
	_, session := p.ask(t, http.MethodPost, "/v1/checkout/sessions", goodOrder("expires_at", strconv.FormatInt(p.now.Add(time.Hour).Unix(), 10)))
	p.now = p.now.Add(time.Hour)
	if _, err := p.box.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, now := p.ask(t, http.MethodGet, "/v1/checkout/sessions/"+session.ID, nil); now.Status != "expired" || now.URL != "" {
		t.Errorf("after its time: %+v", now)
	}
	if status, answer := p.ask(t, http.MethodPost, "/v1/checkout/sessions/"+session.ID+"/expire", nil); status != http.StatusBadRequest {
		t.Errorf("expired twice: %d %+v", status, answer)
	}
}

func TestAClockThatIsAheadIsSaidOnEveryPage(t *testing.T) {
	p := newProcessor(t)
	for _, path := range []string{"/sandbox", "/sandbox/bank", "/sandbox/faults"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr, r.Host = "127.0.0.1:5000", "127.0.0.1:8080"
		w := httptest.NewRecorder()
		p.box.Handler().ServeHTTP(w, r)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "avancée de 1\u00a0jour 2\u00a0heures") || !strings.Contains(body, "il est ici 22/11/2026 10:00:00 UTC") {
			t.Errorf("%s: %d %.900s", path, w.Code, body)
		}
	}
}

func TestAPayerReadsTheirLanguage(t *testing.T) {
	p := newProcessor(t)
	for locale, words := range map[string][]string{
		"en": {`<html lang="en">`, "Nothing here is real", "<h1>Payment</h1>", "€450.00", ">Pay by card<"},
		"fr": {`<html lang="fr">`, "Rien n’est réel ici", "<h1>Paiement</h1>", "450,00\u00a0€", ">Payer par carte<"},
	} {
		_, session := p.ask(t, http.MethodPost, "/v1/checkout/sessions", goodOrder("locale", locale))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sandbox/stripe/checkout/"+session.ID, nil)
		r.RemoteAddr, r.Host = "127.0.0.1:5000", "127.0.0.1:8080"
		w := httptest.NewRecorder()
		p.box.Handler().ServeHTTP(w, r)
		for _, word := range words {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), word) {
				t.Errorf("%s: %d, no %q in %.1500s", locale, w.Code, word, w.Body)
			}
		}
	}
}
