package payment_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/payment"
)

var paid = delivery.Money{Amount: 45000, Currency: "EUR"}

func TestObserve(t *testing.T) {
	type want struct {
		session delivery.SessionState
		intent  delivery.IntentState
		method  string
		last4   string
		failure string
		money   delivery.Money
	}
	cases := map[string]struct {
		play   func(w *world, c payment.Checkout, ref payment.Ref)
		want   want
		events []string
	}{
		"an open session that nobody touched": {
			play: func(*world, payment.Checkout, payment.Ref) {},
			want: want{session: delivery.SessionOpen},
		},
		"a card pays at once": {
			play:   func(w *world, c payment.Checkout, _ payment.Ref) { w.pay(c, "success") },
			want:   want{delivery.SessionComplete, delivery.IntentSucceeded, "card", "4242", "", paid},
			events: []string{"checkout.session.completed", "payment_intent.succeeded"},
		},
		"a declined card leaves the session open": {
			play:   func(w *world, c payment.Checkout, _ payment.Ref) { w.pay(c, "decline") },
			want:   want{session: delivery.SessionOpen, intent: delivery.IntentWaiting, method: "card", last4: "0002", failure: "generic_decline"},
			events: []string{"payment_intent.payment_failed", "charge.failed"},
		},
		"a declined card, then one that pays": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) { w.pay(c, "decline"); w.pay(c, "success") },
			want: want{delivery.SessionComplete, delivery.IntentSucceeded, "card", "4242", "", paid},
		},
		"3-D Secure waits for the payer": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) { w.pay(c, "3ds") },
			want: want{session: delivery.SessionOpen, intent: delivery.IntentWaiting},
		},
		"3-D Secure confirmed": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) {
				w.pay(c, "3ds")
				w.post("/sandbox/stripe/sessions/"+c.Session+"/authenticate", map[string]string{"outcome": "confirm"})
			},
			want: want{delivery.SessionComplete, delivery.IntentSucceeded, "card", "3155", "", paid},
		},
		"3-D Secure refused": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) {
				w.pay(c, "3ds")
				w.post("/sandbox/stripe/sessions/"+c.Session+"/authenticate", map[string]string{"outcome": "refuse"})
			},
			want: want{session: delivery.SessionOpen, intent: delivery.IntentWaiting, failure: "payment_intent_authentication_failure"},
		},
		"a debit is complete and processing": {
			play:   func(w *world, c payment.Checkout, _ payment.Ref) { w.pay(c, "sepa") },
			want:   want{session: delivery.SessionComplete, intent: delivery.IntentProcessing, method: "sepa_debit", last4: "2606"},
			events: []string{"checkout.session.completed", "payment_intent.processing"},
		},
		"a debit that comes back unpaid": {
			play: func(w *world, c payment.Checkout, ref payment.Ref) {
				w.pay(c, "sepa")
				w.pass(6 * 24 * time.Hour)
				w.bank(w.observe(ref).Intent, "fail", map[string]string{"reason": "debit_not_authorized"})
			},
			want:   want{session: delivery.SessionComplete, intent: delivery.IntentFailed, method: "sepa_debit", last4: "2606", failure: "debit_not_authorized"},
			events: []string{"checkout.session.async_payment_failed", "payment_intent.payment_failed"},
		},
		"the payer leaves": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) {
				if next := w.pay(c, "cancel")["next_url"]; next != "https://app.example/d/1" {
					w.t.Errorf("led to %v", next)
				}
			},
			want: want{session: delivery.SessionOpen},
		},
		"time runs out after a decline": {
			play: func(w *world, c payment.Checkout, _ payment.Ref) {
				w.pay(c, "decline")
				w.pass(2 * time.Hour)
				w.flush()
			},
			want:   want{session: delivery.SessionExpired, intent: delivery.IntentFailed, method: "card", last4: "0002", failure: "generic_decline"},
			events: []string{},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			checkout, ref := w.checkout("pay1")
			c.play(w, checkout, ref)
			events := w.flush()
			o := w.observe(ref)
			got := want{o.SessionIs, o.IntentIs, o.Method, o.Last4, o.Failure, o.Received}
			if got != c.want {
				t.Errorf("observed %+v, want %+v", got, c.want)
			}
			if !contains(events, c.events...) {
				t.Errorf("webhooks %v, want %v", events, c.events)
			}
			if o.Live || o.Payment != "pay1" || o.Session != checkout.Session {
				t.Errorf("observation of %+v", o)
			}
			// The same truth is found without knowing Stripe's ids.
			if found := w.observe(payment.Ref{Payment: "pay1", StartedAt: begin}); found.Intent != o.Intent || found.SettledAt != o.SettledAt || found.Session != o.Session {
				t.Errorf("found %+v, want %+v", found, o)
			}
		})
	}
}

func TestDebitSettlesDaysLater(t *testing.T) {
	w := newWorld(t)
	c, ref := w.checkout("pay1")
	w.pay(c, "sepa")
	w.pass(9 * 24 * time.Hour)
	w.bank(w.observe(ref).Intent, "settle", map[string]any{})
	if events := w.flush(); !contains(events, "checkout.session.async_payment_succeeded") {
		t.Errorf("webhooks %v", events)
	}
	o := w.observe(ref)
	if o.Received != paid || o.SettledAt != delivery.At(begin.Add(9*24*time.Hour)) {
		t.Errorf("observed %+v at %v", o.Received, o.SettledAt.Time())
	}
}

