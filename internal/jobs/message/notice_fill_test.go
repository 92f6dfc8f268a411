package message

import (
	"testing"
	"time"

	"quittance/internal/delivery"
)

func TestTheReminderToTheSenderSaysWhoHasToSignAndWhatWasPaid(t *testing.T) {
	price := delivery.Money{Amount: 45_000, Currency: "EUR"}
	d := &delivery.Delivery{
		State: delivery.Sent,
		Recipients: []delivery.Recipient{
			{ID: "payer", Name: "Camille Martin", Roles: []delivery.Role{delivery.Payer}},
			{ID: "signer", Name: "Dominique Petit", Roles: []delivery.Role{delivery.Signer}},
		},
		Dues: []delivery.Due{{ID: "due", Amount: price.Amount, Currency: price.Currency, Settled: price.Amount}},
		Releases: []delivery.Release{{ID: "release", State: delivery.ReleaseLocked, Gates: []delivery.Gate{
			{ID: "g1", Kind: delivery.PaymentGate, Subject: "due", State: delivery.GatePassed},
			{ID: "g2", Kind: delivery.SignatureGate, Subject: "signer", State: delivery.GatePending},
		}}},
	}
	n := Notice{Price: price}
	n.about(d, delivery.Event{Data: delivery.SignatureAwaited{Release: "release", Reminder: 1}})
	if n.Recipient != "Dominique Petit" || n.Amount != price {
		t.Errorf("got %q and %+v", n.Recipient, n.Amount)
	}
}

func TestATurnIsOneMessageWhateverBringsIt(t *testing.T) {
	passed := delivery.Event{Seq: 7, Data: delivery.GateOpened{Release: "rel", Gate: "g1"}}
	waived := delivery.Event{Seq: 9, Data: delivery.GateWaivedBySender{Release: "rel", Gate: "g2"}}
	if keyOf(NoticeTurnSign, passed, "d1", "r1") != keyOf(NoticeTurnSign, waived, "d1", "r1") {
		t.Error("the same step is told twice")
	}
	if keyOf(NoticeTurnSign, passed, "d1", "r1") == keyOf(NoticeTurnPay, passed, "d1", "r1") || keyOf(NoticePaid, passed, "d1", "r1") == keyOf(NoticePaid, waived, "d1", "r2") {
		t.Error("two steps are one message")
	}
}

func TestAnInvoiceIsNoneOfTheFilesHandedOver(t *testing.T) {
	plan, invoice := delivery.Deliverable{ID: "plan"}, delivery.Deliverable{ID: "invoice", Visible: true}
	d := &delivery.Delivery{Deliverables: []delivery.Deliverable{plan, invoice, {ID: "old", Replaced: true}}, Releases: []delivery.Release{{Deliverables: []string{"plan"}}}}
	if n := files(d); n != 1 {
		t.Errorf("%d files", n)
	}
	if n := files(&delivery.Delivery{Deliverables: []delivery.Deliverable{invoice}}); n != 1 {
		t.Errorf("%d files where there is but an invoice", n)
	}
}

// What a consumer who keeps the right of withdrawal reads: when the files come, and until when the right can be used.
func TestTheReceiptSaysWhatBecomesOfTheRightOfWithdrawal(t *testing.T) {
	at := delivery.At(time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC))
	for name, kept := range map[string]bool{"kept": true, "given up": false} {
		t.Run(name, func(t *testing.T) {
			who := delivery.Recipient{ID: "r", Roles: []delivery.Role{delivery.Payer, delivery.Signer}, RightKeptAt: at}
			if !kept {
				who.RightKeptAt, who.WaivedRightAt = 0, at
			}
			d := &delivery.Delivery{
				State: delivery.Sent, Terms: delivery.Terms{ClientKind: delivery.Consumer, Digital: true, Zone: "Europe/Paris"}, Recipients: []delivery.Recipient{who},
				Dues:     []delivery.Due{{ID: "due", Amount: 1, Settled: 1}},
				Payments: []delivery.Payment{{ID: "p", Due: "due", Recipient: "r", State: delivery.PaymentSettled, StartedAt: at}},
				Releases: []delivery.Release{{ID: "rel", State: delivery.ReleaseLocked, Gates: []delivery.Gate{
					{ID: "g1", Kind: delivery.PaymentGate, Subject: "due", Position: 1, State: delivery.GatePassed},
					{ID: "g2", Kind: delivery.SignatureGate, Subject: "r", Position: 2, State: delivery.GatePending},
				}}},
			}
			var n Notice
			n.course(d, &d.Recipients[0], at)
			want := Notice{MyTurn: true, GaveUp: !kept, Course: Course{SignsFirst: true}}
			if kept { // the fourteenth day is Sunday, 6 December: the right goes on until Monday
				want.RightUntil, want.Course.FilesOn = "2026-12-07", "2026-12-08"
			}
			if n.RightUntil != want.RightUntil || n.GaveUp != want.GaveUp || n.Course != want.Course || n.MyTurn != want.MyTurn {
				t.Errorf("got %+v, want %+v", n, want)
			}
		})
	}
}

// Money that is given back of a price that was not paid in full is asked for again; of one that was, and of what was too much, not.
func TestWhatIsGivenBackIsOwedAgainOnlyBeforeTheWholePriceIsPaid(t *testing.T) {
	for name, c := range map[string]struct {
		settled int64
		state   delivery.PaymentState
		surplus bool
		want    bool
	}{
		"a part of a part":             {20_000, delivery.PaymentSettled, false, true},
		"a part of the whole":          {45_000, delivery.PaymentSettled, false, false},
		"what was too much of a part":  {20_000, delivery.PaymentSettled, true, false},
		"money that counts for no due": {20_000, delivery.PaymentUnapplied, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := &delivery.Delivery{
				Dues:     []delivery.Due{{ID: "due", Amount: 45_000, Settled: c.settled, Currency: "EUR"}},
				Payments: []delivery.Payment{{ID: "p", Due: "due", State: c.state, Currency: "EUR"}},
				Refunds:  []delivery.Refund{{ID: "r", Payment: "p", Amount: 10_000, State: delivery.RefundSucceeded, Surplus: c.surplus}},
			}
			var n Notice
			n.about(d, delivery.Event{Data: delivery.RefundDone{Refund: "r", Payment: "p", Amount: 10_000}})
			if n.Again != c.want {
				t.Errorf("owed again: %t", n.Again)
			}
		})
	}
}
