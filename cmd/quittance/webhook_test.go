package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// webhookSecret is the one that `quittance sandbox` uses when none is given.
const webhookSecret = "whsec_sandbox"

// TestWebhooksOfStrangers: a webhook is believed only by its signature, and even then only tells where to look.
func TestWebhooksOfStrangers(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x, _, _ := beginApart(t, engine)
		p, b := x.opened(t, 1)
		session := must[string](t)(b.startPayment(t.Context(), p))
		payment := must[deliveryView](t)(x.sender.delivery(t.Context(), p.id)).Payments[0].ID
		now := time.Now()
		paid := func(id, payment string, live bool) string {
			return fmt.Sprintf(`{"id":%q,"object":"event","type":"checkout.session.completed","livemode":%t,"created":%d,"api_version":"2023-10-16",`+
				`"data":{"object":{"id":%q,"object":"checkout.session","payment_status":"paid","status":"complete","amount_total":45000,"currency":"eur",`+
				`"payment_intent":"pi_forged","client_reference_id":%q,"metadata":{"quittance_payment":%q}}}}`, id, live, now.Unix(), session, payment, payment)
		}
		for _, c := range []struct {
			name, body string
			secret     string
			at         time.Time
			status     int
		}{
			{"not signed", paid("evt_1", payment, false), "", now, http.StatusBadRequest},
			{"signed with another secret", paid("evt_2", payment, false), "whsec_guess", now, http.StatusBadRequest},
			{"signed an hour ago", paid("evt_3", payment, false), webhookSecret, now.Add(-time.Hour), http.StatusBadRequest},
			{"no event", "[]", webhookSecret, now, http.StatusBadRequest},
			{"too large", paid("evt_4", strings.Repeat("x", 5<<20), false), webhookSecret, now, http.StatusBadRequest},
			{"signed, but the processor knows of no money", paid("evt_5", payment, false), webhookSecret, now, http.StatusOK},
			{"the same again", paid("evt_5", payment, false), webhookSecret, now, http.StatusOK},
			{"of the other mode", paid("evt_6", payment, true), webhookSecret, now, http.StatusOK},
			{"of a payment that is not ours", paid("evt_7", "01m80fhcya30ddgpenm3qt5v90", false), webhookSecret, now, http.StatusOK},
			{"of an unknown type", `{"id":"evt_8","object":"event","type":"invented.thing","livemode":false,"created":1,"data":{"object":{}}}`, webhookSecret, now, http.StatusOK},
		} {
			if got := x.postWebhook(t, c.body, c.secret, c.at); got != c.status {
				t.Errorf("%s: %d, want %d", c.name, got, c.status)
			}
		}
		p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)

		// The true one comes after all of these, twice, and counts once.
		check(t, x.outside.do(t.Context(), http.MethodPost, "/sandbox/faults.json", map[string]any{"stripe": []any{map[string]any{"mode": "duplicate"}, map[string]any{"mode": "reorder"}}}, nil))
		check(t, x.outside.pay(t.Context(), session, "success"))
		x.signedAndHad(t, b, p)
		x.checkEvents(t, p)
	})
}

func (x *trial) postWebhook(t *testing.T, body, secret string, at time.Time) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.base+"/webhooks/stripe", bytes.NewReader([]byte(body)))
	check(t, err)
	if secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
		req.Header.Set("Stripe-Signature", fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil))))
	}
	return must[answer](t)(read(x.sender.http.Do(req))).status
}

// TestTheOutsideWorldFails: each provider is away, answers garbage or loses answers for a while, and nothing is lost.
func TestTheOutsideWorldFails(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		x := begin(t, engine)
		p, b := x.opened(t, 1)
		one := func(mode string) []any { return []any{map[string]any{"mode": mode, "times": 1}} }

		x.faults(t, map[string]any{"stripe": one("lost")})
		var session string
		check(t, eventually(t.Context(), "the payment page, whose address was lost at first", func() (ok bool, err error) {
			session, err = b.startPayment(t.Context(), p)
			return err == nil, err
		}))
		check(t, x.outside.pay(t.Context(), session, "success"))
		x.awaitPayment(t, p, "settled")

		x.faults(t, map[string]any{"vonage": one("garbage"), "smtp": one("down"), "tsa": one("garbage")})
		x.signs(t, b, p)
		x.await(t, p, "unlock", unlocked)
		p.expectFiles(t, b)
		x.checkEvents(t, p)
		if all := must[[]bankView](t)(x.outside.bank(t.Context())); len(all) != 1 {
			t.Errorf("the bank knows %d payments", len(all))
		}
	})
}
