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

// TestWhatTheGatewaySaysIsTaken: receipts come twice and out of order, and strangers send some too.
func TestWhatTheGatewaySaysIsTaken(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		x.faults(t, map[string]any{"vonage": []any{map[string]any{"mode": "duplicate"}, map[string]any{"mode": "reorder"}}})
		p, b := x.opened(t, 1)
		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		code := x.code(t, b, p)
		check(t, eventually(t.Context(), "the code's arrival on record", func() (bool, error) {
			events, err := x.sender.events(t.Context(), p.id)
			return slices.ContainsFunc(events, func(e eventView) bool { return e.Type == "passcode.delivered" }), err
		}))

		// A telephone that is never on: the gateway takes the message, and says later that it did not arrive.
		off := customer(2)
		off.phone = "+33639989999"
		o := order{title: "Plans", amount: 45000, to: off, texted: true}
		lost := must[*parcel](t)(x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", marked(t, newMarker(t), 1000)}))
		check(t, eventually(t.Context(), "the failure on record", func() (bool, error) {
			events, err := x.sender.events(t.Context(), lost.id)
			return slices.ContainsFunc(events, func(e eventView) bool { return e.Type == "message.failed" }), err
		}))

		for name, c := range map[string]struct{ kind, body string }{
			"no reference":       {"application/json", `{"messageId":"0C01","status":"delivered"}`},
			"a guessed one":      {"application/json", `{"messageId":"0C01","status":"delivered","client-ref":"` + p.id + `00000000000000"}`},
			"a form of nothing":  {"application/x-www-form-urlencoded", ""},
			"more than is taken": {"application/json", `{"messageId":"` + strings.Repeat("0", 1<<20) + `"}`},
		} {
			if status := x.postReceipt(t, c.kind, c.body); status != http.StatusBadRequest {
				t.Errorf("%s: %d", name, status)
			}
		}
		if got := x.countEvents(t, p)["passcode.delivered"]; got != 1 {
			t.Errorf("the code arrived %d times", got)
		}
		must[page](t)(b.sign(t.Context(), p, code))
		x.await(t, p, "unlock", unlocked)
	})
}

func (x *trial) postReceipt(t *testing.T, kind, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.base+"/webhooks/vonage", strings.NewReader(body))
	check(t, err)
	req.Header.Set("Content-Type", kind)
	return must[answer](t)(read(x.sender.http.Do(req))).status
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
