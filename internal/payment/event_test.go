package payment_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quittance/internal/payment"

	"github.com/stripe/stripe-go/v76/webhook"
)

func TestEventsSinceReadsAllOldestFirst(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	var want int
	for i := range 90 { // two events of interest each: more than one page
		c, _ := w.checkout(fmt.Sprintf("pay%d", i))
		w.pass(time.Second)
		w.pay(c, "success")
		want += 2
	}
	var seen []payment.Event
	q := payment.EventQuery{After: begin}
	for range 10 {
		page, err := w.client.EventsSince(ctx, q)
		if err != nil || page.Truncated {
			t.Fatal(page.Truncated, err)
		}
		seen = append(seen, page.Events...)
		if !page.More {
			break
		}
		q.AfterID = seen[len(seen)-1].ID
	}
	if len(seen) != want {
		t.Fatalf("%d events, want %d", len(seen), want)
	}
	ids := map[string]bool{}
	for i, e := range seen {
		if i > 0 && e.CreatedAt.Before(seen[i-1].CreatedAt) {
			t.Fatalf("event %d is older than the one before", i)
		}
		ids[e.ID] = true
		if e.Payment == "" || e.Intent == "" {
			t.Errorf("event without its payment: %+v", e)
		}
	}
	if len(ids) != want {
		t.Fatalf("%d different events, want %d", len(ids), want)
	}
	last, err := w.client.EventsSince(ctx, payment.EventQuery{AfterID: seen[len(seen)-1].ID})
	if err != nil || len(last.Events) != 0 || last.More {
		t.Errorf("after the last: %+v, %v", last, err)
	}
	forgotten, err := w.client.EventsSince(ctx, payment.EventQuery{AfterID: "evt_forgotten", After: begin.Add(89 * time.Second)})
	if err != nil || len(forgotten.Events) != 4 {
		t.Errorf("from an event Stripe no longer keeps: %d, %v", len(forgotten.Events), err)
	}
}

func TestWebhooksAreDeliveredAtLeastOnce(t *testing.T) {
	w := newWorld(t)
	c, _ := w.checkout("pay1")
	w.refuse = true
	w.pay(c, "success")
	if waiting, err := w.box.Flush(context.Background()); err != nil || waiting != 4 {
		t.Fatalf("%d waiting, %v", waiting, err)
	}
	w.close() // killed with webhooks promised
	w.refuse = false
	w.open()
	if events := w.flush(); len(events) != 4 || !contains(events, "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed") {
		t.Errorf("after the restart: %v", events)
	}
	if events := w.flush(); len(events) != 0 {
		t.Errorf("delivered again: %v", events)
	}
}

func TestWebhooksMayComeTwiceAndInAnyOrder(t *testing.T) {
	w := newWorld(t)
	w.fault(map[string]any{"mode": "duplicate"}, map[string]any{"mode": "reorder"})
	c, _ := w.checkout("pay1")
	w.pay(c, "success")
	events := w.flush()
	if len(events) != 8 || events[0] != "checkout.session.completed" || events[7] != "payment_intent.created" {
		t.Errorf("webhooks %v", events)
	}
	w.fault(map[string]any{"mode": "hold"})
	w.bank(w.observe(payment.Ref{Payment: "pay1", Session: c.Session}).Intent, "refund", map[string]any{})
	if events := w.flush(); len(events) != 0 {
		t.Errorf("while held: %v", events)
	}
	w.fault()
	if events := w.flush(); len(events) != 2 {
		t.Errorf("after: %v", events)
	}
}

func signed(body, secret string, at time.Time) string {
	return fmt.Sprintf("t=%d,v1=%x", at.Unix(), webhook.ComputeSignature(at, []byte(body), secret))
}

const completed = `{"id":"evt_1","object":"event","api_version":"2099-01-01.new","created":1795255200,"livemode":false,"type":"checkout.session.completed",
"data":{"object":{"id":"cs_test_1","object":"checkout.session","client_reference_id":"pay1","metadata":{"quittance_payment":"pay1"},"payment_intent":{"id":"pi_1","object":"payment_intent"}}}}`

