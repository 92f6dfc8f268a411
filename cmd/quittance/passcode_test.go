package main

import (
	"net/http"
	"testing"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	paid := func(t *testing.T, x *trial, n int) (*parcel, *browser) {
		t.Helper()
		p, b := x.opened(t, n)
		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		return p, b
	}
	count := func(t *testing.T, x *trial, p *parcel, event string) (n int) {
		t.Helper()
		for _, ev := range must[[]eventView](t)(x.sender.events(t.Context(), p.id)) {
			if ev.Type == event {
				n++
			}
		}
		return n
	}
	tell(t, map[string]story{
		"before the payment there is none": func(t *testing.T, x *trial, n int) {
			p, b := x.opened(t, n)
			must[page](t)(b.askCode(t.Context(), p))
			must[page](t)(b.sign(t.Context(), p, "123456"))
			if got := count(t, x, p, "passcode.requested") + count(t, x, p, "recipient.signed"); got != 0 {
				t.Errorf("%d events", got)
			}
		},
		"wrong five times, then right, then reset by the sender": func(t *testing.T, x *trial, n int) {
			p, b := paid(t, x, n)
			code := x.code(t, b, p)
			for range 5 {
				if at := must[page](t)(b.sign(t.Context(), p, differentFrom(code))); at.status != http.StatusUnprocessableEntity {
					t.Errorf("a wrong code: %s", at.answer)
				}
			}
			if at := must[page](t)(b.sign(t.Context(), p, code)); at.status/100 != 4 {
				t.Errorf("the right code after five wrong ones: %s", at.answer)
			}
			if got := count(t, x, p, "recipient.signed"); got != 0 {
				t.Fatal("a code was good after five wrong attempts")
			}
			if got := count(t, x, p, "passcode.rejected"); got < 5 {
				t.Errorf("%d refusals on record", got)
			}
			check(t, x.sender.act(t.Context(), p.id, "reset-passcode", map[string]any{"recipient": p.recipient}, nil))
			must[page](t)(b.askCode(t.Context(), p))
			check(t, eventually(t.Context(), "another code", func() (bool, error) {
				fresh, err := x.outside.newestCode(t.Context(), p.order.to.phone)
				if err != nil || fresh == "" || fresh == code {
					return false, err
				}
				_, err = b.sign(t.Context(), p, fresh)
				return err == nil, err
			}))
			x.await(t, p, "unlock", unlocked)
		},
		"a used code signs once, two at a time too": func(t *testing.T, x *trial, n int) {
			p, b := paid(t, x, n)
			code := x.code(t, b, p)
			done := make(chan error, 8)
			for range cap(done) {
				go func() {
					_, err := b.sign(t.Context(), p, code)
					done <- err
				}()
			}
			for range cap(done) {
				check(t, <-done)
			}
			x.await(t, p, "unlock", unlocked)
			must[page](t)(b.sign(t.Context(), p, code))
			x.checkEvents(t, p)
		},
		"the consent is not ticked": func(t *testing.T, x *trial, n int) {
			p, b := paid(t, x, n)
			if at := must[page](t)(b.post(t.Context(), p.verb("code"))); at.status != http.StatusUnprocessableEntity {
				t.Errorf("a code without consent: %s", at.answer)
			}
			code := x.code(t, b, p)
			if at := must[page](t)(b.post(t.Context(), p.verb("sign"), "code", code)); at.status != http.StatusUnprocessableEntity {
				t.Errorf("a signature without consent: %s", at.answer)
			}
			if got := count(t, x, p, "recipient.signed"); got != 0 {
				t.Error("signed without consent")
			}
		},
		"asked for again at once": func(t *testing.T, x *trial, n int) {
			p, b := paid(t, x, n)
			x.code(t, b, p)
			if at := must[page](t)(b.askCode(t.Context(), p)); at.status != http.StatusTooManyRequests || at.header.Get("Retry-After") == "" {
				t.Errorf("another code at once: %s", at.answer)
			}
			if got := count(t, x, p, "passcode.requested"); got != 1 {
				t.Errorf("%d codes", got)
			}
		},
	})
}
