package sender_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
)

// What the timeline says of events that are alike: which message, which step, and to whom.
func TestTheTimelineSaysWhichAndToWhom(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member("owner", "camille@moreau.example", ""))
	id := b.sent()
	d := w.delivery(id)
	hélène, release := d.Recipients[0].ID, d.Releases[0].ID
	at := delivery.At(w.now)
	for _, what := range []func(*delivery.Delivery) ([]delivery.Event, error){
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.NoteMessage(at, delivery.MessageSent{Message: "x1", Kind: "invitation", Channel: "email", Recipient: hélène})
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.NoteMessage(at, delivery.MessageSent{Message: "x2", Kind: "paid", Channel: "email"})
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.NoteMessageFailure(at, delivery.MessageFailed{Message: "x3", Kind: "passcode", Channel: "sms", Recipient: hélène, Reason: "expired"})
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.NoteMessage(at, delivery.MessageSent{Message: "x4", Kind: "of a later version", Channel: "email", Recipient: hélène})
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Waive("sender:m-camille@moreau.example", at, release, d.Releases[0].Gates[1].ID, "cliente connue")
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment("sender:m-camille@moreau.example", at, delivery.PaymentRecorded{
				Payment: "p1", Due: d.Dues[0].ID, Amount: d.Dues[0].Amount, Currency: "EUR", ReceivedOn: "2026-11-22",
			})
		},
	} {
		w.happens(id, what)
	}
	for lang, says := range map[string][]string{
		"fr": {
			"Message envoyé · invitation · e-mail · Hélène Berthier", "Message envoyé · paiement reçu · e-mail · Camille owner", "Message non remis · code de signature · SMS · Hélène Berthier",
			"Message envoyé · autre · e-mail", "Étape levée par l’expéditeur · Signature · Hélène Berthier · cliente connue", "Étape passée · Paiement · Hélène Berthier",
		},
		"en": {
			"Message sent · invitation · e-mail · Hélène Berthier", "Message sent · payment received · e-mail · Camille owner", "Message not delivered · signing code · text message · Hélène Berthier",
			"Message sent · other · e-mail", "Step waived by the sender · Signature · Hélène Berthier · cliente connue", "Step complete · Payment · Hélène Berthier",
		},
	} {
		t.Run(lang, func(t *testing.T) {
			b.lang, b.t = lang, t
			p := b.get("/deliveries/" + id).is(http.StatusOK)
			p.body = seen(p.body)
			p.has(says...).hasNot("Événement", "Event ")
			for _, raw := range []string{id, hélène, release, "x1", "delivery.drafted", "gate.passed"} {
				if strings.Contains(p.body, raw) {
					t.Errorf("the page shows %q", raw)
				}
			}
		})
	}
}

// seen is what a reader sees of a page: its text without links.
func seen(body string) string {
	body = regexp.MustCompile(`(?s)<(input|textarea)[^>]*>|<code>https?://[^<]*</code>|<[^>]*>`).ReplaceAllString(body, "")
	return strings.Join(strings.Fields(body), " ")
}

func TestEveryEventHasASentence(t *testing.T) {
	pages, err := renderer()
	must(t, err)
	for _, lang := range []frontend.Lang{frontend.French, frontend.English} {
		for _, kind := range append(delivery.EventTypes(), "download.part") {
			var b strings.Builder
			must(t, pages.Render(&b, lang, screen.SenderDelivery{Timeline: []screen.TimelineEntry{{Type: kind, Actor: "system"}}}))
			if strings.Contains(b.String(), "<strong>Événement</strong>") || strings.Contains(b.String(), "<strong>Event</strong>") {
				t.Errorf("%s has no sentence in %s", kind, lang)
			}
		}
	}
}
