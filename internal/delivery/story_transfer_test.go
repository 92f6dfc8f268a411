package delivery_test

import (
	"testing"
	"time"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
)

func TestTransfersThatAreAnnounced(t *testing.T) {
	declare := func(l *life) ([]delivery.Event, error) {
		return l.d.DeclareTransfer(l.at, l.d.Recipients[0].ID, l.due(0))
	}
	record := func(t *testing.T, l *life, id string, amount int64) {
		t.Helper()
		events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: id, Due: l.due(0), Amount: amount})
		l.must(t, events, err)
	}
	stories := map[string]func(t *testing.T, l *life){
		"the word of the payer opens nothing and settles nothing": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := declare(l)
			l.must(t, events, err)
			wants(t, types(events), "transfer.declared")
			wants(t, l.d.Dues[0].Settled, int64(0))
			wants(t, l.d.Dues[0].Declared, int64(45000))
			wants(t, l.d.TransferAwaited(l.due(0)), true)
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
		},
		"said twice on one day it is said once, and again the day after": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := declare(l)
			l.must(t, events, err)
			l.at = l.at.Add(time.Minute)
			events, err = declare(l)
			l.must(t, events, err)
			wants(t, len(events), 0)
			l.at = l.at.Add(24 * time.Hour)
			events, err = declare(l)
			l.must(t, events, err)
			wants(t, types(events), "transfer.declared")
		},
		"what arrived is recorded, and the balance can be announced the same day": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := declare(l)
			l.must(t, events, err)
			l.at = l.at.Add(time.Minute)
			record(t, l, "hand", 15000)
			wants(t, l.d.TransferAwaited(l.due(0)), false)
			l.at = l.at.Add(time.Minute)
			events, err = declare(l)
			l.must(t, events, err)
			wants(t, l.d.Dues[0].Declared, int64(30000))
			l.at = l.at.Add(time.Minute)
			record(t, l, "rest", 0)
			refused(t, "due_settled")(declare(l))
			wants(t, l.d.TransferAwaited(l.due(0)), false)
		},
		"where nothing arrived, asking the payer again answers the announcement": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := declare(l)
			l.must(t, events, err)
			l.at = l.at.Add(time.Minute)
			events, err = l.d.Remind("sender:m1", l.at, l.who(0))
			l.must(t, events, err)
			wants(t, l.d.TransferAwaited(l.due(0)), false)
			l.at = l.at.Add(time.Minute)
			events, err = declare(l) // it was made after all
			l.must(t, events, err)
			wants(t, l.d.TransferAwaited(l.due(0)), true)
		},
		"the sender has to look at it until something is recorded, and not once the delivery ended": func(t *testing.T, l *life) {
			waits := func() (n int) {
				for _, x := range agenda.Attention(l.d, l.at) {
					if x.Kind == agenda.NoticeTransfer && x.Due == l.due(0) && x.At == l.d.Dues[0].DeclaredAt {
						n++
					}
				}
				return n
			}
			l.sent(t, simple())
			wants(t, waits(), 0)
			events, err := declare(l)
			l.must(t, events, err)
			wants(t, waits(), 1)
			events, err = l.d.Withdraw("sender:m1", l.at, "by mistake", true)
			l.must(t, events, err)
			wants(t, waits(), 0)
		},
		"a problem waits for the sender until it is said to be dealt with, and comes back when told again": func(t *testing.T, l *life) {
			l.sent(t, simple()).pay(t)
			waits := func() bool { return !l.d.Recipients[0].ProblemAt.IsZero() }
			tell := func() {
				events, err := l.d.ReportProblem(l.who(0), l.at, "page 3 is blank")
				l.must(t, events, err)
				wants(t, waits(), true)
				wants(t, agenda.Attention(l.d, l.at)[0].Kind, agenda.NoticeProblem)
			}
			tell()
			events, err := l.d.CloseProblem("sender:m1", l.at, l.who(0))
			l.must(t, events, err)
			wants(t, types(events), "recipient.problem_closed")
			wants(t, waits(), false)
			events, err = l.d.CloseProblem("sender:m1", l.at, l.who(0)) // a second click
			l.must(t, events, err)
			wants(t, len(events), 0)
			refused(t, "unknown_recipient")(l.d.CloseProblem("sender:m1", l.at, "nobody"))
			tell()
		},
		"a debit under way comes first": func(t *testing.T, l *life) {
			l.sent(t, simple())
			p := l.checkout(t)
			l.observe(t, delivery.Observation{Payment: p, Live: true, Session: "cs_1", SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentProcessing, Method: "sepa_debit"})
			refused(t, "payment_processing")(declare(l))
		},
		"a consumer consents first, as before any payment": func(t *testing.T, l *life) {
			s := simple()
			s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true
			l.sent(t, s)
			refused(t, "right_not_waived")(declare(l))
		},
		"whoever is not asked to pay announces nothing": func(t *testing.T, l *life) {
			s := simple()
			s.Recipients[0].Roles = []delivery.Role{delivery.Signer}
			other := s.Recipients[0]
			other.Name, other.Email, other.Roles = "Comptabilité", "compta@example.org", []delivery.Role{delivery.Payer}
			s.Recipients = append(s.Recipients, other)
			l.sent(t, s)
			refused(t, "wrong_role")(declare(l))
		},
	}
	for sentence, story := range stories {
		t.Run(sentence, func(t *testing.T) { story(t, newLife()) })
	}
}
