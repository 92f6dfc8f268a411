package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// A public buyer signs and has the files; what is owed is said with what finds it in Chorus Pro, and nothing presses.
func TestAPublicBuyerSignsAndPaysAfter(t *testing.T) {
	w := newWorld(t)
	d := w.sentWith("a plan", func(s *draft.Spec) {
		s.Terms.ClientKind, s.Terms.ChorusEngagement, s.Terms.ChorusService = delivery.Public, "2026-EJ-004512", "VOIRIE-03"
	})
	base := "/d/" + string(d.ID)
	b := w.opened(d)
	engagement, service := `id="chorus-engagement" data-value="2026-EJ-004512"`, `id="chorus-service" data-value="VOIRIE-03"`
	page := b.get(base).is(http.StatusOK).has("Your next step", base+"/sign", "your signature is enough", engagement, service, `data-copy="chorus-engagement"`, "before you sign", "open until 23 November 2027")
	for _, pressing := range []string{`action="` + base + `/pay"`, "before you pay", "You can pay until", "obligation to pay", `action="` + base + `/transfer"`} {
		if strings.Contains(page.body, pressing) {
			t.Errorf("the page says %q before the files", pressing)
		}
	}

	w.waivedAt(d.ID, 0)
	page = b.get(base).is(http.StatusOK).has(engagement, service, "€450.00 left to pay", "Payment follows delivery, by payment order or transfer", "gives you their bank details")
	if strings.Contains(page.body, `action="`+base+`/transfer"`) {
		t.Error("a transfer is offered without an account")
	}
	b.get(base + "/files/" + d.Deliverables[0].ID).is(http.StatusOK)
	w.banked()
	page = b.get(base).is(http.StatusOK).has(`<details class="fold transfer" id="transfer" open>`, iban, engagement)
	if strings.Contains(page.body, "gives you their bank details") {
		t.Error("the account stands there, and is to be asked for")
	}
	b.post(base+"/transfer", nil).is(http.StatusSeeOther)
	if w.count(d.ID, "transfer.declared") != 1 {
		t.Error("the payment order is not announced")
	}
}

// The accounts department of a public buyer is named by the same click, and reads the references too.
func TestAPublicBuyersAccountsReadTheReferences(t *testing.T) {
	w := newWorld(t)
	d := w.sentWith("a plan", func(s *draft.Spec) {
		s.Terms.ClientKind, s.Terms.ChorusEngagement = delivery.Public, "2026-EJ-004512"
	})
	w.waivedAt(d.ID, 0)
	base := "/d/" + string(d.ID)
	w.as(d, 0).post(base+"/payer", accounts(1)).is(http.StatusSeeOther)
	d, err := w.db.Delivery(t.Context(), d.ID)
	must(t, err)
	page := w.as(d, 1).get(base).is(http.StatusOK).has(`id="chorus-engagement" data-value="2026-EJ-004512"`, "Payment follows delivery")
	if strings.Contains(page.body, "chorus-service") || strings.Contains(page.body, "plan.pdf") {
		t.Error("an empty reference, or a file, is shown")
	}
}

// A consumer who has something made to measure is asked for no choice, and has no right to withdraw.
func TestAServiceMadeToMeasureAsksForNoChoice(t *testing.T) {
	w := newWorld(t)
	w.banked()
	d := w.sentWith("a plan", func(s *draft.Spec) { s.Terms.ClientKind = delivery.Consumer })
	base := "/d/" + string(d.ID)
	page := w.opened(d).get(base).is(http.StatusOK).has(base + "/transfer")
	for _, asked := range []string{`name="consent"`, `name="keep"`, base + "/renoncer"} {
		if strings.Contains(page.body, asked) {
			t.Errorf("the page has %q", asked)
		}
	}
	w.opened(d).post(base+"/transfer", nil).is(http.StatusSeeOther)
	if w.count(d.ID, "transfer.declared") != 1 || w.count(d.ID, "recipient.right_waived") != 0 {
		t.Error("a right that is not there was waived")
	}
}
