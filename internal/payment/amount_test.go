package payment_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/payment"
)

// listener keeps the bodies of what is sent.
type listener struct{ bodies []string }

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		l.bodies = append(l.bodies, string(b))
		r.Body = io.NopCloser(bytes.NewReader(b))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// The payer never pays a fee: what the processor is asked for is one line of exactly the price, and nothing beside it.
func TestTheProcessorIsAskedForExactlyThePrice(t *testing.T) {
	w := newWorld(t)
	for _, price := range []delivery.Money{{Amount: 125_000, Currency: "EUR"}, {Amount: 50, Currency: "EUR"}, {Amount: 99_999_999, Currency: "EUR"}} {
		wire := &listener{}
		client := w.connect(&http.Client{Transport: wire})
		_, err := client.OpenCheckout(t.Context(), payment.CheckoutRequest{
			Payment: "p" + price.Currency + strconv.FormatInt(price.Amount, 10), Delivery: "d1", Due: "u1", Recipient: "r1", Amount: price, Title: "Plans",
			SuccessURL: "https://quittance.test/d/x", CancelURL: "https://quittance.test/d/x", StartedAt: w.clock(), ExpiresAt: w.clock().Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(wire.bodies) != 1 {
			t.Fatalf("%d requests", len(wire.bodies))
		}
		form, err := url.ParseQuery(wire.bodies[0])
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range form {
			amount := strings.Contains(name, "amount") || strings.Contains(name, "fee") || strings.Contains(name, "shipping") || strings.Contains(name, "tax")
			if name == "line_items[0][price_data][unit_amount]" {
				if len(values) != 1 || values[0] != strconv.FormatInt(price.Amount, 10) {
					t.Errorf("asked for %v, want %d", values, price.Amount)
				}
			} else if amount || strings.HasPrefix(name, "line_items[1]") {
				t.Errorf("%s=%v is asked for too", name, values)
			}
		}
		if form.Get("line_items[0][quantity]") != "1" || !strings.EqualFold(form.Get("line_items[0][price_data][currency]"), price.Currency) || !form.Has("line_items[0][price_data][unit_amount]") {
			t.Errorf("%v", form)
		}
	}
}
