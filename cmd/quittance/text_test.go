package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// textedLink is the link in the newest text message to the recipient that holds one, once it is there.
func (x *trial) textedLink(t *testing.T, p *parcel, but ...string) (link string) {
	t.Helper()
	check(t, eventually(t.Context(), "the link by text message", func() (bool, error) {
		all, err := x.outside.messages(t.Context(), p.order.to.phone)
		for _, m := range all {
			if _, found, ok := strings.Cut(m.Text, "/s/"); ok && m.Channel == "sms" && !slices.Contains(but, "/s/"+found) {
				link = "/s/" + found
				return true, err
			}
		}
		return false, err
	}))
	return link
}

// TestALinkGoesByTextMessage: chosen by the sender, opened, replaced by a newer one, told when it fails.
func TestALinkGoesByTextMessage(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		send := func(to person) *parcel {
			o := order{title: "Plans", amount: 45000, to: to, texted: true}
			return must[*parcel](t)(x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", marked(t, newMarker(t), 1000)}))
		}
		p := send(customer(1))
		first := x.textedLink(t, p)
		expect := func(link string, status int) {
			t.Helper()
			b := x.browser(t)
			must[page](t)(b.get(t.Context(), link))
			if at := must[page](t)(b.get(t.Context(), p.page())); at.status != status {
				t.Errorf("behind %s: %s", first, at.answer)
			}
		}
		expect(first, http.StatusOK)
		check(t, x.sender.act(t.Context(), p.id, "renew-link", map[string]any{"recipient": p.recipient}, nil))
		second := x.textedLink(t, p, first)
		expect(first, http.StatusGone)
		expect(second, http.StatusOK)

		// The sandbox knows no number that ends in 0000: the sender is told, and the delivery waits for them.
		unknown := customer(2)
		unknown.phone = "+33639980000"
		lost := send(unknown)
		check(t, eventually(t.Context(), "the failure on record", func() (bool, error) {
			events, err := x.sender.events(t.Context(), lost.id)
			return slices.ContainsFunc(events, func(e eventView) bool { return e.Type == "message.failed" }), err
		}))
	})
}
