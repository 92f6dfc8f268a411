package recipient_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/web/recipient"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// processor opens one page a payment, and does something before it answers.
type processor struct {
	asked  []recipient.CheckoutRequest
	before func()
}

func (p *processor) Open(_ context.Context, r recipient.CheckoutRequest) (recipient.CheckoutPage, error) {
	p.asked = append(p.asked, r)
	p.before()
	return recipient.CheckoutPage{Session: "cs_" + r.Payment.ID, URL: "https://pay.test/" + r.Payment.ID, ExpiresAt: delivery.At(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))}, nil
}

func (*processor) Close(context.Context, delivery.Payment) error { return nil }

// A recipient is answered while the database is held. What they were told of as not done is not done later; the page that
// the processor had opened meanwhile is the one they come back to: nothing is charged twice.
func TestARecipientWhoWaitsForABusyDatabaseIsAnswered(t *testing.T) {
	const short = 150 * time.Millisecond
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			at, p := e.URL(t), &processor{before: func() {}}
			w := newWorldOn(t, at, func(d *recipient.Deps) { d.Checkout = p })
			d := w.sent("a plan")
			base := "/d/" + string(d.ID)
			b := w.opened(d)
			b.get(base).is(http.StatusOK)
			seq := func() int64 {
				t.Helper()
				now, err := w.db.Delivery(t.Context(), d.ID)
				must(t, err)
				return now.Seq
			}
			patience, before := w.site.Patience, seq()

			w.site.Patience = short
			release := dbtest.Hold(t, at)
			b.get(base).is(http.StatusOK)
			b.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusServiceUnavailable).has("The server is busy", `action="`+base+`/pay"`)
			got := b.post(base+"/decline", url.Values{"reason": {"Not what I ordered"}}).is(http.StatusServiceUnavailable).
				has("The server is busy", `name="reason" value="Not what I ordered"`)
			if got.header.Get("Retry-After") != "10" {
				t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
			}
			release()
			if len(p.asked) > 0 || seq() != before {
				t.Fatalf("%d pages opened, %d events of what was given up", len(p.asked), seq()-before)
			}

			// The payment is recorded, its page is open at the processor, and then all is held.
			p.before = func() { release = dbtest.Hold(t, at) }
			for bound := 2 * short; len(p.asked) == 0; bound *= 2 { // a slow machine does not come as far
				w.site.Patience = bound
				b.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusServiceUnavailable).has("The server is busy")
				release()
			}
			w.site.Patience, p.before = patience, func() {}
			again := b.post(base+"/pay", url.Values{"method": {"card"}}).is(http.StatusSeeOther)
			if len(p.asked) != 2 || p.asked[0].Payment.ID != p.asked[1].Payment.ID || !p.asked[1].Again || again.header.Get("Location") != "https://pay.test/"+p.asked[0].Payment.ID {
				t.Errorf("%+v, sent to %s", p.asked, again.header.Get("Location"))
			}
			if opened := events[delivery.CheckoutOpened](w, d.ID); len(opened) != 1 || opened[0].Session != "cs_"+p.asked[0].Payment.ID {
				t.Errorf("%+v", opened)
			}
		})
	}
}
