package recipient_test

import (
	"net/http"
	"net/url"
	"testing"

	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
)

// entrusted is a delivery of which the client has named somebody who is on the processor's page.
func entrusted(t *testing.T, at string) (w *world, s *sessions, d *delivery.Delivery, client, named *browser) {
	t.Helper()
	w, s = rivals(t, at)
	d = w.withInvoice()
	base := "/d/" + string(d.ID)
	client = w.as(d, 0)
	client.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
	d, err := w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	named = w.as(d, len(d.Recipients)-1)
	named.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusSeeOther)
	d, err = w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	return w, s, d, client, named
}

// paid is the whole price, as the processor tells of it.
func (w *world) paid(d *delivery.Delivery, payment, intent string) *delivery.Delivery {
	w.t.Helper()
	p, _ := d.Payment(payment)
	return w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(w.instant(), delivery.Observation{
			Payment: payment, Live: true, SessionIs: delivery.SessionComplete, Intent: intent, IntentIs: delivery.IntentSucceeded, Charge: "ch_" + intent, Method: "card",
			Received: delivery.Money{Amount: p.Amount, Currency: p.Currency}, SettledAt: w.instant(),
		}, w.id)
	})
}

func (w *world) loaded(id delivery.ID) *delivery.Delivery {
	w.t.Helper()
	d, err := w.db.Delivery(w.t.Context(), id)
	must(w.t, err)
	return d
}

func TestWhoWasNamedToPayIsTakenBack(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w, s, d, client, named := entrusted(t, e.URL(t))
			base, last := "/d/"+string(d.ID), len(d.Recipients)-1
			who := url.Values{"recipient": {d.Recipients[last].ID}}
			client.get(base).is(http.StatusOK).has("accounts1@berthier.example", "Take back", `action="`+base+`/drop-payer"`)
			named.post(base+"/drop-payer", who).is(http.StatusSeeOther) // nobody takes themselves back
			client.post(base+"/drop-payer", url.Values{"recipient": {d.Recipients[0].ID}}).is(http.StatusSeeOther)
			if now := w.loaded(d.ID); now.Recipients[last].IsDropped() || len(events[delivery.PayerDropped](w, d.ID)) > 0 {
				t.Fatal("taken back by somebody who may not")
			}

			client.post(base+"/drop-payer", who).is(http.StatusSeeOther)
			if p := w.loaded(d.ID).Payments[0]; p.State != delivery.PaymentExpired || !s.closed[p.ID] {
				t.Errorf("their payment page is %s, closed at the processor: %v", p.State, s.closed[p.ID])
			}
			client.get(base).is(http.StatusOK).has("The payment link is taken back.", "Have my accounts department pay", "Your turn").hasNot("accounts1@", "Waiting for Accounts")
			named.get(base).is(http.StatusGone).has("You are no longer asked to pay this").hasNot("450.00", "fresh-link")
			named.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusGone)
			named.post(base+"/fresh-link", nil).is(http.StatusGone)
			named.get(base + "/files/" + d.Deliverables[0].ID).is(http.StatusGone)

			client.post(base+"/drop-payer", who).is(http.StatusSeeOther) // a second click
			client.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
			client.get(base).is(http.StatusOK).has("accounts1@berthier.example", "Waiting for Accounts")
			if n := len(events[delivery.PayerDropped](w, d.ID)); n != 1 {
				t.Errorf("taken back %d times", n)
			}
		})
	}
}

// Money that was on its way while its payer was taken back is never lost: seen in time it keeps them, seen later it pays what is
// owed, and what is paid twice goes back.
func TestMoneyOfWhoIsBeingTakenBackIsKept(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Run("seen when their page is closed", func(t *testing.T) {
				w, s, d, client, named := entrusted(t, e.URL(t))
				base, last := "/d/"+string(d.ID), len(d.Recipients)-1
				s.seen = func(p delivery.Payment) { w.paid(d, p.ID, "pi") }
				client.post(base+"/drop-payer", url.Values{"recipient": {d.Recipients[last].ID}}).is(http.StatusSeeOther)
				client.get(base).has("has paid, or their payment is on its way")
				named.get(base).is(http.StatusOK)
				if now := w.loaded(d.ID); now.Owing(now.Dues[0].ID) != 0 || now.Recipients[last].IsDropped() {
					t.Errorf("%d is owed, dropped: %v", now.Owing(now.Dues[0].ID), now.Recipients[last].IsDropped())
				}
			})
			t.Run("seen afterwards", func(t *testing.T) {
				w, _, d, client, _ := entrusted(t, e.URL(t))
				client.post("/d/"+string(d.ID)+"/drop-payer", url.Values{"recipient": {d.Recipients[len(d.Recipients)-1].ID}}).is(http.StatusSeeOther)
				now := w.paid(d, d.Payments[0].ID, "pi")
				if now.Owing(now.Dues[0].ID) != 0 || now.Payments[0].State != delivery.PaymentSettled {
					t.Errorf("%+v", now.Payments[0])
				}
			})
			t.Run("seen after somebody else paid", func(t *testing.T) {
				w, _, d, client, _ := entrusted(t, e.URL(t))
				base := "/d/" + string(d.ID)
				client.post(base+"/drop-payer", url.Values{"recipient": {d.Recipients[len(d.Recipients)-1].ID}}).is(http.StatusSeeOther)
				client.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusSeeOther)
				now := w.loaded(d.ID)
				now = w.paid(now, now.Payments[1].ID, "pi_client")
				now = w.paid(now, now.Payments[0].ID, "pi_late")
				if now.Payments[0].State != delivery.PaymentUnapplied || now.Payments[0].Reason != delivery.DoubleMoney || len(now.Refunds) != 1 || now.Refunds[0].Amount != now.Payments[0].Amount {
					t.Errorf("%+v, %+v", now.Payments[0], now.Refunds)
				}
			})
		})
	}
}
