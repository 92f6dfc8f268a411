package delivery_test

import (
	"testing"

	"quittance/internal/agenda"
	"quittance/internal/consent"
	"quittance/internal/consumer"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// consumer is a delivery of digital content to Ada, who buys for herself.
func (l *life) consumer(t testing.TB) *life {
	t.Helper()
	s := simple()
	s.Terms.ClientKind, s.Terms.Digital, s.Terms.Zone = delivery.Consumer, true, "Europe/Paris"
	return l.sent(t, s)
}

// rightEnds is the end of the right of withdrawal of a contract concluded now.
func (l *life) rightEnds() delivery.Instant {
	return delivery.At(consumer.RightEnds(l.at.Time(), timezone.Of(l.d.Terms.Zone)))
}

func (l *life) keepsRight(t testing.TB) *life {
	t.Helper()
	events, err := l.d.KeepRight(l.who(0), l.at, consent.RightKept("fr"))
	l.must(t, events, err)
	return l
}

func (l *life) ends() ([]delivery.Event, error) {
	return l.d.EndContract(l.at, delivery.ContractEnded{Recipient: l.who(0)}, l.id)
}

func (l *life) handed(t testing.TB) {
	t.Helper()
	events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.due(0)})
	l.must(t, events, err)
}

func TestAConsumersChoice(t *testing.T) {
	for name, story := range map[string]func(*testing.T, *life){
		"who keeps the right pays and signs, and has the files when it has run out, not before": func(t *testing.T, l *life) {
			l.consumer(t).keepsRight(t).pay(t)
			l.sign(t)
			end := l.rightEnds()
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
			wants(t, agenda.NextStep(l.d, l.who(0), l.at).Kind, agenda.StepAwaitRight)
			wants(t, l.d.NextDue(), end)
			events, err := l.d.Elapse(end - 1)
			l.must(t, events, err)
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
			events, err = l.d.Elapse(end)
			l.must(t, events, err)
			wants(t, l.d.Releases[0].State, delivery.ReleaseSealing)
			l.at = end
			wants(t, l.d.MayEndContract(l.who(0), l.at), false)
			l.seal(t)
			wants(t, l.d.CanDownloadAll(l.who(0), l.release(0), l.at), error(nil))
		},
		"who kept the right and wants the files now gives it up, and has them": func(t *testing.T, l *life) {
			l.consumer(t).keepsRight(t).pay(t)
			l.sign(t)
			wants(t, l.d.MayEndContract(l.who(0), l.at), true)
			events, err := l.d.WaiveRight(l.who(0), l.at, consent.RightWaiver("fr"))
			l.must(t, events, err)
			wants(t, l.d.Releases[0].State, delivery.ReleaseSealing)
			wants(t, l.d.MayEndContract(l.who(0), l.at), false)
			refused(t, "right_over")(l.ends())
		},
		"a right that was given up stands until the files begin to come": func(t *testing.T, l *life) {
			events, err := l.consumer(t).d.WaiveRight(l.who(0), l.at, consent.RightWaiver("fr"))
			l.must(t, events, err)
			l.pay(t)
			wants(t, l.d.MayEndContract(l.who(0), l.at), true)
			l.sign(t)
			wants(t, l.d.MayEndContract(l.who(0), l.at), false)
		},
		"a transfer that came without a choice holds the files too, and the right stands": func(t *testing.T, l *life) {
			l.consumer(t).handed(t)
			l.sign(t)
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
			wants(t, l.d.HeldUntil(l.release(0)), l.rightEnds())
			wants(t, l.d.MayEndContract(l.who(0), l.at), true)
		},
		"withdrawing closes the delivery and sends the money back": func(t *testing.T, l *life) {
			p := l.consumer(t).keepsRight(t).pay(t)
			events, err := l.ends()
			l.must(t, events, err)
			wants(t, types(events), "recipient.withdrew refund.requested")
			wants(t, l.d.State, delivery.Withdrawn)
			wants(t, l.d.Recipients[0].WithdrewAt, l.at)
			wants(t, l.d.Refunds[0].Amount, int64(45000))
			refused(t, "delivery_withdrawn")(l.ends())
			o := l.money(p)
			o.Refunds = []delivery.RefundSeen{{ID: l.d.Refunds[0].ID, Processor: "re_1", Amount: 45000, State: delivery.RefundSucceeded}}
			l.observe(t, o)
			wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
		},
		"a debit that settles after the withdrawal goes back by itself": func(t *testing.T, l *life) {
			p := l.consumer(t).keepsRight(t).process(t)
			events, err := l.ends()
			l.must(t, events, err)
			wants(t, types(events), "recipient.withdrew")
			l.observe(t, l.money(p))
			wants(t, l.has("refund.requested"), 1)
			wants(t, l.d.Payments[0].State, delivery.PaymentUnapplied)
		},
		"money contested when the contract ended goes back by itself once the bank returns it to the sender": func(t *testing.T, l *life) {
			p := l.consumer(t).keepsRight(t).pay(t)
			l.dispute(t, p, delivery.DisputeOpen)
			events, err := l.ends()
			l.must(t, events, err)
			wants(t, types(events), "recipient.withdrew")
			l.observe(t, l.money(p))
			wants(t, len(l.d.Refunds), 0)
			l.dispute(t, p, delivery.DisputeWon)
			wants(t, len(l.d.Refunds), 1)
			wants(t, l.d.Refunds[0].Amount, int64(45000))
			wants(t, l.d.Refunds[0].Surplus, false)
			l.dispute(t, p, delivery.DisputeWon) // old news
			wants(t, len(l.d.Refunds), 1)
		},
		"and stays with the bank where the dispute is lost": func(t *testing.T, l *life) {
			p := l.consumer(t).keepsRight(t).pay(t)
			l.dispute(t, p, delivery.DisputeOpen)
			events, err := l.ends()
			l.must(t, events, err)
			l.dispute(t, p, delivery.DisputeLost)
			wants(t, len(l.d.Refunds), 0)
		},
		"what the sender recorded by hand is not said to be on its way back": func(t *testing.T, l *life) {
			l.consumer(t).handed(t)
			events, err := l.ends()
			l.must(t, events, err)
			wants(t, types(events), "recipient.withdrew")
			x, _ := events[0].Data.(delivery.ContractEnded)
			wants(t, x.ByHand, int64(45000))
			wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeUnapplied)
			events, err = l.d.Refund("sender:m1", l.at, "rf", "hand", 20000)
			l.must(t, events, err)
			wants(t, l.d.Returnable(&l.d.Payments[0]), int64(25000))
			events, err = l.d.Refund("sender:m1", l.at, "rf2", "hand", 0)
			l.must(t, events, err)
			wants(t, len(agenda.Attention(l.d, l.at)), 0)
			wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
		},
		"there is nothing to withdraw from before an order, nor for whoever does not pay": func(t *testing.T, l *life) {
			refused(t, "right_over")(l.consumer(t).ends())
			l.keepsRight(t).pay(t)
			refused(t, "wrong_role")(l.d.EndContract(l.at, delivery.ContractEnded{Recipient: l.who(1)}, l.id))
		},
		"a business has no right of withdrawal, nor has who buys a service made to measure": func(t *testing.T, l *life) {
			l.sent(t, simple()).pay(t)
			wants(t, l.d.MayEndContract(l.who(0), l.at), false)
			refused(t, "right_not_asked")(l.d.KeepRight(l.who(0), l.at, consent.RightKept("fr")))
			m := newLife()
			s := simple()
			s.Terms.ClientKind = delivery.Consumer
			m.sent(t, s).pay(t)
			wants(t, m.d.MayEndContract(m.who(0), m.at), false)
			m.sign(t)
			wants(t, m.d.Releases[0].State, delivery.ReleaseSealing)
		},
		"the right counts from the order, not from the choice": func(t *testing.T, l *life) {
			l.consumer(t).keepsRight(t)
			l.at = l.at.Add(20 * 24 * hour)
			l.pay(t)
			wants(t, l.d.RightEnd(), l.rightEnds())
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife()
			story(t, l)
			if got, err := delivery.Replay("d1", l.events); err != nil || got.State != l.d.State || len(got.Refunds) != len(l.d.Refunds) {
				t.Errorf("replayed: %+v, %v", got, err)
			}
		})
	}
}
