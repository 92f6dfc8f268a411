package delivery_test

import (
	"testing"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
)

const day = 24 * hour

func TestWhoHasSomethingToDoIsRemindedAtMostDaily(t *testing.T) {
	for name, tell := range map[string]func(t *testing.T, l *life){
		"once, and again a day later": func(t *testing.T, l *life) {
			remind(t, l, l.who(0), "")
			remind(t, l, l.who(0), "reminded_today")
			l.at = l.at.Add(day - 1_000)
			remind(t, l, l.who(0), "reminded_today")
			l.at = l.at.Add(day)
			remind(t, l, l.who(0), "")
			wants(t, l.has("recipient.reminded"), 2)
		},
		"never one who has nothing to do": func(t *testing.T, l *life) { remind(t, l, l.who(1), "nothing_to_remind") },
		"never somebody who is not there": func(t *testing.T, l *life) { remind(t, l, "nobody", "unknown_recipient") },
		"of the signature once the money has come": func(t *testing.T, l *life) {
			pays, signs := l.d.Asked(l.who(0))
			wants(t, pays && !signs, true)
			pays, signs = agenda.Pending(l.d, l.who(0))
			wants(t, pays && signs, true)
			l.pay(t)
			pays, signs = l.d.Asked(l.who(0))
			wants(t, !pays && signs, true)
			remind(t, l, l.who(0), "")
		},
		"not while a number they proposed waits for the sender": func(t *testing.T, l *life) {
			l.pay(t)
			events, err := l.d.ProposeNumber(l.who(0), l.at, "+33639980099")
			l.must(t, events, err)
			remind(t, l, l.who(0), "number_waits")
			events, err = l.d.AcceptNumber("sender:m1", l.at, l.who(0), "another")
			l.must(t, events, err)
			remind(t, l, l.who(0), "")
		},
		"not once everything is done": func(t *testing.T, l *life) {
			l.pay(t)
			l.sign(t)
			l.seal(t)
			remind(t, l, l.who(0), "delivery_completed")
		},
		"not while the bank is at work": func(t *testing.T, l *life) {
			l.process(t)
			remind(t, l, l.who(0), "nothing_to_remind")
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife()
			tell(t, l.sent(t, simple()))
		})
	}
}

func remind(t *testing.T, l *life, recipient, refusal string) {
	t.Helper()
	events, err := l.d.Remind("sender:m1", l.at, recipient)
	if refusal == "" {
		l.must(t, events, err)
		wants(t, events[len(events)-1].Data, delivery.Payload(delivery.RecipientReminded{Recipient: recipient}))
		return
	}
	refused(t, refusal)(events, err)
}

func TestTheEndOfTheTimeToPayIsToldAWeekBefore(t *testing.T) {
	elapse := func(t *testing.T, l *life, at delivery.Instant) {
		t.Helper()
		l.at = at
		events, err := l.d.Elapse(l.at)
		l.must(t, events, err)
	}
	for name, tell := range map[string]func(t *testing.T, l *life){
		"once": func(t *testing.T, l *life) {
			near := l.d.Deadline().Add(-7 * day)
			wants(t, l.d.NextDue(), near)
			elapse(t, l, near-1)
			wants(t, l.has("delivery.expiring"), 0)
			elapse(t, l, near)
			elapse(t, l, near.Add(day))
			wants(t, l.has("delivery.expiring"), 1)
			wants(t, l.d.NextDue(), l.d.Deadline())
		},
		"again when it was extended": func(t *testing.T, l *life) {
			elapse(t, l, l.d.Deadline().Add(-7*day))
			events, err := l.d.Extend("sender:m1", l.at, "2028-03-31")
			l.must(t, events, err)
			elapse(t, l, l.d.Deadline().Add(-6*day))
			wants(t, l.has("delivery.expiring"), 2)
		},
		"not when it is over already": func(t *testing.T, l *life) {
			elapse(t, l, l.d.Deadline())
			wants(t, l.has("delivery.expiring"), 0)
			wants(t, l.has("delivery.expired"), 1)
		},
		"not once money has come": func(t *testing.T, l *life) {
			l.pay(t)
			elapse(t, l, l.d.Deadline().Add(-3*day))
			wants(t, l.has("delivery.expiring"), 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLife()
			tell(t, l.sent(t, simple()))
		})
	}
	t.Run("not when it was near as the delivery was sent", func(t *testing.T) {
		l := newLife()
		s := simple()
		s.DueOn = ""
		s.Terms.ExpiresOn = delivery.Date(l.at.Add(3 * day).Time().Format("2006-01-02"))
		l.sent(t, s)
		wants(t, l.d.NextDue(), l.d.Deadline())
		elapse(t, l, l.at.Add(day))
		wants(t, l.has("delivery.expiring"), 0)
	})
}
