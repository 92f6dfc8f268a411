package delivery_test

import (
	"testing"
	"time"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
)

// Money that the sender records and the due cannot take is on record, and goes back before what counts.
func TestMoneyByHandThatIsTooMuch(t *testing.T) {
	record := func(t *testing.T, l *life, id string, amount int64, on delivery.Date) delivery.Payment {
		t.Helper()
		events, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: id, Due: l.due(0), Amount: amount, ReceivedOn: on})
		l.must(t, events, err)
		p, _ := l.d.Payment(id)
		return *p
	}
	is := func(t *testing.T, l *life, p delivery.Payment, state delivery.PaymentState, surplus int64, reason delivery.Reason) {
		t.Helper()
		wants(t, p.State, state)
		wants(t, l.d.Surplus(&p), surplus)
		wants(t, p.Applied, p.Amount-surplus)
		wants(t, p.Reason, reason)
		waits := 0
		for _, n := range agenda.Attention(l.d, l.at) {
			if n.Kind == agenda.NoticeUnapplied && n.Payment == p.ID {
				waits++
			}
		}
		wants(t, waits, 1)
	}
	stories := map[string]func(t *testing.T, l *life){
		"a surplus settles the due, and is given back first, by itself": func(t *testing.T, l *life) {
			l.sent(t, simple())
			p := record(t, l, "hand", 46000, "")
			is(t, l, p, delivery.PaymentSettled, 1000, "")
			wants(t, l.d.Dues[0].Settled, int64(45000))
			wants(t, l.d.Releases[0].Gates[0].State, delivery.GatePassed)
			from, surplus, ok := l.d.RefundFrom()
			wants(t, ok && from.ID == "hand" && surplus == 1000, true)
			refused(t, "refund_exceeds_payment")(l.d.Refund("sender:m1", l.at, "all", "hand", 46000))
			events, err := l.d.Refund("sender:m1", l.at, "r1", "hand", 400)
			l.must(t, events, err)
			events, err = l.d.Refund("sender:m1", l.at, "r2", "hand", 0)
			l.must(t, events, err)
			wants(t, types(events), "refund.requested refund.succeeded")
			wants(t, l.d.Refunds[1].Amount, int64(600))
			wants(t, l.d.Dues[0].Refunded, int64(0))
			wants(t, len(agenda.Attention(l.d, l.at)), 0)
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked) // the signature, no revocation
			from, surplus, ok = l.d.RefundFrom()
			wants(t, ok && from.ID == "hand" && surplus == 0, true)
			events, err = l.d.Refund("sender:m1", l.at, "r3", "hand", 0)
			l.must(t, events, err)
			wants(t, l.d.Refunds[2].Amount, int64(45000))
			wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
		},
		"a price paid in parts goes back from as many as it takes, the newest first": func(t *testing.T, l *life) {
			l.sent(t, simple())
			record(t, l, "first", 20000, "")
			record(t, l, "second", 10000, "")
			record(t, l, "third", 15000, "")
			all, tooMuch := l.d.Refundable()
			wants(t, all, delivery.Money{Amount: 45000, Currency: "EUR"})
			wants(t, tooMuch, false)
			refused(t, "refund_exceeds_payment")(l.d.RefundAcross("sender:m1", l.at, 45001, l.id))
			events, err := l.d.RefundAcross("sender:m1", l.at, 16000, l.id)
			l.must(t, events, err)
			wants(t, len(l.d.Refunds), 2)
			wants(t, l.d.Refunds[0].Payment+" "+l.d.Refunds[1].Payment, "third second")
			wants(t, l.d.Refunds[1].Amount, int64(1000))
			wants(t, l.d.Releases[0].State, delivery.ReleaseLocked)
			events, err = l.d.RefundAcross("sender:m1", l.at, 0, l.id)
			l.must(t, events, err)
			wants(t, l.d.Dues[0].Refunded, int64(45000))
			wants(t, l.d.Releases[0].State, delivery.ReleaseRevoked)
			refused(t, "nothing_to_refund")(l.d.RefundAcross("sender:m1", l.at, 0, l.id))
		},
		"a second payment of what is paid opens nothing": func(t *testing.T, l *life) {
			l.sent(t, simple()).pay(t)
			refused(t, "due_settled")(l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "x", Due: l.due(0)}))
			p := record(t, l, "hand", 45000, "")
			is(t, l, p, delivery.PaymentUnapplied, 45000, delivery.DoubleMoney)
			events, err := l.d.Refund("sender:m1", l.at, "r", "hand", 0)
			l.must(t, events, err)
			wants(t, len(agenda.Attention(l.d, l.at)), 0)
			wants(t, l.d.Dues[0].Refunded, int64(0))
		},
		"what comes after withdrawing opens nothing": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := l.d.DeclareTransfer(l.at, l.d.Recipients[0].ID, l.due(0))
			l.must(t, events, err)
			refused(t, "transfer_announced")(l.d.Withdraw("sender:m1", l.at, "", false))
			events, err = l.d.Withdraw("sender:m1", l.at, "", true)
			l.must(t, events, err)
			is(t, l, record(t, l, "hand", 0, ""), delivery.PaymentUnapplied, 45000, delivery.AfterEnd)
			wants(t, l.d.State, delivery.Withdrawn)
			wants(t, l.d.IsPaid(), true)
		},
		"what comes after the client declined opens nothing": func(t *testing.T, l *life) {
			l.sent(t, simple())
			events, err := l.d.Decline(l.who(0), l.at, "too dear")
			l.must(t, events, err)
			is(t, l, record(t, l, "hand", 45000, ""), delivery.PaymentUnapplied, 45000, delivery.AfterEnd)
		},
		"what comes after the files were taken back opens nothing": func(t *testing.T, l *life) {
			p := l.sent(t, simple()).pay(t)
			events, err := l.d.Refund("sender:m1", l.at, "r", p, 0)
			l.must(t, events, err)
			o := l.money(p)
			o.Refunds = []delivery.RefundSeen{{ID: "r", Processor: "re_1", Amount: 45000, State: delivery.RefundSucceeded}}
			l.observe(t, o)
			is(t, l, record(t, l, "hand", 45000, ""), delivery.PaymentUnapplied, 45000, delivery.AfterEnd)
		},
		"after the last day what was sent in time counts, and brings the delivery back": func(t *testing.T, l *life) {
			l.sent(t, simple())
			expire(t, l)
			p := record(t, l, "hand", 45000, l.d.Terms.ExpiresOn)
			wants(t, p.State, delivery.PaymentSettled)
			wants(t, l.d.State, delivery.Sent)
			wants(t, l.d.Releases[0].Gates[0].State, delivery.GatePassed)
		},
		"so does one that was announced in time": func(t *testing.T, l *life) {
			l.sent(t, simple())
			l.at = l.d.Deadline().Add(-time.Hour)
			events, err := l.d.DeclareTransfer(l.at, l.d.Recipients[0].ID, l.due(0))
			l.must(t, events, err)
			expire(t, l)
			p := record(t, l, "hand", 45000, l.d.Terms.Day(l.at))
			wants(t, p.State, delivery.PaymentSettled)
			wants(t, l.d.State, delivery.Sent)
		},
		"what comes later opens nothing, and leaves a payment alone that was begun in time": func(t *testing.T, l *life) {
			l.sent(t, simple())
			begun := l.checkout(t)
			expire(t, l)
			p := record(t, l, "hand", 45000, "")
			is(t, l, p, delivery.PaymentUnapplied, 45000, delivery.AfterEnd)
			wants(t, l.d.State, delivery.Expired)
			l.observe(t, l.money(begun))
			wants(t, l.d.State, delivery.Sent)
			wants(t, l.d.Dues[0].Settled, int64(45000))
		},
		"the due of an extended delivery takes it again": func(t *testing.T, l *life) {
			l.sent(t, simple())
			expire(t, l)
			wants(t, l.d.Takes(l.at, l.due(0), ""), false)
			events, err := l.d.Extend("sender:m1", l.at, "2027-06-30")
			l.must(t, events, err)
			wants(t, l.d.Takes(l.at, l.due(0), ""), true)
			wants(t, record(t, l, "hand", 0, "").State, delivery.PaymentSettled)
		},
		"a rest that is forgiven is owed by nobody any more": func(t *testing.T, l *life) {
			l.sent(t, simple())
			refused(t, "nothing_came")(l.d.ForgiveRest("sender:m1", l.at, l.due(0), ""))
			record(t, l, "hand", 44970, "")
			l.at = l.at.Add(time.Hour)
			events, err := l.d.ForgiveRest("sender:m1", l.at, l.due(0), "the bank kept it")
			l.must(t, events, err)
			wants(t, types(events), "due.forgiven gate.passed")
			wants(t, l.d.Owing(l.due(0)), int64(0))
			wants(t, l.d.Dues[0].Settled, int64(44970))
			refused(t, "due_settled")(l.d.ForgiveRest("sender:m1", l.at, l.due(0), ""))
			l.sign(t)
			l.seal(t)
			wants(t, l.d.State, delivery.Completed)
			is(t, l, record(t, l, "late", 30, ""), delivery.PaymentUnapplied, 30, delivery.DoubleMoney)
		},
		"waiving the payment of which cents are left is doing without them": func(t *testing.T, l *life) {
			l.sent(t, simple())
			record(t, l, "hand", 44970, "")
			events, err := l.d.Waive("sender:m1", l.at, l.d.Releases[0].ID, l.d.Releases[0].Gates[0].ID, "cents")
			l.must(t, events, err)
			wants(t, types(events), "due.forgiven gate.passed")
		},
		"waiving the payment of which much is left asks for it later": func(t *testing.T, l *life) {
			l.sent(t, simple())
			record(t, l, "hand", 20000, "")
			events, err := l.d.Waive("sender:m1", l.at, l.d.Releases[0].ID, l.d.Releases[0].Gates[0].ID, "trust")
			l.must(t, events, err)
			wants(t, types(events), "gate.waived")
			wants(t, l.d.Owing(l.due(0)), int64(25000))
		},
		"more than any price can be is a slip": func(t *testing.T, l *life) {
			l.sent(t, simple())
			_, err := l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: "hand", Due: l.due(0), Amount: delivery.MaxAmount + 1})
			wants(t, fields(err), "amount out_of_range")
		},
	}
	for sentence, story := range stories {
		t.Run(sentence, func(t *testing.T) { story(t, newLife()) })
	}
}

func expire(t *testing.T, l *life) {
	t.Helper()
	l.at = l.d.Deadline()
	events, err := l.d.Expire(l.at)
	l.must(t, events, err)
}
