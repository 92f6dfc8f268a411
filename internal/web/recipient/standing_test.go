package recipient_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// company is a delivery that one signs, another pays and a third only reads.
func (w *world) company() *delivery.Delivery {
	w.t.Helper()
	return w.sentWith("a plan", func(s *draft.Spec) {
		s.Recipients = []delivery.Recipient{
			{Name: "Ada Signs", Email: "ada@berthier.example", Phone: "06 39 98 00 01", Roles: []delivery.Role{delivery.Signer}},
			{Name: "Bruno Pays", Email: "bruno@berthier.example", Roles: []delivery.Role{delivery.Payer}},
			{Name: "Chloé Reads", Email: "chloe@berthier.example", Roles: []delivery.Role{delivery.Reader}},
		}
		s.DueOn = "2026-12-15"
	})
}

func TestEachPageSaysWhatIsStillWhose(t *testing.T) {
	w := newWorld(t)
	d := w.company()
	base := "/d/" + string(d.ID)
	const due, decline = "15 December 2026", "/decline"
	lacks := func(p page, when string, all ...string) {
		t.Helper()
		for _, text := range all {
			if strings.Contains(p.body, text) {
				t.Errorf("%s, the page says %q", when, text)
			}
		}
	}
	ada, bruno, chloe := w.as(d, 0), w.as(d, 1), w.as(d, 2)
	ada.get(base).is(http.StatusOK).has("Waiting for Bruno Pays", decline, "This is not my number", due)
	lacks(bruno.get(base).is(http.StatusOK).has("The signature of Ada Signs, by SMS", "Later: Ada Signs", decline), "to who only pays", "Your signature", "This is not my number")
	lacks(chloe.get(base).is(http.StatusOK).has("Waiting for Bruno Pays", "Later: Ada Signs"), "to who only reads", decline, "This is not my number")

	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22"})
	})
	lacks(ada.get(base).is(http.StatusOK).has("This is not my number"), "once it is paid", due, decline)
	lacks(bruno.get(base).is(http.StatusOK).has("Waiting for Ada Signs"), "once it is paid", due, decline, base+"/pay")
	w.waived(d.ID)
	lacks(ada.get(base).is(http.StatusOK).has("It is yours"), "once nothing is to be signed", "This is not my number", due)
}

// Nobody is shown for a few seconds how to pay a sender who was just stopped: what is kept of the sender between two views
// does not hold this.
func TestASenderIsStoppedAtTheNextView(t *testing.T) {
	w := newWorld(t, online)
	d := w.company()
	base, bruno, by := "/d/"+string(d.ID), w.as(d, 1), func() oversight.Decision { return oversight.Decision{ID: w.id(), Member: "m1", At: w.instant()} }
	bruno.get(base).is(http.StatusOK).has(base + "/pay")
	closePages := func(context.Context, *db.Tx, string) error { return nil }
	must(t, oversight.Suspend(t.Context(), w.db, "ws", "Trois signalements.", by(), closePages))
	if p := bruno.get(base).is(http.StatusOK).has("This delivery is halted"); strings.Contains(p.body, base+"/pay") {
		t.Error("a suspended sender still asks for money")
	}
	for verb, form := range map[string]url.Values{"pay": {"method": {"card"}}, "payer": accounts(1)} { // of a page that was open before
		bruno.post(base+"/"+verb, form).is(http.StatusSeeOther)
		bruno.get(base).is(http.StatusOK).has("Nothing was done: the operator of this site has suspended the sender’s workspace.")
	}
	must(t, oversight.Resume(t.Context(), w.db, "ws", by()))
	bruno.get(base).is(http.StatusOK).has(base + "/pay")
}

func TestWhatSomebodyElseDeclinedIsSaidSo(t *testing.T) {
	w := newWorld(t)
	d := w.company()
	base := "/d/" + string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DeclareTransfer(w.instant(), d.Recipients[1].ID, d.Dues[0].ID)
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Decline(d.Recipients[0].ID, w.instant(), "too dear")
	})
	const transfer = "A transfer of €450.00 was announced"
	w.as(d, 0).get(base).is(http.StatusOK).has("You have declined this delivery").hasNot(transfer)
	w.as(d, 1).get(base).is(http.StatusOK).has("This delivery was declined", "Ada Signs has declined it", transfer)
	w.as(d, 2).get(base).is(http.StatusOK).has("Ada Signs has declined it").hasNot(transfer, "You have declined")
}

