package recipient_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/link"
)

// Whoever holds a link that no longer works can have the right one mailed, and harm nobody by it.
func TestAFreshLinkIsAskedFor(t *testing.T) {
	renew := func(w *world, d *delivery.Delivery) *delivery.Delivery {
		return w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.IssueLink(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID, w.id())
		})
	}
	for name, c := range map[string]struct {
		before func(w *world, d *delivery.Delivery) // after the old link was opened
		asks   int
		status int // of the last answer
		mailed int // links beyond the first
		same   bool
	}{
		"the one in use goes out again and stays valid": {
			before: func(w *world, d *delivery.Delivery) { renew(w, d) }, asks: 1, status: http.StatusGone, mailed: 2, same: true,
		},
		"at most three times a day": {
			before: func(w *world, d *delivery.Delivery) { renew(w, d) }, asks: 4, status: http.StatusTooManyRequests, mailed: 4, same: true,
		},
		"a link that works needs none": {
			before: func(*world, *delivery.Delivery) {}, asks: 1, status: http.StatusSeeOther, same: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.sent("a plan")
			old := w.opened(d)
			c.before(w, d)
			d, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			var p page
			for range c.asks {
				p = old.post("/d/"+string(d.ID)+"/fresh-link", nil)
			}
			p.is(c.status)
			after, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			if same := after.Recipients[0].LinkID == d.Recipients[0].LinkID; same != c.same {
				t.Errorf("the link is the same: %v, want %v", same, c.same)
			}
			if mailed := len(events[delivery.LinkIssued](w, d.ID)); mailed != c.mailed {
				t.Errorf("%d links went out, want %d", mailed, c.mailed)
			}
			if c.status == http.StatusGone {
				old.get("/d/" + string(d.ID)).is(http.StatusGone) // the old one still opens nothing
				w.opened(after).get("/d/" + string(d.ID)).is(http.StatusOK).has("Plans, maison Berthier")
			}
		})
	}
}

func TestALinkThatIsTooOldBringsANewOne(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	old := link.For(d, d.Recipients[0])
	old.ExpiresAt = w.now.Add(-time.Hour)
	old.IssuedAt = w.now.Add(-2 * time.Hour)
	token, err := w.keys.Sign(old)
	must(t, err)
	b := w.browser()
	address, err := url.Parse(w.url)
	must(t, err)
	b.client.Jar.SetCookies(address, []*http.Cookie{{Name: "d-" + string(d.ID), Value: token}}) // the site's own ends with its link
	b.post("/d/"+string(d.ID)+"/fresh-link", nil).is(http.StatusGone).has("the one that works is on its way")
	after, err := w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	if after.Recipients[0].LinkID == d.Recipients[0].LinkID {
		t.Error("no new link was made")
	}
	w.now = w.now.Add(time.Minute)
	w.opened(after).get("/d/" + string(d.ID)).is(http.StatusOK)
}
