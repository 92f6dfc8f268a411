package recipient_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/consent"
	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

func TestAConsumerKeepsTheRightAndWithdrawsFromTheContract(t *testing.T) {
	w := newWorld(t)
	d := w.consumer()
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	function := `href="` + base + `/renoncer"`
	page := b.get(base).is(http.StatusOK).has(`name="consent"`, consent.RightKept("en").Text)
	if strings.Contains(page.body, function) || strings.Contains(page.body, "checked") && strings.Contains(page.body, `name="keep" type="checkbox" value="yes" checked`) {
		t.Error("before an order there is nothing to withdraw from, and nothing is ticked")
	}
	b.post(base+"/renoncer", nil).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("The right of withdrawal has ended, or there is none here.")

	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[1].ID, "known")
	})
	b.get(base).is(http.StatusOK).has("Your files are kept for you", "8 December 2026", function, base+"/waive-right") // paid on 23 November
	b.get(base + "/files/" + d.Deliverables[0].ID).is(http.StatusPaymentRequired)
	b.get(base+"/renoncer").is(http.StatusOK).has("helene@berthier.example", "7 December 2026", "Confirm that I withdraw from the contract")
	if now, err := w.db.Delivery(t.Context(), d.ID); err != nil || now.State != delivery.Sent {
		t.Fatal("looking withdrew", err)
	}
	b.post(base+"/renoncer", nil).is(http.StatusSeeOther)
	b.get(base).is(http.StatusOK).has("Your withdrawal is recorded", "You withdrew from the contract")
	b.post(base+"/renoncer", nil).is(http.StatusSeeOther)
	ended := events[delivery.ContractEnded](w, d.ID)
	if len(ended) != 1 || ended[0].ByHand != 45000 || ended[0].Recipient != d.Recipients[0].ID {
		t.Errorf("%+v", ended)
	}
}

// Who did not withdraw from the contract reads who did, whatever they were asked for, and is promised nothing.
func TestTheOthersReadWhoWithdrewFromTheContract(t *testing.T) {
	w := newWorld(t)
	d := w.sentWith("a plan", func(s *draft.Spec) {
		s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true
		s.Recipients[0].Name, s.Recipients[0].Roles = "Papa Paie", []delivery.Role{delivery.Payer}
		s.Recipients = append(s.Recipients,
			delivery.Recipient{Name: "Chloé Signe", Email: "chloe@signe.example", Phone: "06 39 98 00 02", Roles: []delivery.Role{delivery.Signer}},
			delivery.Recipient{Name: "Rita Lit", Email: "rita@lit.example", Roles: []delivery.Role{delivery.Reader}},
			delivery.Recipient{Name: "Maman Paie", Email: "maman@paie.example", Roles: []delivery.Role{delivery.Payer}})
	})
	at := "/d/" + string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
	})
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	papa := w.opened(d)
	papa.post(at+"/renoncer", nil).is(http.StatusSeeOther)
	papa.get(at).is(http.StatusOK).has("You withdrew from the contract on ", "acknowledgement has gone to your address", "owes you €450.00").hasNot("Papa Paie")
	for i, name := range []string{"Chloé", "Rita", "Maman"} {
		r := d.Recipients[i+1]
		p := w.as(d, i+1).get(at).is(http.StatusOK).has("Another recipient withdrew from the contract", "Papa Paie withdrew from the contract on 23 November 2026").hasNot("You withdrew", "your address", "owes you")
		if owes := strings.Contains(p.body, "owes €450.00 to whoever paid it"); owes != r.Has(delivery.Payer) {
			t.Errorf("%s reads what is owed: %v", name, owes)
		}
	}
}

// What the bank refuses to give back to a consumer who withdrew is owed by the last day that the law gives (C. conso. L221-24).
func TestWhatTheBankRefusesToGiveBackHasItsLastDay(t *testing.T) {
	w := newWorld(t)
	d := w.consumer()
	b, base := w.opened(d), "/d/"+string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(w.instant(), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
	})
	d = w.paid(w.loaded(d.ID), "pay1", "pi")
	b.post(base+"/renoncer", nil).is(http.StatusSeeOther)
	back := w.loaded(d.ID).Refunds[0]
	b.get(base).is(http.StatusOK).has("You withdrew from the contract").hasNot("owes you")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RefuseRefund(w.instant(), back.ID, "")
	})
	b.get(base).is(http.StatusOK).has("Your sender owes you €450.00, to be given back by 7 December 2026.", "did not go through").hasNot("no longer available")
}

func TestTheFunctionIsShownAsLongAsTheRightStands(t *testing.T) {
	w := newWorld(t)
	d := w.consumer()
	base := "/d/" + string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	b := w.opened(d)
	for _, step := range []struct {
		at    time.Time
		shown bool
	}{
		{w.now, true},
		{time.Date(2026, 12, 7, 22, 59, 59, 0, time.UTC), true}, // in Paris still the 7th
		{time.Date(2026, 12, 7, 23, 0, 0, 0, time.UTC), false},
	} {
		w.now = step.at
		if got := strings.Contains(b.get(base).is(http.StatusOK).body, base+"/renoncer"); got != step.shown {
			t.Errorf("at %s shown: %v", step.at, got)
		}
	}
}

