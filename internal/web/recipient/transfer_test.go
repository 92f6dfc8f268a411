package recipient_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

const iban = "FR7630006000011234567890189"

// banked gives the workspace an account, and a colour.
func (w *world) banked() {
	w.t.Helper()
	must(w.t, roster.UpdateWorkspace(w.t.Context(), w.db, "ws", func(ws *account.Workspace) error {
		ws.Accent = "plum"
		ws.Bank = account.Bank{IBAN: iban, Holder: "Atelier Moreau SARL"}
		return nil
	}))
	w.now = w.now.Add(10 * time.Second) // what doors know of a workspace is some seconds old
}

func TestAPayerCopiesTheTransferAndSaysThatItWasMade(t *testing.T) {
	w := newWorld(t)
	d := w.sent("0123456789")
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	if page := b.get(base).is(http.StatusOK); strings.Contains(page.body, iban) || strings.Contains(page.body, base+"/transfer") {
		t.Error("a transfer is offered without an account")
	}
	b.post(base+"/transfer", url.Values{}).is(http.StatusSeeOther) // of a page that was open before the account went
	b.get(base).is(http.StatusOK).has("The sender gave no account for a transfer.").hasNot("Online payment")
	w.banked()
	reference := d.Dues[0].Reference
	page := b.get(base).is(http.StatusOK).has(`<html lang="en" data-accent="plum">`).has(`data-value="` + iban + `"`).has(`data-value="` + reference + `"`).has(`data-value="450.00"`).has("Atelier Moreau SARL").has(base + "/transfer").has(`class="qr"`)
	if len(reference) != 16 || strings.Contains(page.body, `action="`+base+`/pay"`) { // no processor in this world
		t.Errorf("reference %q; no card can be taken here", reference)
	}
	b.post(base+"/transfer", url.Values{}).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("You announced a transfer of €450.00 on", "Atelier Moreau SARL is checking it.", "a signature remains", `data-value="`+iban+`"`)
	b.post(base+"/transfer", url.Values{}).is(http.StatusSeeOther)
	after, err := w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	if n := w.count(d.ID, "transfer.declared"); n != 1 || after.Dues[0].Settled != 0 || after.Releases[0].State != delivery.ReleaseLocked {
		t.Errorf("announced %d times, %+v", n, after.Dues[0])
	}
	b.get(base + "/files/" + d.Deliverables[0].ID).is(http.StatusPaymentRequired)

	w.now = w.now.Add(time.Hour)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment("sender:m1", w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 15000})
	})
	b.get(base).is(http.StatusOK).has("Received: €150.00 of €450.00. €300.00 left to pay.").has(`data-value="300.00"`).has(base + "/transfer")
}

func TestAConsumerConsentsBeforeSayingThatATransferWasMade(t *testing.T) {
	w := newWorld(t)
	w.banked()
	d := w.sentWith("0123456789", func(s *draft.Spec) { s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true })
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	b.get(base).is(http.StatusOK).has(`id="transfer-consent"`)
	b.post(base+"/transfer", url.Values{}).is(http.StatusUnprocessableEntity).has(`id="transfer-consent"`)
	if n := w.count(d.ID, "transfer.declared"); n != 0 {
		t.Errorf("announced %d times without consent", n)
	}
	b.post(base+"/transfer", url.Values{"consent": {"yes"}}).is(http.StatusSeeOther)
	if w.count(d.ID, "transfer.declared") != 1 || w.count(d.ID, "recipient.right_waived") != 1 {
		t.Error("the consent and the announcement are one act")
	}
}

// Whoever announced a transfer is not led to pay a second time: the page begins with the announcement, and paying online is
// folded behind a warning, for the client, for whoever was named to pay, and where the files are out already.
func TestAnAnnouncedTransferComesFirst(t *testing.T) {
	const (
		yours   = "You announced a transfer of €450.00 on 23 November 2026"
		anyones = "Accounts announced a transfer of €450.00 on 23 November 2026"
		instead = "<summary>Pay online instead</summary>"
		warning = "do not pay a second time"
	)
	business := func(*draft.Spec) {}
	consumer := func(s *draft.Spec) { s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true }
	cases := map[string]struct {
		what    func(*draft.Spec)
		named   bool // to pay in the client's place, who announces
		before  func(w *world, id delivery.ID)
		choice  url.Values
		says    []string
		not     []string
		unasked bool // the page leads with the files, which are out
	}{
		"a client who pays and signs": {what: business, says: []string{yours, "a signature remains"}},
		"a client who only pays": {what: business, before: func(w *world, id delivery.ID) {
			w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[1].ID, "known")
			})
		}, says: []string{yours, "The files open then."}, not: []string{"a signature remains"}},
		"a consumer who keeps the right": {what: consumer, choice: url.Values{"keep": {"yes"}}, before: func(w *world, id delivery.ID) {
			w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[1].ID, "known")
			})
		}, says: []string{yours, "The files come at the end of your right of withdrawal.", "Paid at once; files at the end of your right of withdrawal"}, not: []string{"The files open then."}},
		"whoever was named to pay": {what: business, named: true, says: []string{yours, "nothing else for you to do"}, not: []string{"The files open", "a signature remains"}},
		"a public buyer who has the files": {what: func(s *draft.Spec) { s.Terms.ClientKind = delivery.Public }, unasked: true,
			before: func(w *world, id delivery.ID) { w.waivedAt(id, 0) }, says: []string{yours, "nothing else for you to do"}, not: []string{"Nothing opens before"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, online)
			w.banked()
			d := w.sentWith("a plan", c.what)
			base := "/d/" + string(d.ID)
			if c.before != nil {
				c.before(w, d.ID)
			}
			b := w.as(d, 0)
			if c.named {
				b.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
				d, err := w.db.Delivery(t.Context(), d.ID)
				must(t, err)
				b = w.as(d, 1)
			}
			b.post(base+"/transfer", c.choice).is(http.StatusSeeOther)
			page := b.get(base).is(http.StatusOK).has(append(c.says, "Transfer announced", instead, warning, `action="`+base+`/pay"`)...)
			for _, gone := range append(c.not, `action="`+base+`/transfer"`, "Your next step", base+`/payer"`) {
				if strings.Contains(page.body, gone) {
					t.Errorf("the page says %q", gone)
				}
			}
			if first := strings.Index(page.body, "Transfer announced"); first > strings.Index(page.body, warning) || !c.unasked && first > strings.Index(page.body, "€375.00") {
				t.Error("the price, or paying a second time, comes before what was announced")
			}
			if !c.named {
				return
			}
			w.as(d, 0).get(base).is(http.StatusOK).has(anyones, "a signature remains") // the client, whose accounts did it
		})
	}
}

func TestATransferOfAnotherDeliveryIsNotAnnounced(t *testing.T) {
	w := newWorld(t)
	w.banked()
	one, other := w.sent("one"), w.sent("other")
	w.opened(one).post("/d/"+string(other.ID)+"/transfer", url.Values{}).is(http.StatusUnauthorized)
	if n := w.count(other.ID, "transfer.declared"); n != 0 {
		t.Errorf("announced %d times by a stranger", n)
	}
}

// count is how often a delivery has an event.
func (w *world) count(id delivery.ID, event string) (n int) {
	w.t.Helper()
	records, err := w.db.Events(w.t.Context(), id, 0, 0)
	must(w.t, err)
	for _, r := range records {
		if r.Type == event {
			n++
		}
	}
	return n
}
