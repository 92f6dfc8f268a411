package recipient_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/link"
)

// A recipient reads which version they have, what it replaces, and where the newer one is: by a link only where their
// browser holds it, and not at all when it went to somebody else.
func TestVersionsLeadToEachOther(t *testing.T) {
	w := newWorld(t)
	first := w.sent("indice A")
	b := w.opened(first)
	old := "/d/" + string(first.ID)
	b.get(old).is(http.StatusOK).hasNot("revision A", "replaces this version")

	w.now = time.Date(2026, time.December, 4, 9, 0, 0, 0, time.UTC)
	follows := func(change func(*draft.Spec)) *delivery.Delivery {
		return w.sentWith("newer", func(s *draft.Spec) { s.Terms.Previous, s.Terms.Revision = first.ID, "B"; change(s) })
	}
	stranger := follows(func(s *draft.Spec) { s.Recipients[0].Name, s.Recipients[0].Email = "Paul Roux", "paul@roux.example" })
	b.get(old).is(http.StatusOK).has("revision A").hasNot("replaces this version", string(stranger.ID))

	second := follows(func(s *draft.Spec) { s.Recipients[0].Email = "Helene@Berthier.example" })
	b.get(old).is(http.StatusOK).has("revision A", "Revision B of 4 December 2026 replaces this version.", "Its link was sent to you by e\u2011mail that day.").hasNot(string(second.ID))
	w.opened(second).get("/d/"+string(second.ID)).is(http.StatusOK).has("revision B", "Replaces revision A of 23 November 2026.")

	token, err := w.keys.Sign(link.For(second, second.Recipients[0]))
	must(t, err)
	b.get("/d/" + token).is(http.StatusSeeOther)
	b.get(old).is(http.StatusOK).has(`href="/d/`+string(second.ID)+`"`, "Open revision B").hasNot("by e\u2011mail that day")
	w.happens(second.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.IssueLink(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID, w.id())
	})
	b.get(old).is(http.StatusOK).has("by e\u2011mail that day").hasNot(string(second.ID))

	w.now = w.now.Add(time.Hour)
	third := follows(func(s *draft.Spec) { s.Terms.Revision = "C" })
	b.get(old).is(http.StatusOK).has("Revision C of")
	w.happens(third.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw(delivery.Sender("m1"), w.instant(), "trop tôt", false)
	})
	b.get(old).is(http.StatusOK).has("Revision B of").hasNot("Revision C")
	w.happens(first.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw(delivery.Sender("m1"), w.instant(), "remplacée", false)
	})
	b.get(old).is(http.StatusOK).has("revision A", "Revision B of")
}

func (p page) hasNot(words ...string) page {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.body, w) {
			p.t.Fatalf("the page must not have %q:\n%s", w, p.body)
		}
	}
	return p
}
