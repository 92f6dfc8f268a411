package sender_test

import (
	"net/http"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/projection"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

const (
	iban    = "FR7630006000011234567890189"
	grouped = "FR76 3000 6000 0112 3456 7890 189"
)

func TestTheAccountOfTransfersIsTheOwnersAndEveryOwnerIsTold(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	w.member(account.Owner, "luc@moreau.example", m.Workspace)
	colleague, accountant := w.member(account.Colleague, "zoe@moreau.example", m.Workspace), w.member(account.Accountant, "max@moreau.example", m.Workspace)
	b := w.signedIn(m)
	for _, other := range []account.Member{colleague, accountant} {
		o := w.signedIn(other)
		o.get("/settings/bank").is(http.StatusForbidden)
		o.post("/settings/bank", "iban", iban, "holder", "Zoé").is(http.StatusForbidden)
	}
	for wrong, says := range map[string]string{
		"FR76 3000 6000 0112 3456 7890 188": "check every character", "FR76 3000": "too short or too long", "ZZ76 3000 6000 0112": "has no IBAN", "mon compte": "begins with two letters",
	} {
		b.post("/settings/bank", "iban", wrong, "holder", "Atelier").is(http.StatusUnprocessableEntity).has(says, `value="`+wrong+`"`)
	}
	b.post("/settings/bank", "iban", iban, "bic", "AGRI").is(http.StatusUnprocessableEntity).has("Account holder: Please fill this in.", "eight or eleven")
	b.post("/settings/bank", "iban", "CH93 0076 2011 6238 5295 7", "holder", "Atelier").is(http.StatusUnprocessableEntity).has("BIC: Please fill this in.")
	w.wasTold()
	b.post("/settings/bank", "iban", "fr76 3000-6000 0112 3456 7890 189", "holder", "Atelier Moreau SARL").is(http.StatusSeeOther).at("/settings/bank")
	w.wasTold(m.ID+" bank_changed", "m-luc@moreau.example bank_changed")
	if n := w.lines(m.Workspace, account.BankReplaced); n != 1 {
		t.Errorf("one change is on record %d times", n)
	}
	b.get("/settings/bank").is(http.StatusOK).has(grouped, "Leave IBAN and BIC empty")
	b.post("/settings/bank", "iban", iban, "holder", "Atelier Moreau SARL").is(http.StatusSeeOther)
	w.wasTold() // nothing changed
	if n := w.lines(m.Workspace, account.BankReplaced); n != 1 {
		t.Errorf("what changed nothing is on record: %d lines", n)
	}

	w.now = w.now.Add(account.Fresh)
	b.get("/settings/bank").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fbank")
	b.post("/settings/bank", "iban", "DE89370400440532013000", "holder", "Thief").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fbank")
	ws, err := roster.Workspace(t.Context(), w.db, m.Workspace)
	must(t, err)
	if ws.Bank != (account.Bank{IBAN: iban, Holder: "Atelier Moreau SARL"}) {
		t.Errorf("%+v", ws.Bank)
	}
	b.post("/prove", "password", password, "next", "/settings/bank").is(http.StatusSeeOther).at("/settings/bank")
	b.post("/settings/bank", "iban", "", "holder", "Atelier Moreau SARL").is(http.StatusSeeOther)
	if ws, err = roster.Workspace(t.Context(), w.db, m.Workspace); err != nil || ws.Bank.IsKnown() {
		t.Errorf("%+v, %v", ws.Bank, err)
	}
}

func TestAPaidDeliveryNeedsAProcessorOrAnAccount(t *testing.T) {
	w := newWorld(t)
	w.commands.Payments = false
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.draft()
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther)
	if s := w.delivery(id).State; s != delivery.Draft {
		t.Fatalf("a delivery that nobody can pay is %s", s)
	}
	b.post("/settings/bank", "iban", iban, "holder", "Atelier Moreau SARL").is(http.StatusSeeOther)
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther).at("/deliveries/" + id)
	if d := w.delivery(id); d.State != delivery.Sent || len(d.Dues[0].Reference) != 16 {
		t.Errorf("%s, reference %q", d.State, d.Dues[0].Reference)
	}
}

func TestAnAnnouncedTransferIsRecordedInOneClick(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	b.post("/settings/bank", "iban", iban, "holder", "Atelier Moreau SARL").is(http.StatusSeeOther)
	id := b.sent()
	d := w.delivery(id)
	due, page := d.Dues[0], "/deliveries/"+id
	b.get(page).is(http.StatusOK).has("Reference of the transfer: RF").hasNot("announced on", `name="reference" type="text" value="`+due.Reference)
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DeclareTransfer(delivery.At(w.now), d.Recipients[0].ID, due.ID)
	})
	b.get(page).is(http.StatusOK).has("€1,250.00 announced on 23 November 2026", "All of it has arrived: €1,250.00", "Transfer announced by the payer", `value="1250,00"`,
		"A transfer is announced: check your bank account.", `href="#money-h"`).hasNot("Waiting for Hélène Berthier", "Sent: payment")
	b.get("/deliveries").is(http.StatusOK).has("What needs you", "Transfer announced, to be checked", ">Transfer announced<")
	b.get("/deliveries?state=to_pay").is(http.StatusOK).has(id)
	b.post(page+"/record-payment", "due", due.ID, "amount", "400", "received_on", "2026-11-22", "reference", due.Reference).is(http.StatusSeeOther)
	b.get(page).is(http.StatusOK).has("€400.00 received, €850.00 left.", "All of it has arrived: €850.00", "€400.00 of €1,250.00 received; €850.00 left to pay.", "Waiting for Hélène Berthier").
		hasNot("announced on 23", "your turn", "Sent: payment")
	b.get("/deliveries").is(http.StatusOK).hasNot("Transfer announced")
	w.now = w.now.Add(time.Minute)
	b.post(page+"/record-payment", "due", due.ID, "whole", "yes", "reference", "").is(http.StatusSeeOther)
	after := w.delivery(id)
	if !after.Dues[0].IsSettled() || len(after.Payments) != 2 || after.Payments[1].Amount != 85_000 || string(after.Payments[0].Reference) != due.Reference {
		t.Errorf("%+v %+v", after.Dues[0], after.Payments)
	}
}

// The bank kept thirty cents: the sender reads what can be done of a rest that nobody can pay online.
func TestARestThatNoProcessorTakesIsTheSendersToSolve(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "camille@moreau.example", ""))
	id := b.sent()
	page, due := "/deliveries/"+id, w.delivery(id).Dues[0].ID
	b.get(page).is(http.StatusOK).hasNot("too little to pay online")
	b.post(page+"/record-payment", "due", due, "amount", "1249.70", "received_on", "2026-11-22").is(http.StatusSeeOther)
	b.get(page).is(http.StatusOK).has("€0.30 is left, too little to pay online", "Waive the remaining €0.30", "Record a payment received")
	b.post(page+"/waive", "gate", due, "reason", "La banque les a gardés").is(http.StatusSeeOther)
	b.get(page).is(http.StatusOK).has("You waived €0.30.", "La banque les a gardés", "A signature remains.", "Paid on 22 November 2026").
		hasNot("too little to pay online", "€0.30 left", "€0.30 is left", "€0.30 remains")
	d := w.delivery(id)
	if d.Owing(due) != 0 || d.Dues[0].Forgiven != 30 || d.Releases[0].Gates[0].State != delivery.GatePassed {
		t.Fatalf("%+v", d.Dues[0])
	}
	if s := projection.SituationOf(d); s != projection.AwaitingSignature {
		t.Fatal(s)
	}
}