func TestTheBankTakesAnotherAmount(t *testing.T) {
	w := newWorld(t)
	c, ref := w.checkout("pay1")
	w.post("/sandbox/stripe/sessions/"+c.Session+"/pay", map[string]any{"outcome": "success", "amount": 100, "currency": "usd"})
	if o := w.observe(ref); o.Received != (delivery.Money{Amount: 100, Currency: "USD"}) {
		t.Errorf("received %+v", o.Received)
	}
}

func TestExpireCheckout(t *testing.T) {
	cases := map[string]struct {
		play func(w *world, c payment.Checkout)
		want delivery.SessionState
	}{
		"an open session is closed":              {func(*world, payment.Checkout) {}, delivery.SessionExpired},
		"one tried with a declined card as well": {func(w *world, c payment.Checkout) { w.pay(c, "decline") }, delivery.SessionExpired},
		"a paid one stays complete":              {func(w *world, c payment.Checkout) { w.pay(c, "success") }, delivery.SessionComplete},
		"a processing one stays complete":        {func(w *world, c payment.Checkout) { w.pay(c, "sepa") }, delivery.SessionComplete},
		"one whose time ran out":                 {func(w *world, _ payment.Checkout) { w.pass(3 * time.Hour); w.flush() }, delivery.SessionExpired},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			checkout, ref := w.checkout("pay1")
			c.play(w, checkout)
			for range 2 {
				state, err := w.client.ExpireCheckout(context.Background(), ref)
				if err != nil || state != c.want {
					t.Fatalf("expire: %q, %v; want %q", state, err, c.want)
				}
				ref.Session = "" // the second time it is found by our id
			}
		})
	}
	t.Run("one that Stripe never heard of", func(t *testing.T) {
		w := newWorld(t)
		if state, err := w.client.ExpireCheckout(context.Background(), payment.Ref{Payment: "pay9", StartedAt: begin}); state != "" || err != nil {
			t.Fatalf("%q, %v", state, err)
		}
	})
}

func TestRefund(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	c, ref := w.checkout("pay1")
	w.pay(c, "success")
	intent := w.observe(ref).Intent
	part := payment.RefundRequest{ID: "ref1", Payment: "pay1", Intent: intent, Amount: delivery.Money{Amount: 10000, Currency: "EUR"}}
	first, err := w.client.Refund(ctx, part)
	if err != nil || first.State != delivery.RefundSucceeded || first.ID != "ref1" || first.Amount != 10000 {
		t.Fatalf("part: %+v, %v", first, err)
	}
	w.pass(48 * time.Hour) // longer than Stripe remembers keys
	if again, err := w.client.Refund(ctx, part); err != nil || again != first {
		t.Fatalf("again: %+v, %v", again, err)
	}
	w.bank(intent, "refund", map[string]any{"amount": 5000}) // from the dashboard
	rest, err := w.client.Refund(ctx, payment.RefundRequest{ID: "ref2", Payment: "pay1", Intent: intent})
	if err != nil || rest.Amount != 30000 {
		t.Fatalf("rest: %+v, %v", rest, err)
	}
	if _, err := w.client.Refund(ctx, payment.RefundRequest{ID: "ref3", Intent: intent}); payment.CodeOf(err) != "charge_already_refunded" || payment.IsRetryable(err) {
		t.Fatalf("beyond the whole: %v", err)
	}
	o := w.observe(ref)
	byID := map[string]int64{}
	for _, r := range o.Refunds {
		byID[r.ID] += r.Amount
	}
	if byID["ref1"] != 10000 || byID["ref2"] != 30000 || byID[""] != 5000 || len(o.Refunds) != 3 {
		t.Errorf("refunds %+v", o.Refunds)
	}
	if events := w.flush(); !contains(events, "charge.refunded", "refund.created") {
		t.Errorf("webhooks %v", events)
	}
	w.bank(intent, "fail-refund", map[string]any{})
	if events := w.flush(); !contains(events, "charge.refund.updated") {
		t.Errorf("webhooks %v", events)
	}
	for _, r := range w.observe(ref).Refunds {
		if r.ID == "ref2" && (r.State != delivery.RefundFailed || r.Failure != "lost_or_stolen_card") {
			t.Errorf("failed refund %+v", r)
		}
	}
}

func TestDispute(t *testing.T) {
	for action, want := range map[string]delivery.DisputeState{"win": delivery.DisputeWon, "lose": delivery.DisputeLost} {
		t.Run(action, func(t *testing.T) {
			w := newWorld(t)
			c, ref := w.checkout("pay1")
			w.pay(c, "success")
			intent := w.observe(ref).Intent
			w.bank(intent, "dispute", map[string]string{"reason": "fraudulent"})
			o := w.observe(ref)
			if len(o.Disputes) != 1 || o.Disputes[0].State != delivery.DisputeOpen || o.Disputes[0].Reason != "fraudulent" || o.Disputes[0].Amount != 45000 {
				t.Fatalf("open: %+v", o.Disputes)
			}
			if _, err := w.client.Refund(context.Background(), payment.RefundRequest{ID: "ref1", Intent: intent}); payment.CodeOf(err) != "charge_disputed" {
				t.Errorf("refund while disputed: %v", err)
			}
			w.bank(intent, action, map[string]any{})
			if o := w.observe(ref); len(o.Disputes) != 1 || o.Disputes[0].State != want {
				t.Errorf("closed: %+v", o.Disputes)
			}
			if events := w.flush(); !contains(events, "charge.dispute.created", "charge.dispute.closed") {
				t.Errorf("webhooks %v", events)
			}
		})
	}
}