func TestWhoNamedAPayerIsNotAskedFirst(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	b.get(base).is(http.StatusOK).has("Your next step")
	b.post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
	p := b.get(base).is(http.StatusOK).has("Payment is in other hands", "The link to pay went to Accounts", "<summary>Pay myself</summary>", base+"/pay")
	p.has("Waiting for Accounts", "You sign afterwards, with a code received by text message.", "<summary>Send the link to pay to somebody else</summary>").
		hasNot("Your next step", "Your turn", "Payment link sent to")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	b.get(base).is(http.StatusOK).has("Read and sign").hasNot("Payment link sent to", "Accounts")
}

func TestProofsStayWhereFilesEnd(t *testing.T) {
	w := newWorld(t)
	d := w.unlocked("a plan")
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund(delivery.Sender("m1"), w.instant(), w.id(), d.Payments[0].ID, 0)
	})
	p := b.get(base).is(http.StatusOK).has("certificate.pdf", "Access to the files has ended", "no longer available")
	if strings.Contains(p.body, "/files/") {
		t.Error("files are offered after a whole refund")
	}
}

func TestACodeThatDoesNotLeaveIsSaidTo(t *testing.T) {
	w := newWorld(t)
	d := w.sent("a plan")
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22"})
	})
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	const late, another = "The code has not left yet", "Send another code"
	state := func(when string, want bool) {
		t.Helper()
		p := b.get(base + "/sign").is(http.StatusOK).has("Type your code")
		if strings.Contains(p.body, late) != want || strings.Contains(p.body, another) == want {
			t.Errorf("%s: late is said to be %t\n%s", when, !want, p.body)
		}
	}
	b.post(base+"/code", url.Values{"consent": {"yes"}}).is(http.StatusSeeOther)
	state("at once", false)
	w.now = w.now.Add(20 * time.Second)
	state("when no worker came to it", true)
	asked := events[delivery.PasscodeRequested](w, d.ID)
	m, _, err := outbox.Plan(t.Context(), w.db, outbox.Message{ID: w.id(), Key: outbox.PasscodeKey(asked[0].Passcode), Delivery: d.ID, Recipient: d.Recipients[0].ID, Kind: "passcode", Channel: "sms", CreatedAt: w.instant()})
	must(t, err)
	_, _, err = outbox.Begin(t.Context(), w.db, m.ID, w.instant(), true)
	must(t, err)
	state("while the gateway does not answer", true)
	then := w.now
	w.now = w.now.Add(11 * time.Minute)
	const none = "No code could leave since 23 November 2026 at 10:00"
	b.get(base+"/sign").is(http.StatusOK).has(none, "tel:+33472000000", "nothing you did").hasNot(late)
	w.now = then
	_, err = outbox.End(t.Context(), w.db, m.ID, outbox.Outcome{State: outbox.Sent, Provider: "vonage", ProviderID: "1", At: w.instant()})
	must(t, err)
	state("once it has left", false)
	w.now = w.now.Add(11 * time.Minute)
	b.get(base + "/sign").is(http.StatusOK).hasNot(none)
}

// Who has paid and asked for all codes of a day is on record as stuck, once a day, so that the sender hears of it.
func TestThatNoMoreCodesComeIsNotedOnceADay(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t))
			d := w.sent("a plan")
			d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
				return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22"})
			})
			b, code := w.opened(d), "/d/"+string(d.ID)+"/code"
			ask := func() int {
				w.now = w.now.Add(31 * time.Minute) // past every wait between two
				return b.post(code, url.Values{"consent": {"yes"}}).status
			}
			for range 8 {
				if got := ask(); got != http.StatusSeeOther {
					t.Fatal(got)
				}
			}
			if noted := events[delivery.MessageFailed](w, d.ID); len(noted) != 0 {
				t.Errorf("%+v", noted)
			}
			for range 3 {
				if got := ask(); got != http.StatusTooManyRequests {
					t.Fatal(got)
				}
			}
			noted := events[delivery.MessageFailed](w, d.ID)
			if len(noted) != 1 || noted[0].Recipient != d.Recipients[0].ID || noted[0].Reason != "passcode_too_many" || len(events[delivery.PasscodeRequested](w, d.ID)) != 8 {
				t.Errorf("%+v", noted)
			}
		})
	}
}
