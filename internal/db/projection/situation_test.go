package projection_test

import (
	"testing"

	"quittance/internal/db/projection"
	"quittance/internal/delivery"
)

// What the money did is said as it is: on its way back, back while the files stay, or in part at the bank for good.
func TestTheSentenceAboutMoneyThatGoesBack(t *testing.T) {
	paid := func(state delivery.ReleaseState, gate delivery.GateKind) *delivery.Delivery {
		return &delivery.Delivery{
			State:    delivery.Completed,
			Dues:     []delivery.Due{{ID: "due", Amount: 450, Currency: "EUR", Settled: 450}},
			Payments: []delivery.Payment{{ID: "card", Due: "due", Amount: 150, Applied: 150, Currency: "EUR", State: delivery.PaymentSettled, Processor: delivery.ByStripe}, {ID: "hand", Due: "due", Amount: 300, Applied: 300, Currency: "EUR", State: delivery.PaymentSettled, Processor: delivery.ByHand}},
			Releases: []delivery.Release{{ID: "rel", State: state, Gates: []delivery.Gate{{ID: "g", Kind: gate, Subject: "due", State: delivery.GatePassed}}}},
		}
	}
	asked := func(d *delivery.Delivery) {
		d.Refunds = []delivery.Refund{{ID: "r1", Payment: "card", Amount: 150, State: delivery.RefundRequested}, {ID: "r2", Payment: "hand", Amount: 300, State: delivery.RefundRequested}}
	}
	back := func(d *delivery.Delivery) {
		d.Dues[0].Refunded, d.Payments[0].Refunded, d.Payments[1].Refunded = 450, 150, 300
	}
	lost := func(d *delivery.Delivery) {
		d.Disputes = []delivery.Dispute{{ID: "dp", Payment: "card", State: delivery.DisputeLost}}
	}
	for sentence, c := range map[string]struct {
		state delivery.ReleaseState
		gate  delivery.GateKind
		then  func(*delivery.Delivery)
		want  projection.Situation
	}{
		"paid":                                      {delivery.ReleaseUnlocked, delivery.PaymentGate, func(*delivery.Delivery) {}, projection.Completed},
		"all is asked back":                         {delivery.ReleaseUnlocked, delivery.PaymentGate, asked, projection.Refunding},
		"all is back, and was the gate":             {delivery.ReleaseRevoked, delivery.PaymentGate, back, projection.Revoked},
		"all is asked back, and was no gate":        {delivery.ReleaseUnlocked, delivery.SignatureGate, asked, projection.Completed},
		"all is back, and was no gate":              {delivery.ReleaseUnlocked, delivery.SignatureGate, back, projection.Returned},
		"a part was lost, the other is still there": {delivery.ReleaseRevoked, delivery.PaymentGate, lost, projection.LostApart},
		"a part was lost, the other given back": {delivery.ReleaseRevoked, delivery.PaymentGate, func(d *delivery.Delivery) {
			lost(d)
			d.Payments[1].Refunded = 300
		}, projection.Revoked},
	} {
		t.Run(sentence, func(t *testing.T) {
			d := paid(c.state, c.gate)
			if c.then(d); projection.SituationOf(d) != c.want {
				t.Errorf("got %q, want %q", projection.SituationOf(d), c.want)
			}
		})
	}
}
