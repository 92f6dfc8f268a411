package recipient_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/link"
)

// held is the names of the cookies that a browser sends to a path.
func (b *browser) held(path string) string {
	at, err := url.Parse(b.url + path)
	must(b.t, err)
	var names []string
	for _, c := range b.client.Jar.Cookies(at) {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// Who opens deliveries every day for a year asks for each with its own link and no other: servers refuse a longer header.
func TestALinkIsSentToItsOwnDeliveryAlone(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	var sent []*delivery.Delivery
	for i := range 25 {
		d := w.sent(fmt.Sprintf("plan %d", i))
		token, err := w.keys.Sign(link.For(d, d.Recipients[0]))
		must(t, err)
		b.get("/d/" + token).is(http.StatusSeeOther)
		sent = append(sent, d)
	}
	for _, d := range sent {
		at := "/d/" + string(d.ID)
		b.get(at).is(http.StatusOK)
		if got := b.held(at + "/paid"); got != "link" {
			t.Errorf("a page of %s is asked for with %q", d.ID, got)
		}
	}
	if got := b.held("/signin"); got != "" {
		t.Errorf("a page that is no delivery's is asked for with %q", got)
	}
}

// What browsers kept for every address still opens, and moves to its own with the next answers.
func TestLinksKeptForEveryAddressMove(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	root, err := url.Parse(w.url)
	must(t, err)
	var paths []string
	for i := range 5 {
		d := w.sent(fmt.Sprintf("plan %d", i))
		token, err := w.keys.Sign(link.For(d, d.Recipients[0]))
		must(t, err)
		b.client.Jar.SetCookies(root, []*http.Cookie{{Name: "d-" + string(d.ID), Value: token, Path: "/"}})
		paths = append(paths, "/d/"+string(d.ID))
		if i == 4 { // opened again by a link that was made since: it is not lost for the old one
			renewLink(w, d)
			now, err := w.db.Delivery(t.Context(), d.ID)
			must(t, err)
			token, err = w.keys.Sign(link.For(now, now.Recipients[0]))
			must(t, err)
			b.get("/d/" + token).is(http.StatusSeeOther)
		}
	}
	b.client.Jar.SetCookies(root, []*http.Cookie{{Name: "d-nothing", Value: "nothing", Path: "/"}})
	b.get(paths[3]).is(http.StatusOK)
	b.get(paths[3]).is(http.StatusOK)
	if got := b.held("/"); got != "" {
		t.Errorf("kept for every address: %q", got)
	}
	for _, at := range paths {
		if got := b.held(at); got != "link" {
			t.Errorf("kept for %s: %q", at, got)
		}
		b.get(at).is(http.StatusOK).has("Plans, maison Berthier")
	}
}
