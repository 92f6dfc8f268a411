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
