package message

import (
	"testing"

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