func TestAConsumerWhoWantsTheFilesAfterAllHasThem(t *testing.T) {
	w := newWorld(t)
	d := w.consumer()
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID})
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[1].ID, "known")
	})
	b.post(base+"/waive-right", nil).is(http.StatusUnprocessableEntity)
	b.post(base+"/waive-right", url.Values{"consent": {"yes"}}).is(http.StatusSeeOther)
	if now, err := w.db.Delivery(t.Context(), d.ID); err != nil || now.Releases[0].State != delivery.ReleaseSealing {
		t.Error("not sealing", err)
	}
}

// The words beside a way to pay follow what a consumer chose of the right of withdrawal, and say both before.
func TestTheWaysToPaySayWhenAConsumersFilesCome(t *testing.T) {
	choose := func(keep bool) func(*world, *delivery.Delivery) {
		return func(w *world, d *delivery.Delivery) {
			w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
				if keep {
					return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
				}
				return d.WaiveRight(d.Recipients[0].ID, w.instant(), consent.RightWaiver("en"))
			})
		}
	}
	for name, c := range map[string]struct {
		chosen              func(*world, *delivery.Delivery)
		card, debit, byHand string
	}{
		"before the choice": {
			func(*world, *delivery.Delivery) {}, "<small>Paid at once; files fourteen days later if you keep your right<", "fourteen at most; files fourteen days later if you keep your right<",
			"has seen the transfer; files fourteen days later if you keep your right<",
		},
		"kept":     {choose(true), "<small>Paid at once; files at the end of your right of withdrawal<", "<small>Paid in several days; files at the end of your", "transfer; files at the end of your right of withdrawal<"},
		"given up": {choose(false), "<small>Paid at once<", "<small>Paid in several days, fourteen at most<", "Paid as soon as Atelier Moreau SARL has seen the transfer<"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, online)
			w.banked()
			d := w.consumer()
			c.chosen(w, d)
			w.opened(d).get("/d/"+string(d.ID)).is(http.StatusOK).has(c.card, c.debit, c.byHand)
		})
	}
}

// A consumer's choice holds from the press on, whichever payment page is open by then, and changes until something is paid:
// the last one is what receipt, files and certificate go by.
func TestWhatAConsumerChoosesLastHolds(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w, _ := rivals(t, e.URL(t))
			d := w.consumer()
			base, waiver, kept := "/d/"+string(d.ID), consent.RightWaiver("en").Text, consent.RightKept("en").Text
			b, waive, keep := w.opened(d), url.Values{"consent": {"yes"}}, url.Values{"keep": {"yes"}}
			chosen := func(kept bool) *delivery.Recipient {
				t.Helper()
				now := w.loaded(d.ID)
				if r := &now.Recipients[0]; r.WaivedRightAt.IsZero() == kept && (!kept || !r.RightKeptAt.IsZero()) {
					return r
				}
				t.Fatalf("kept is not %v: %+v", kept, now.Recipients[0])
				return nil
			}
			first := b.post(base+"/pay", waive).is(http.StatusSeeOther).header.Get("Location")
			chosen(false)
			b.get(base).is(http.StatusOK).has("You have chosen: "+waiver, kept, `name="keep"`).hasNot(`name="consent"`, " checked>"+waiver)

			if to := b.post(base+"/pay", keep).is(http.StatusSeeOther).header.Get("Location"); to != first {
				t.Errorf("sent to %q, then to %q", first, to)
			}
			chosen(true)
			b.get(base).is(http.StatusOK).has("You have chosen: "+kept, `name="consent"`).hasNot(`name="keep"`)
			b.post(base+"/pay", url.Values{"consent": {"yes"}, "keep": {"yes"}}).is(http.StatusUnprocessableEntity).has("Choose one or the other, not both.")
			b.post(base+"/pay", keep).is(http.StatusSeeOther)
			b.post(base+"/waive-right", nil).is(http.StatusUnprocessableEntity)
			b.post(base+"/waive-right", waive).is(http.StatusSeeOther)
			chosen(false)
			b.post(base+"/waive-right", nil).is(http.StatusUnprocessableEntity)
			b.post(base+"/waive-right", keep).is(http.StatusSeeOther)
			chosen(true)
			b.post(base+"/waive-right", waive).is(http.StatusSeeOther)

			open, ok := w.loaded(d.ID).OpenPayment(d.Dues[0].ID)
			if !ok {
				t.Fatal("no page is open")
			}
			w.paid(w.loaded(d.ID), open.ID, "pi")
			b.get(base).is(http.StatusOK).hasNot("You have chosen")
			b.post(base+"/waive-right", keep).is(http.StatusSeeOther)
			b.get(base).is(http.StatusOK).has("that choice no longer changes")
			chosen(false)
			if n := w.count(d.ID, "recipient.right_kept"); n != 2 {
				t.Errorf("kept %d times on record", n)
			}
		})
	}
}