func TestParseWebhook(t *testing.T) {
	secrets := []string{"", "whsec_new", "whsec_old"}
	now := begin
	cases := map[string]struct {
		body, header string
		want         error
	}{
		"signed with the first secret":               {completed, signed(completed, "whsec_new", now), nil},
		"signed with the second":                     {completed, signed(completed, "whsec_old", now), nil},
		"signed four minutes ago":                    {completed, signed(completed, "whsec_old", now.Add(-4*time.Minute)), nil},
		"signed six minutes ago":                     {completed, signed(completed, "whsec_old", now.Add(-6*time.Minute)), payment.ErrTooOld},
		"signed six minutes ahead":                   {completed, signed(completed, "whsec_old", now.Add(6*time.Minute)), payment.ErrTooOld},
		"signed with another secret":                 {completed, signed(completed, "whsec_other", now), payment.ErrSignature},
		"signed with the empty secret":               {completed, signed(completed, "", now), payment.ErrSignature},
		"not signed":                                 {completed, "", payment.ErrSignature},
		"one byte changed":                           {completed + " ", signed(completed, "whsec_old", now), payment.ErrSignature},
		"an old signature under a new time":          {completed, "t=" + fmt.Sprint(now.Unix()) + "," + signed(completed, "whsec_old", now.Add(-time.Hour)), payment.ErrSignature},
		"an endless header":                          {completed, signed(completed, "whsec_old", now) + strings.Repeat(",v1=00", 1000), payment.ErrSignature},
		"signed, and not JSON":                       {"<html>", signed("<html>", "whsec_old", now), payment.ErrMalformed},
		"signed, and not an event":                   {"{}", signed("{}", "whsec_old", now), payment.ErrMalformed},
		"signed, with an id that is none":            {`{"id":"a b","type":"x"}`, signed(`{"id":"a b","type":"x"}`, "whsec_old", now), payment.ErrMalformed},
		"signed, of a type nobody knows":             {`{"id":"evt_2","type":"moon.full"}`, signed(`{"id":"evt_2","type":"moon.full"}`, "whsec_old", now), nil},
		"signed, with an object of an unknown shape": {`{"id":"evt_2","type":"x","data":{"object":[7]}}`, signed(`{"id":"evt_2","type":"x","data":{"object":[7]}}`, "whsec_old", now), nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e, err := payment.ParseWebhook([]byte(c.body), c.header, secrets, now)
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err == nil && c.body == completed && (e.Payment != "pay1" || e.Session != "cs_test_1" || e.Intent != "pi_1" || e.ObjectKind != "checkout.session") {
				t.Errorf("read %+v", e)
			}
		})
	}
}

// FuzzParseWebhook holds that whatever is signed is either refused or read into fields that are safe to store, and that
// nothing unsigned is read.
func FuzzParseWebhook(f *testing.F) {
	f.Add(completed, "")
	f.Add(`{"id":"evt_1","type":"charge.dispute.created","data":{"object":{"id":"dp_1","object":"dispute","charge":"ch_1","payment_intent":null}}}`, "t=1,v1=00")
	f.Add(`{"id":"evt_1","type":"x","created":-1}`, "t=,t=,v1=")
	f.Fuzz(func(t *testing.T, body, header string) {
		if _, err := payment.ParseWebhook([]byte(body), header, []string{"whsec_never_guessed"}, begin); err == nil {
			t.Fatal("read without a signature")
		}
		e, err := payment.ParseWebhook([]byte(body), signed(body, "s", begin), []string{"s"}, begin)
		if err != nil {
			if !errors.Is(err, payment.ErrMalformed) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		for _, id := range []string{e.ID, e.Account, e.Object, e.Payment, e.Refund, e.Session, e.Intent, e.Charge} {
			if len(id) > 255 || strings.ContainsAny(id, "\x00 '\"/<\n") {
				t.Fatalf("unsafe id %q", id)
			}
		}
	})
}
