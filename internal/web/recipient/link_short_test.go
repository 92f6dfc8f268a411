package recipient_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/access"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

// TestTheLinkOfATextMessage: it opens what the signed link opens, for as long, and a look at it changes nothing.
func TestTheLinkOfATextMessage(t *testing.T) {
	token := link.ShortToken([]byte("key"), "message")
	for name, c := range map[string]struct {
		address string
		before  func(w *world, d *delivery.Delivery)
		status  int // of the page it leads to; 0: it leads nowhere
		says    string
	}{
		"it opens":               {status: http.StatusOK, says: "Plans, maison Berthier"},
		"typed in capitals too":  {status: http.StatusOK, address: strings.ToUpper(token.String())},
		"a renewed link ends it": {status: http.StatusGone, before: func(w *world, d *delivery.Delivery) { renewLink(w, d) }},
		"it ends with the link":  {status: http.StatusGone, before: func(w *world, _ *delivery.Delivery) { w.now = w.now.Add(3 * 365 * 24 * time.Hour) }},
		"of what was erased it says so": {status: http.StatusGone, says: "This delivery was erased", before: func(w *world, d *delivery.Delivery) {
			w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Withdraw(delivery.Sender("m1"), w.instant(), "", false)
			})
			w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Erase(w.instant(), delivery.Erased{Scope: delivery.Everything, Early: true})
			})
		}},
		"one that was swept is unknown": {before: func(w *world, _ *delivery.Delivery) {
			w.now = w.now.Add(3 * 365 * 24 * time.Hour)
			must(t, w.db.Sweep(w.t.Context(), w.instant()))
		}},
		"taken from the end of a sentence": {status: http.StatusOK, address: url.PathEscape(token.String() + ").»,")},
		"another token":                    {address: link.ShortToken([]byte("key"), "another").String()},
		"no token":                         {address: "nothing"},
		"a signed link in its place":       {address: "eyJhbGciOiJFZERTQSJ9.e30.AAAA"},
		"a token and something after it":   {address: token.String() + "0"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.sent("a plan")
			must(t, access.CreateShortLink(t.Context(), w.db, access.ShortLink{
				Token: token, Delivery: d.ID, Recipient: d.Recipients[0].ID, LinkID: d.Recipients[0].LinkID,
				CreatedAt: w.instant(), ExpiresAt: delivery.At(link.For(d, d.Recipients[0]).ExpiresAt),
			}))
			if c.before != nil {
				c.before(w, d)
			}
			before, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			if c.address == "" {
				c.address = token.String()
			}
			b := w.browser()
			p := b.get("/s/" + c.address)
			if c.status == 0 {
				for _, p := range []page{p, b.get("/d/" + string(d.ID)), b.get("/d/" + c.address + ".cut")} { // who has no account is sent to none
					p.is(http.StatusUnauthorized).has("incomplete or no longer valid", "newest message", "Ask your sender")
					if strings.Contains(p.body, "/signin") || strings.Contains(p.body, string(d.Terms.Title)) {
						t.Error("a stranger's link is answered with more than where a good one is")
					}
				}
			} else {
				p.is(http.StatusSeeOther)
				if at := p.header.Get("Location"); at != "/d/"+string(d.ID) {
					t.Errorf("it leads to %q", at)
				}
				b.get("/d/" + string(d.ID)).is(c.status).has(c.says)
			}
			after, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			if after.Version != before.Version {
				t.Error("a GET changed the delivery")
			}
		})
	}
}

func renewLink(w *world, d *delivery.Delivery) {
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.IssueLink(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID, w.id())
	})
}

// Who holds the link of a text message that was replaced may ask for the one that works, by e-mail.
func TestAReplacedLinkOfATextMessageAsksForAFreshOne(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	token := link.ShortToken([]byte("key"), "message")
	must(t, access.CreateShortLink(t.Context(), w.db, access.ShortLink{
		Token: token, Delivery: d.ID, Recipient: d.Recipients[0].ID, LinkID: d.Recipients[0].LinkID, ExpiresAt: delivery.At(link.For(d, d.Recipients[0]).ExpiresAt),
	}))
	renewLink(w, d)
	b := w.browser()
	b.get("/s/" + token.String()).is(http.StatusSeeOther)
	b.get("/d/" + string(d.ID)).is(http.StatusGone)
	b.post("/d/"+string(d.ID)+"/fresh-link", nil).is(http.StatusGone).has("the one that works is on its way")
}
