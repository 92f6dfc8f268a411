package recipient_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
)

// What a client types is told once, in their words, where it may be said; what cannot be taken comes back as it was typed.
func TestWhatARecipientSays(t *testing.T) {
	fresh := func(w *world) *delivery.Delivery { return w.sent("a plan") }
	open := func(w *world) *delivery.Delivery { return w.unlocked("a plan") }
	paid := func(w *world) *delivery.Delivery {
		return w.happens(w.sent("a plan").ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22"})
		})
	}
	long := strings.Repeat("é", 5001)
	for name, c := range map[string]struct {
		on          func(w *world) *delivery.Delivery
		verb, field string
		typed       string
		status      int
		says        string // on the answer, or on the page it leads to
		told        int    // events it makes
	}{
		"a problem, once there are files":       {open, "problem", "text", "The <sheet> is blank.", http.StatusSeeOther, "Your message was sent to the sender.", 1},
		"a problem before any payment":          {fresh, "problem", "text", "The sheet is blank.", http.StatusSeeOther, "Before any payment you can decline", 0},
		"a problem without a word":              {open, "problem", "text", " ", http.StatusUnprocessableEntity, "Please fill this in", 0},
		"a problem as long as a book":           {open, "problem", "text", long, http.StatusUnprocessableEntity, "Too long", 0},
		"a problem with a character of control": {open, "problem", "text", "blank\x07", http.StatusUnprocessableEntity, "blank", 0},
		"declined, with a reason":               {fresh, "decline", "reason", "Not what was agreed.", http.StatusSeeOther, "Your refusal has been sent to the sender.", 1},
		"declined without a reason":             {fresh, "decline", "reason", "", http.StatusUnprocessableEntity, "Please fill this in", 0},
		"declined after payment":                {paid, "decline", "reason", "Too late.", http.StatusSeeOther, "report a problem instead", 0},
		"another number":                        {fresh, "number", "phone", "06 39 98 00 02", http.StatusSeeOther, "Your proposal was sent to the sender.", 1},
		"the same number":                       {fresh, "number", "phone", "+33 6 39 98 00 01", http.StatusSeeOther, "number", 0},
		"a number that is none":                 {fresh, "number", "phone", "call me", http.StatusUnprocessableEntity, `value="call me"`, 0},
		"a number when nothing is to be signed": {open, "number", "phone", "06 39 98 00 02", http.StatusSeeOther, "sign", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := c.on(w)
			b := w.opened(d)
			base := "/d/" + string(d.ID)
			p := b.post(base+"/"+c.verb, url.Values{c.field: {c.typed}}).is(c.status)
			if c.status == http.StatusSeeOther {
				p = b.get(base)
			}
			p.has(c.says)
			if got := len(events[delivery.ProblemReported](w, d.ID)) + len(events[delivery.DeclinedByRecipient](w, d.ID)) + len(events[delivery.NumberProposed](w, d.ID)); got != c.told {
				t.Errorf("%d events, want %d", got, c.told)
			}
		})
	}
}

func TestADismissedNumberIsSaidToWhoProposedIt(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	b, base := w.opened(d), "/d/"+string(d.ID)
	const kept = "keeps this number. If you cannot receive text messages there, call them"
	b.get(base).hasNot(kept)
	b.post(base+"/number", url.Values{"phone": {"06 39 98 00 02"}}).is(http.StatusSeeOther)
	b.get(base).has("has to confirm the number", "You proposed another number. Atelier Moreau SARL must accept it", "Your sender must accept your number first").
		hasNot(kept, "The signing code will be sent by text message to", "Your turn")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DismissNumber(delivery.Sender("m1"), w.instant(), d.Recipients[0].ID)
	})
	b.get(base).has(kept).hasNot("has to confirm the number")
	b.get(base + "/sign").has(kept)
	b.post(base+"/number", url.Values{"phone": {"06 39 98 00 03"}}).is(http.StatusSeeOther)
	b.get(base).hasNot(kept)
}

func TestTheSenderIsNotToldWithoutEnd(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("a plan")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	for range 12 {
		b.post(base+"/problem", url.Values{"text": {"The sheet is blank."}}).is(http.StatusSeeOther)
	}
	b.get(base).is(http.StatusOK).has("Too many attempts")
	if got := len(events[delivery.ProblemReported](w, d.ID)); got != 10 {
		t.Errorf("told %d times in a day", got)
	}
	w.now = w.now.Add(25 * time.Hour)
	b.post(base+"/problem", url.Values{"text": {"The sheet is still blank."}}).is(http.StatusSeeOther)
	if got := len(events[delivery.ProblemReported](w, d.ID)); got != 11 {
		t.Errorf("a day later, told %d times in all", got)
	}
}

func TestAReportOfAbuseThatCannotBeTaken(t *testing.T) {
	for name, c := range map[string]struct{ typed, says string }{
		"no word":                {"  ", "Please fill this in"},
		"as long as a book":      {strings.Repeat("é", 5001), "Too long"},
		"a character of control": {"<b>no\x07", "<b>no"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.sent("a plan")
			w.opened(d).post("/d/"+string(d.ID)+"/abuse", url.Values{"text": {c.typed}}).is(http.StatusUnprocessableEntity).has("Report abuse", c.says)
			if list, err := oversight.AbuseReports(t.Context(), w.db, "", 10); err != nil || len(list) != 0 || len(w.told) != 0 {
				t.Errorf("reported: %+v, told %v: %v", list, w.told, err)
			}
		})
	}
}

// The function of withdrawal is where the right is, and nowhere else; opening it with a script of a stranger ends nothing.
func TestWithdrawalWhereThereIsNoRight(t *testing.T) {
	digital := func(w *world) *delivery.Delivery {
		d := w.consumer()
		w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
		})
		return d
	}
	for name, c := range map[string]struct {
		on     func(w *world) *delivery.Delivery
		header []string
		status int
	}{
		"a company has none":               {on: func(w *world) *delivery.Delivery { return w.unlocked("a plan") }, status: http.StatusSeeOther},
		"before an order":                  {on: (*world).consumer, status: http.StatusSeeOther},
		"once its time is over":            {on: func(w *world) *delivery.Delivery { d := digital(w); w.now = w.now.Add(15 * 24 * time.Hour); return d }, status: http.StatusSeeOther},
		"posted by the page of a stranger": {on: digital, header: []string{"Sec-Fetch-Site", "cross-site"}, status: http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := c.on(w)
			b := w.opened(d)
			base := "/d/" + string(d.ID)
			if c.header == nil {
				b.get(base + "/renoncer").is(http.StatusSeeOther)
				b.get(base).has("The right of withdrawal has ended, or there is none here.")
			}
			b.post(base+"/renoncer", nil, c.header...).is(c.status)
			if ended := events[delivery.ContractEnded](w, d.ID); len(ended) != 0 {
				t.Errorf("%+v", ended)
			}
		})
	}
}

// The page's own sign of a person opens a delivery once; a look without it opens nothing.
func TestWhoWasThereIsNotedOnce(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	b.get(base).is(http.StatusOK)
	if len(events[delivery.RecipientOpened](w, d.ID)) != 0 {
		t.Error("a look opened it")
	}
	for range 2 {
		b.post(base+"/seen", nil).is(http.StatusNoContent)
	}
	if got := len(events[delivery.RecipientOpened](w, d.ID)); got != 1 {
		t.Errorf("opened %d times", got)
	}
	b.post(base+"/language", url.Values{"lang": {"fr"}}).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("Payer")
}
