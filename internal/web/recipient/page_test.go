package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/delivery"
)

// What a payer reads while money goes back, and when it does not.
func TestTheClosedPageSaysWhereTheMoneyIs(t *testing.T) {
	w := newWorld(t)
	id := w.sent("a plan").ID
	observe := func(refunds ...delivery.RefundSeen) *delivery.Delivery {
		return w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Observe(w.instant(), delivery.Observation{
				Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card",
				Received: delivery.Money{Amount: 45000, Currency: "EUR"}, SettledAt: w.instant(), Refunds: refunds,
			}, w.id)
		})
	}
	d := w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(w.instant(), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
	})
	b := w.opened(d)
	seen := delivery.RefundSeen{Processor: "re_1", Amount: 45000, State: delivery.RefundSucceeded}
	for _, step := range []struct {
		sentence string
		refunds  []delivery.RefundSeen
		state    delivery.RefundState
		has, not string
	}{
		{"paid, it waits for the signature", nil, "", "Sign", "Access to the files has ended"},
		{"given back, the files are gone", []delivery.RefundSeen{seen}, delivery.RefundSucceeded, "The payment was returned", "did not go through"},
		{"come back from the bank, the money is not", []delivery.RefundSeen{seen}, delivery.RefundFailed, "The refund did not go through", "The payment was returned"},
	} {
		for i := range step.refunds {
			step.refunds[i].State = step.state
		}
		observe(step.refunds...)
		p := b.get("/d/" + string(id)).is(http.StatusOK).has(step.has)
		p.hasNot("no longer available", "Access to the files has ended") // they never came
		if strings.Contains(p.body, step.not) {
			t.Errorf("%s: the page must not say %q", step.sentence, step.not)
		}
	}
}
