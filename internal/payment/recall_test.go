package payment_test

import (
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/payment"
)

// TestRecall: of a payment that only Stripe remembers, what it holds is found by whatever an event names.
func TestRecall(t *testing.T) {
	bySession := func(c payment.Checkout, _ string) payment.Ref {
		return payment.Ref{Payment: "pay1", Session: c.Session}
	}
	byMark := func(id string) func(payment.Checkout, string) payment.Ref {
		return func(payment.Checkout, string) payment.Ref { return payment.Ref{Payment: id, StartedAt: begin} }
	}
	for name, tt := range map[string]struct {
		back int64 // paid back before
		ref  func(c payment.Checkout, intent string) payment.Ref
		left int64 // 0: nothing is recalled
	}{
		"paid, by the session": {ref: bySession, left: 45_000},
		"paid, by the intent": {ref: func(_ payment.Checkout, intent string) payment.Ref {
			return payment.Ref{Payment: "pay1", Intent: intent}
		}, left: 45_000},
		"paid, by our mark alone": {ref: byMark("pay1"), left: 45_000},
		"a part was paid back":    {back: 5_000, ref: bySession, left: 40_000},
		"all was paid back":       {back: 45_000, ref: bySession},
		"the session of another": {ref: func(c payment.Checkout, _ string) payment.Ref {
			return payment.Ref{Payment: "pay2", Session: c.Session}
		}},
		"a session that there is not": {ref: func(payment.Checkout, string) payment.Ref {
			return payment.Ref{Payment: "pay1", Session: "cs_test_none"}
		}},
		"a payment that there is not": {ref: byMark("pay3")},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c, ref := w.checkout("pay1")
			if r, isMoney, err := w.client.Recall(t.Context(), ref); err != nil || isMoney {
				t.Fatalf("before it is paid: %+v %v", r, err)
			}
			w.pay(c, "success")
			w.pass(time.Minute) // Stripe's search lags
			intent := w.observe(ref).Intent
			if tt.back > 0 {
				back := payment.RefundRequest{ID: "ref1", Payment: "pay1", Intent: intent, Amount: delivery.Money{Amount: tt.back, Currency: "EUR"}}
				if _, err := w.client.Refund(t.Context(), back); err != nil {
					t.Fatal(err)
				}
			}
			r, isMoney, err := w.client.Recall(t.Context(), tt.ref(c, intent))
			if err != nil || isMoney != (tt.left > 0) {
				t.Fatalf("%+v %v", r, err)
			}
			want := payment.Recalled{Delivery: "dlv1", Intent: intent, Received: delivery.Money{Amount: tt.left, Currency: "EUR"}, PaidAt: delivery.At(begin)}
			if isMoney && r != want {
				t.Errorf("recalled %+v, want %+v", r, want)
			}
		})
	}
}
