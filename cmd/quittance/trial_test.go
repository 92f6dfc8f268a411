package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"testing"

	"quittance/internal/delivery"
)

// trial is an installation that runs, with everybody who uses it.
type trial struct {
	*installation
	sender   *client
	outside  *outsideWorld
	timeRoot string // address of the authority's root where the server does not publish it
}

// begin installs on an engine, starts the server and signs a sender up.
func begin(t *testing.T, engine string, variables ...string) *trial {
	t.Helper()
	i := install(t, engine, variables...)
	i.start(t)
	return &trial{installation: i, sender: i.signUp(t), outside: &outsideWorld{base: i.base, http: &http.Client{Timeout: patience}}}
}

// restart starts the server again. Its port may be another; links and cookies are not bound to it.
func (x *trial) restart(t *testing.T) {
	t.Helper()
	x.start(t)
	x.sender.base, x.outside.base = x.base, x.base
}

func (x *trial) browser(t *testing.T) *browser {
	t.Helper()
	b, err := newBrowser(x.base, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// marked makes a content in which a random run of 32 bytes is repeated, so that any piece of it can be recognized.
func marked(t *testing.T, marker []byte, size int) []byte {
	t.Helper()
	return bytes.Repeat(marker, size/len(marker)+1)[:size]
}

func newMarker(t *testing.T) []byte {
	t.Helper()
	marker := make([]byte, 32)
	if _, err := rand.Read(marker); err != nil {
		t.Fatal(err)
	}
	return marker
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// customer gives every test a recipient of their own, with a number set apart for examples.
func customer(n int) person {
	return person{name: fmt.Sprintf("Camille Bréhat-%04d", n), email: fmt.Sprintf("camille.%04d@example.net", n), phone: fmt.Sprintf("+336399%05d", 80001+n)}
}

// small sends a delivery with one small file.
func (x *trial) small(t *testing.T, n int) *parcel {
	t.Helper()
	return x.smallIn(t, n, "EUR")
}

func (x *trial) smallIn(t *testing.T, n int, currency string) *parcel {
	t.Helper()
	o := order{title: fmt.Sprintf("Plans d’exécution, lot %04d", n), amount: 45000, in: currency, to: customer(n)}
	return must[*parcel](t)(x.sender.deliver(t.Context(), o, file{"plan.pdf", "application/pdf", marked(t, newMarker(t), 100_000)}))
}

// opened sends a small delivery and opens its link in a browser of its own.
func (x *trial) opened(t *testing.T, n int) (*parcel, *browser) {
	t.Helper()
	return x.openedIn(t, n, "EUR")
}

func (x *trial) openedIn(t *testing.T, n int, currency string) (*parcel, *browser) {
	t.Helper()
	p, b := x.smallIn(t, n, currency), x.browser(t)
	must[page](t)(b.openLink(t.Context(), p))
	return p, b
}

// pays makes the payer pay with the outcome, and waits for nothing.
func (x *trial) pays(t *testing.T, b *browser, p *parcel, outcome string) (session string) {
	t.Helper()
	method := delivery.Card
	if outcome == "sepa" {
		method = delivery.SEPADebit
	}
	session = must[string](t)(b.startPaymentBy(t.Context(), p, method))
	check(t, x.outside.pay(t.Context(), session, outcome))
	return session
}

// awaitPayment waits until the newest payment of a delivery is in a state.
func (x *trial) awaitPayment(t *testing.T, p *parcel, state string) {
	t.Helper()
	x.await(t, p, "payment "+state, func(d deliveryView) bool {
		return len(d.Payments) > 0 && d.Payments[len(d.Payments)-1].State == state
	})
}

// await waits until the delivery is as wanted.
func (x *trial) await(t *testing.T, p *parcel, what string, is func(deliveryView) bool) deliveryView {
	t.Helper()
	var d deliveryView
	err := eventually(t.Context(), what, func() (ok bool, err error) {
		d, err = x.sender.delivery(t.Context(), p.id)
		return err == nil && is(d), err
	})
	if err != nil {
		t.Fatalf("%v\n%+v", err, d)
	}
	return d
}

// code asks for a code and waits until it arrives.
func (x *trial) code(t *testing.T, b *browser, p *parcel) (code string) {
	t.Helper()
	at := must[page](t)(b.askCode(t.Context(), p))
	if at.status != http.StatusOK || at.at.Path != p.verb("sign") {
		t.Fatalf("ask for a code: at %s: %s", at.at.Path, at.answer)
	}
	check(t, eventually(t.Context(), "the code", func() (bool, error) {
		var err error
		code, err = x.outside.newestCode(t.Context(), p.order.to.phone)
		return code != "", err
	}))
	return code
}

// signs signs with a fresh code.
func (x *trial) signs(t *testing.T, b *browser, p *parcel) {
	t.Helper()
	at := must[page](t)(b.sign(t.Context(), p, x.code(t, b, p)))
	if at.status != http.StatusOK || at.at.Path != p.page() {
		t.Fatalf("sign: at %s: %s", at.at.Path, at.answer)
	}
}

func unlocked(d deliveryView) bool { return len(d.Releases) == 1 && d.Releases[0].State == "unlocked" }

// completed sends a small delivery which is paid, signed and unlocked.
func (x *trial) completed(t *testing.T, n int) (*parcel, *browser) {
	t.Helper()
	p, b := x.opened(t, n)
	x.pays(t, b, p, "success")
	x.awaitPayment(t, p, "settled")
	x.signs(t, b, p)
	x.await(t, p, "unlock", unlocked)
	return p, b
}

// expectAll asks for every address and wants the status, with nothing of the content in the answer.
func (p *parcel) expectAll(t *testing.T, b *browser, status int, addresses ...string) {
	t.Helper()
	for _, address := range addresses {
		for name, header := range map[string][]string{"whole": nil, "range": {"Range", "bytes=0-99"}, "resumed": {"Range", "bytes=5000-", "If-Range", `"x"`}} {
			at := must[page](t)(b.visit(t.Context(), http.MethodGet, address, nil, header...))
			if at.status != status || bytes.Contains(at.body, p.files[0].content[:8]) {
				t.Errorf("GET %s %s: %s, want %d", name, address, at.answer, status)
			}
		}
		at := must[page](t)(b.visit(context.Background(), http.MethodHead, address, nil))
		if at.status != status {
			t.Errorf("HEAD %s: %d, want %d", address, at.status, status)
		}
	}
}
