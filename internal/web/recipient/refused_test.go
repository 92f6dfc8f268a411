package recipient_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// A form that is refused answers with what is wrong at the head of the page, where a phone shows it and the reader is led,
// in the title too, with a link to the input, which no fold hides.
func TestARefusedFormSaysSoFirst(t *testing.T) {
	consumer := func(s *draft.Spec) { s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true }
	paid := func(w *world, id delivery.ID) {
		w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
		})
	}
	business := func(*draft.Spec) {}
	kept := func(w *world, id delivery.ID) {
		w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
		})
		paid(w, id)
		w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[1].ID, "known")
		})
	}
	cases := map[string]struct {
		what   func(*draft.Spec)
		before func(*world, delivery.ID)
		verb   string
		form   url.Values
		leads  string
	}{
		"to pay, without the choice that a consumer has": {what: consumer, verb: "pay", form: url.Values{"method": {"card"}}, leads: "consent"},
		"to pay, with both choices":                      {what: consumer, verb: "pay", form: url.Values{"method": {"card"}, "consent": {"yes"}, "keep": {"yes"}}, leads: "consent"},
		"to announce a transfer without the choice":      {what: consumer, verb: "transfer", leads: "transfer-consent"},
		"to announce a transfer with both choices":       {what: consumer, verb: "transfer", form: url.Values{"consent": {"yes"}, "keep": {"yes"}}, leads: "transfer-consent"},
		"another number":                                 {what: business, verb: "number", form: url.Values{"phone": {"12"}}, leads: "number-phone"},
		"who pays instead":                               {what: business, verb: "payer", form: url.Values{"name": {"Accounts"}, "email": {"accounts"}}, leads: "payer-email"},
		"why it is declined":                             {what: business, verb: "decline", form: url.Values{"reason": {strings.Repeat("é", 1001)}}, leads: "decline-reason"},
		"a problem":                                      {what: business, before: paid, verb: "problem", leads: "problem-text"},
		"a problem, files in hand":                       {what: business, before: func(w *world, id delivery.ID) { paid(w, id); w.waived(id) }, verb: "problem", leads: "problem-text"},
		"to give the right up, without saying it":        {what: consumer, before: kept, verb: "waive-right", leads: "consent"},
		"to ask for a code without agreeing":             {what: business, before: paid, verb: "code", leads: "consent"},
		"a report without a word":                        {what: business, verb: "abuse", leads: "text"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, online)
			w.banked()
			d := w.sentWith("a plan", tc.what)
			if tc.before != nil {
				tc.before(w, d.ID)
			}
			body := w.opened(d).post("/d/"+string(d.ID)+"/"+tc.verb, tc.form).is(http.StatusUnprocessableEntity).has("<title>To correct — ").body
			_, main, _ := strings.Cut(body, "<main")
			box := regexp.MustCompile(`^[^>]*>\s*<div class="wrap [a-z]+">\s*<div class="summary" role="alert" tabindex="-1" autofocus>\s*<p class="summary-title">One thing to correct:</p>\s*<ul><li><a href="#([^"]+)"`).FindStringSubmatch(main)
			if box == nil || box[1] != tc.leads {
				t.Fatalf("the page begins with %.400s", main)
			}
			before, _, found := strings.Cut(main, ` id="`+tc.leads+`"`)
			if !found || strings.Count(main, `class="summary"`) != 1 {
				t.Fatalf("no #%s, or more than one box: %s", tc.leads, main)
			}
			if fold := strings.LastIndex(before, "<details"); fold > strings.LastIndex(before, "</details>") && !strings.Contains(before[fold:strings.Index(before[fold:], ">")+fold], " open") {
				t.Errorf("the input is folded away: %s", before[fold:])
			}
		})
	}
}
