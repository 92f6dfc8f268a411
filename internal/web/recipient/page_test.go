package recipient_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/internal/consent"
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

// A refund of all holds the files back from the moment it is asked for, so nobody reads until the bank answers that a step is missing.
func TestARefundThatIsUnderWayIsSaid(t *testing.T) {
	w := newWorld(t, online)
	d := w.sent("a plan")
	d = w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(w.instant(), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
	})
	w.paid(d, "pay1", "pi_1")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	b.get(base).is(http.StatusOK).hasNot("The refund is under way")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund(delivery.Sender("m1"), w.instant(), w.id(), "pay1", 10_000)
	})
	b.get(base).is(http.StatusOK).hasNot("The refund is under way") // a part ends nothing
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund(delivery.Sender("m1"), w.instant(), w.id(), "pay1", 0)
	})
	b.get(base).is(http.StatusOK).has("The refund is under way", "nothing is left to pay or to sign").hasNot("no longer available")
}

// Of a price that came in parts a lost dispute takes one: the others are not said to have been returned.
func TestAPartLostInADisputeIsNotTheWholePrice(t *testing.T) {
	w := newWorld(t, online)
	d := w.sent("a plan")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 30_000, Currency: "EUR", ReceivedOn: "2026-11-22"})
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(w.instant(), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
	})
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(w.instant(), delivery.Observation{
			Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card", Last4: "4242",
			Received: delivery.Money{Amount: 15_000, Currency: "EUR"}, SettledAt: w.instant(),
			Disputes: []delivery.DisputeSeen{{ID: "dp_1", Amount: 15_000, Reason: "fraudulent", State: delivery.DisputeLost}},
		}, w.id)
	})
	w.opened(d).get("/d/" + string(d.ID)).is(http.StatusOK).has("The bank took a contested payment back").hasNot("The payment was returned")
}

// A sender's word that a cent came takes no warning from the page that asks for the rest.
func TestWhoIsAskedToPayIsWarnedWhateverTheSenderRecorded(t *testing.T) {
	w := newWorld(t, online)
	d := w.sent("a plan")
	b := w.opened(d)
	base := "/d/" + string(d.ID)
	b.get(base).is(http.StatusOK).has("Not expecting this?", "You can pay until")
	w.happens(d.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{Payment: w.id(), Due: d.Dues[0].ID, Amount: 1, Currency: "EUR", ReceivedOn: "2026-11-22"})
	})
	b.get(base).is(http.StatusOK).has("Not expecting this?", "You can pay until")
}

// The function to withdraw from the contract is there during the whole period, also while the bank looks at a payment
// (C. conso. L221-21).
func TestAConsumerCanWithdrawWhileAPaymentIsContested(t *testing.T) {
	w := newWorld(t, online)
	d := w.consumer()
	for _, what := range []func(*delivery.Delivery) ([]delivery.Event, error){
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.KeepRight(d.Recipients[0].ID, w.instant(), consent.RightKept("en"))
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.StartPayment(w.instant(), d.Recipients[0].ID, d.Dues[0].ID, "pay1", "", delivery.Card)
		},
		func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Observe(w.instant(), delivery.Observation{
				Payment: "pay1", Live: true, SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch", Method: "card", Last4: "4242",
				Received: delivery.Money{Amount: 45_000, Currency: "EUR"}, SettledAt: w.instant(),
				Disputes: []delivery.DisputeSeen{{ID: "dp_1", Amount: 45_000, Reason: "fraudulent", State: delivery.DisputeOpen}},
			}, w.id)
		},
	} {
		w.happens(d.ID, what)
	}
	base := "/d/" + string(d.ID)
	w.opened(d).get(base).is(http.StatusOK).has("Access is suspended", base+"/renoncer")
}
