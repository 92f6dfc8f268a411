package recipient_test

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/web/recipient"
)

// sessions is a processor that gives a page once, and none of a session that was closed.
type sessions struct {
	w      *world
	mu     sync.Mutex
	closed map[string]bool
	before func()
	seen   func(delivery.Payment) // what the processor says of a page that is closed; nil: nobody used it
}

func (s *sessions) Open(_ context.Context, r recipient.CheckoutRequest) (recipient.CheckoutPage, error) {
	s.mu.Lock()
	before := s.before
	s.before = func() {}
	s.mu.Unlock()
	before()
	s.mu.Lock()
	defer s.mu.Unlock()
	page := recipient.CheckoutPage{Session: "cs_" + r.Payment.ID, ExpiresAt: delivery.At(s.w.now.AddDate(0, 0, 1))}
	if !s.closed[r.Payment.ID] {
		page.URL = "https://pay.test/" + r.Payment.ID
	}
	return page, nil
}

func (s *sessions) Close(_ context.Context, p delivery.Payment) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed[p.ID] = true
	return nil
}

func (s *sessions) Observe(ctx context.Context, id delivery.ID, payment string) error {
	s.mu.Lock()
	closed := s.closed[payment]
	s.mu.Unlock()
	if !closed {
		return nil
	}
	if s.seen != nil {
		s.seen(delivery.Payment{ID: payment})
		return nil
	}
	_, err := s.w.db.UpdateDelivery(ctx, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.CloseCheckout(s.w.instant(), payment)
	})
	return err
}

func rivals(t *testing.T, at string) (*world, *sessions) {
	t.Helper()
	s := &sessions{closed: map[string]bool{}, before: func() {}}
	w := newWorldOn(t, at, func(d *recipient.Deps) { d.Checkout, d.Observer = s, s })
	s.w = w
	return w, s
}

// Two tabs choose two ways to pay at once: whoever's page was closed while it was being opened is led to one that is open.
func TestAPageThatWasClosedMeanwhileIsOpenedAgain(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w, s := rivals(t, e.URL(t))
			d := w.sent("a plan")
			one, other := w.opened(d), w.opened(d)
			pay := "/d/" + string(d.ID) + "/pay"
			s.before = func() { other.post(pay, url.Values{"method": {"sepa_debit"}}).is(http.StatusSeeOther) }
			to := one.post(pay, url.Values{"method": {"card"}}).is(http.StatusSeeOther).header.Get("Location")
			now, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			open, ok := now.OpenPayment(now.Dues[0].ID)
			if !ok || open.Method != "card" || to != "https://pay.test/"+open.ID || len(now.Payments) != 3 {
				t.Errorf("sent to %q, %+v is open, of %d", to, open, len(now.Payments))
			}
		})
	}
}

// Who pays is who is said to have paid: the page that somebody else left open is closed, none leads to it.
func TestAPaymentIsOfWhoeverMakesIt(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w, s := rivals(t, e.URL(t))
			d := w.sentWith("a plan", func(x *draft.Spec) {
				x.Recipients[0].Roles = []delivery.Role{delivery.Payer, delivery.Signer}
				x.Recipients = append(x.Recipients, delivery.Recipient{Name: "Bruno Pays", Email: "bruno@berthier.example", Roles: []delivery.Role{delivery.Payer}})
			})
			pay := "/d/" + string(d.ID) + "/pay"
			to := func(b *browser) string {
				return b.post(pay, url.Values{"method": {"card"}}).is(http.StatusSeeOther).header.Get("Location")
			}
			helene, bruno := w.as(d, 0), w.as(d, 1)
			first := to(helene)
			if again := to(helene); again != first {
				t.Errorf("the same person is sent to %q, then to %q", first, again)
			}
			second := to(bruno)
			now := w.loaded(d.ID)
			open, ok := now.OpenPayment(now.Dues[0].ID)
			if !ok || second == first || second != "https://pay.test/"+open.ID || open.Recipient != d.Recipients[1].ID || !s.closed[now.Payments[0].ID] {
				t.Errorf("the second payer is sent to %q after %q; %+v is open", second, first, open)
			}
		})
	}
}

// Nobody is sent nowhere, however many tabs choose at once: to a page of the processor, or back with a sentence.
func TestParallelChoicesAllLeadSomewhere(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w, _ := rivals(t, e.URL(t))
			d := w.sent("a plan")
			base := "/d/" + string(d.ID)
			var tabs sync.WaitGroup
			for i := range 6 {
				b := w.opened(d)
				tabs.Go(func() {
					p := b.post(base+"/pay", url.Values{"method": {[]string{"card", "sepa_debit"}[i%2]}})
					to := p.header.Get("Location")
					if p.status != http.StatusSeeOther || to != base && len(to) <= len("https://pay.test/") {
						t.Errorf("status %d, sent to %q", p.status, to)
					}
				})
			}
			tabs.Wait()
			now, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			open := 0
			for _, p := range now.Payments {
				if p.State == delivery.PaymentOpen || p.State == delivery.PaymentStarted {
					open++
				}
			}
			if open > 1 {
				t.Errorf("%d pages are open at once", open)
			}
		})
	}
}
