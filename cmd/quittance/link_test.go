package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"quittance/internal/config"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

func TestLinksOfStrangers(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"altered, of no algorithm, of another key": func(t *testing.T, x *trial, n int) {
			p := x.small(t, n)
			for name, token := range forge(t, lastSegment(p.link)) {
				b := x.browser(t)
				at := must[page](t)(b.get(t.Context(), "/d/"+token))
				if at.status != http.StatusUnauthorized || len(b.http.Jar.Cookies(at.at)) != 0 {
					t.Errorf("%s: %s", name, at.answer)
				}
				if strings.Contains(string(at.body), p.order.title) {
					t.Errorf("%s: the page tells what it is about", name)
				}
			}
		},
		"no cookie, and the cookie of another delivery": func(t *testing.T, x *trial, n int) {
			p, _ := x.completed(t, n)
			other, b := x.opened(t, n+100)
			for _, address := range append(p.everyFile(), p.page(), p.verb("certificate.pdf"), p.verb("sign")) {
				for name, b := range map[string]*browser{"no cookie": x.browser(t), "another's": b} {
					if at := must[page](t)(b.get(t.Context(), address)); at.status != http.StatusUnauthorized {
						t.Errorf("%s at %s: %s", name, address, at.answer)
					}
				}
			}
			// The value of one cookie at the address of the other.
			token := lastSegment(other.link)
			for _, name := range []string{"link", "d-" + p.id} {
				if at := must[page](t)(x.browser(t).get(t.Context(), p.file(0), "Cookie", name+"="+token)); at.status != http.StatusUnauthorized {
					t.Errorf("another's token as %s: %s", name, at.answer)
				}
			}
			// A file of one delivery under the address of the other.
			at := must[page](t)(b.get(t.Context(), other.verb("files/")+p.ids[0]))
			if at.status/100 == 2 {
				t.Errorf("another's file: %s", at.answer)
			}
		},
		"two deliveries in two tabs stay apart": func(t *testing.T, x *trial, n int) {
			first, b := x.opened(t, n)
			second := x.small(t, n+200)
			must[page](t)(b.openLink(t.Context(), second))
			x.pays(t, b, second, "success")
			x.awaitPayment(t, second, "settled")
			for p, other := range map[*parcel]*parcel{first: second, second: first} {
				at := must[page](t)(b.get(t.Context(), p.page()))
				if body := string(at.body); !strings.Contains(body, p.order.title) || strings.Contains(body, other.order.title) {
					t.Errorf("the tab of %q shows something else", p.order.title)
				}
			}
			if d := must[deliveryView](t)(x.sender.delivery(t.Context(), first.id)); len(d.Payments) != 0 {
				t.Error("the payment of one is on the other")
			}
			x.signs(t, b, second)
			x.await(t, second, "unlock", unlocked)
			second.expectFiles(t, b)
			first.expectAll(t, b, http.StatusPaymentRequired, first.everyFile()...)
		},
		"replaced by a newer one": func(t *testing.T, x *trial, n int) {
			p, old := x.completed(t, n)
			var fresh linksView
			check(t, x.sender.act(t.Context(), p.id, "renew-link", map[string]any{"recipient": p.recipient}, &fresh))
			for _, b := range []*browser{old, x.browser(t)} {
				for _, address := range append(p.everyFile(), p.page(), p.verb("certificate.pdf"), p.link) {
					want := http.StatusGone
					if b != old && address != p.link {
						continue
					}
					if at := must[page](t)(b.get(t.Context(), address)); at.status != want {
						t.Errorf("the old link at %s: %s", address, at.answer)
					}
				}
			}
			p.link = fresh.Recipients[0].Link
			b := x.browser(t)
			must[page](t)(b.openLink(t.Context(), p))
			p.expectFiles(t, b)
		},
		"expired: a fresh one goes to the address on file, and nowhere else": func(t *testing.T, x *trial, n int) {
			p, b := x.small(t, n), x.browser(t)
			old := x.expiredLink(t, p)
			at := must[page](t)(b.get(t.Context(), "/d/"+old))
			if at.status != http.StatusGone || strings.Contains(string(at.body), p.order.to.email) || strings.Contains(string(at.body), p.order.title) {
				t.Fatalf("an expired link: %s", at.answer)
			}
			p.expectAll(t, b, http.StatusGone, p.everyFile()...)
			at = x.expectFreshLink(t, b, p)
			if strings.Contains(string(at.body), p.order.to.email) || strings.Contains(string(at.body), "/d/ey") {
				t.Errorf("the answer says too much: %s", at.answer)
			}
		},
	})
}

// forge makes tokens out of a good one that must open nothing.
func forge(t *testing.T, good string) map[string]string {
	t.Helper()
	parts := strings.Split(good, ".")
	_, private, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	claims := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser().ParseUnverified(good, claims)
	check(t, err)
	sign := func(method jwt.SigningMethod, key any) string {
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = parsed.Header["kid"]
		return must[string](t)(token.SignedString(key))
	}
	last := parts[2][len(parts[2])-10:]
	return map[string]string{
		"another key":              sign(jwt.SigningMethodEdDSA, private),
		"no algorithm":             sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"a secret":                 sign(jwt.SigningMethodHS256, []byte("secret")),
		"no signature":             parts[0] + "." + parts[1] + ".",
		"an altered signature":     strings.TrimSuffix(good, last) + strings.Map(func(c rune) rune { return map[bool]rune{true: 'B', false: 'A'}[c == 'A'] }, last),
		"an altered claim":         parts[0] + "." + parts[1][:len(parts[1])-6] + "AAAAAA" + "." + parts[2],
		"two tokens":               good + "." + good,
		"dots":                     "...",
		"a very long one":          parts[0] + "." + strings.Repeat("A", 20_000) + "." + parts[2],
		"something of another use": base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA"}`)) + ".e30.AAAA",
	}
}

// expiredLink signs, with the installation's own key, the link that p would have if it had been sent long ago.
func (x *trial) expiredLink(t *testing.T, p *parcel) string {
	t.Helper()
	c, err := config.Load(x.env)
	check(t, err)
	a, err := openStore(t.Context(), c, newLogger("error"))
	check(t, err)
	defer func() { check(t, a.close()) }()
	d, err := a.db.Delivery(t.Context(), delivery.ID(p.id))
	check(t, err)
	long := time.Now().Add(-time.Hour)
	return must[string](t)(a.instance.link.Sign(link.Link{
		Delivery: p.id, Recipient: p.recipient, ID: d.Recipients[0].LinkID, IssuedAt: long.Add(-time.Hour), ExpiresAt: long,
	}))
}
