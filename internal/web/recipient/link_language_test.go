package recipient_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"quittance/internal/db/access"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/link"
)

// Whoever is written to in a language reads the page in it, whatever their browser says, until they choose another there.
func TestThePageSpeaksTheLanguageOfItsRecipient(t *testing.T) {
	for name, c := range map[string]struct {
		written, browser, chosen, want string
	}{
		"a German browser, an English mail": {"en", "de-DE,de;q=0.9", "", "en"},
		"a French browser, an English mail": {"en", "fr-FR,fr;q=0.9", "", "en"},
		"an English browser, a French mail": {"fr", "en", "", "fr"},
		"French was chosen":                 {"en", "en", "fr", "fr"},
		"English was chosen":                {"fr", "fr", "en", "en"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.sentWith("a plan", func(s *draft.Spec) { s.Recipients[0].Language = c.written })
			b, base := w.opened(d), "/d/"+string(d.ID)
			browser := []string{"Accept-Language", c.browser}
			if c.chosen != "" {
				b.post(base+"/language", url.Values{"lang": {c.chosen}}, browser...).is(http.StatusSeeOther)
			}
			for _, what := range []struct {
				path   string
				status int
			}{{base, http.StatusOK}, {base, http.StatusOK}, {base + "/sign", http.StatusSeeOther}, {base + "/files.zip", http.StatusPaymentRequired}, {base + "/abuse", http.StatusOK}} {
				p := b.get(what.path, browser...).is(what.status)
				if got := p.header.Get("Content-Language"); what.status != http.StatusSeeOther && got != c.want {
					t.Errorf("%s is in %q, want %q", what.path, got, c.want)
				}
			}
			w.now = w.now.Add(3 * 365 * 24 * time.Hour) // of a link that is over, whose it was is still known
			if got := b.get(base, browser...).is(http.StatusGone).header.Get("Content-Language"); got != c.want {
				t.Errorf("the page of a link that is over is in %q, want %q", got, c.want)
			}
		})
	}
}

// A scanner of mail asks HEAD first: it learns that the link leads somewhere, and nothing remembers it.
func TestHeadOfALinkLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	token, err := w.keys.Sign(link.For(d, d.Recipients[0]))
	must(t, err)
	b := w.browser()
	p := b.do(http.MethodHead, "/d/"+token, nil).is(http.StatusSeeOther)
	if at := p.header.Get("Location"); at != "/d/"+string(d.ID) || p.header.Get("Set-Cookie") != "" {
		t.Errorf("it leads to %q and leaves the cookie %q", at, p.header.Get("Set-Cookie"))
	}
	b.do(http.MethodHead, "/d/"+string(d.ID), nil).is(http.StatusUnauthorized)
	b.do(http.MethodHead, "/d/"+token+"x", nil).is(http.StatusUnauthorized)
	b.do(http.MethodHead, "/s/nothing", nil).is(http.StatusUnauthorized)
	w.accesses.Write(t.Context())
	if rows, err := access.Of(t.Context(), w.db, d.Recipients[0].LinkID, 10); err != nil || len(rows) != 0 {
		t.Errorf("looks are noted: %v, %v", rows, err)
	}

	b = w.opened(d)
	base := "/d/" + string(d.ID)
	b.post(base+"/number", url.Values{"phone": {"06 39 98 00 09"}}).is(http.StatusSeeOther)
	if p := b.do(http.MethodHead, base, nil).is(http.StatusOK); p.body != "" || p.header.Get("Content-Length") == "" {
		t.Errorf("HEAD answers %d bytes, and says %q", len(p.body), p.header.Get("Content-Length"))
	}
	b.get(base).is(http.StatusOK).has("Your proposal was sent to the sender.") // what is said once was not said to HEAD
}

// The link went by text message to a number that was not its reader's. Whoever has that telephone holds the very link that the
// reader's tab holds: with the number it ends, and the page says that it was the number, and where the new one is.
func TestALinkThatEndedWithTheNumberSaysSo(t *testing.T) {
	w := newWorld(t)
	d := w.sentWith("a plan", func(s *draft.Spec) { s.Recipients[0].Invite = delivery.InviteBySMS })
	base, b := "/d/"+string(d.ID), w.opened(d)
	w.now = w.now.Add(time.Hour)
	b.post(base+"/number", url.Values{"phone": {"06 39 98 00 09"}}).is(http.StatusSeeOther)
	accepted := w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.AcceptNumber(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID, w.id())
	})
	b.get(base).is(http.StatusGone).has("Your number was accepted", "in a text message to your number", "/fresh-link").hasNot("Plans, maison Berthier")
	fresh := w.opened(accepted)
	fresh.get(base).is(http.StatusOK)

	w.now = w.now.Add(time.Hour)
	renewLink(w, d)
	fresh.get(base).is(http.StatusGone).has("This link no longer works").hasNot("Your number was accepted") // that one the sender made void
	b.post(base+"/fresh-link", nil).is(http.StatusGone).has("the one that works is on its way").hasNot("Your number was accepted")
}
