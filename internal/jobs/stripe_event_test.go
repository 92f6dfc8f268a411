package jobs

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/oversight"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
	"quittance/internal/jobs/jobstest"
)

// till is a processor that is asked for money only.
type till struct {
	Payments
	holds []oversight.UnknownPayment
	fails error
	asked int
}

func (*till) Live() bool { return true }

func (b *till) Recall(_ context.Context, ev webhook.StripeEvent) (oversight.UnknownPayment, bool, error) {
	b.asked++
	i := slices.IndexFunc(b.holds, func(p oversight.UnknownPayment) bool { return p.Payment == ev.Payment && p.Account == ev.Account })
	if b.fails != nil || i < 0 {
		return oversight.UnknownPayment{}, false, b.fails
	}
	return b.holds[i], true, nil
}

// TestAnEventOfAPaymentThatNoDeliveryKnows: after a restore there is money that only the processor knows.
func TestAnEventOfAPaymentThatNoDeliveryKnows(t *testing.T) {
	money := oversight.UnknownPayment{Payment: "p9", Delivery: "d9", Intent: "pi_9", Amount: delivery.Money{Amount: 45_000, Currency: "EUR"}, PaidAt: delivery.At(jobstest.Morning)}
	down := errors.New("connection refused")
	for name, tt := range map[string]struct {
		events []webhook.StripeEvent
		fails  error
		asked  int
		listed int
		waits  bool // the event is looked at again
	}{
		"money is listed":                  {events: []webhook.StripeEvent{{Payment: "p9", Live: true}}, asked: 1, listed: 1},
		"two events of it, one line":       {events: []webhook.StripeEvent{{Payment: "p9", Live: true}, {Payment: "p9", Live: true}}, asked: 2, listed: 1},
		"no money is not":                  {events: []webhook.StripeEvent{{Payment: "p8", Live: true}}, asked: 1},
		"another account's is not":         {events: []webhook.StripeEvent{{Payment: "p9", Live: true, Account: "acct_1"}}, asked: 1},
		"play money is not asked for":      {events: []webhook.StripeEvent{{Payment: "p9"}}},
		"nor what does not carry our mark": {events: []webhook.StripeEvent{{Object: "pi_9", Live: true}}},
		"the processor is away":            {events: []webhook.StripeEvent{{Payment: "p9", Live: true}}, fails: down, asked: 1, waits: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			bank := &till{holds: []oversight.UnknownPayment{money}, fails: tt.fails}
			b.Payments = bank
			for i, ev := range tt.events {
				ev.ID, ev.Type, ev.CreatedAt = string(rune('a'+i)), "checkout.session.completed", b.at()
				check(t, b.StoreStripeEvent(t.Context(), ev))
				err := (&stripeEventProcessor{Runner: b.Runner}).Work(t.Context(), &river.Job[processStripeEvent]{Args: processStripeEvent{Account: ev.Account, Event: ev.ID}})
				if !errors.Is(err, tt.fails) {
					t.Fatalf("processed with %v", err)
				}
			}
			want := money
			want.HeardAt = b.at()
			listed, err := oversight.UnknownPayments(t.Context(), b.DB, 10)
			check(t, err)
			if bank.asked != tt.asked || len(listed) != tt.listed || tt.listed == 1 && listed[0] != want {
				t.Errorf("asked %d times, listed %+v", bank.asked, listed)
			}
			left, err := webhook.UnprocessedStripeEvents(t.Context(), b.DB, b.at().Add(time.Hour), 10)
			if check(t, err); (len(left) > 0) != tt.waits {
				t.Errorf("left over: %+v", left)
			}
		})
	}
}
