package board_test

import (
	"slices"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
)

func TestWhatWaitsForTheSender(t *testing.T) {
	open := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Open(morning.Add(time.Hour), delivery.RecipientOpened{Recipient: x.Recipients[0].ID})
	}
	message := func(failed bool, channel string, after time.Duration) func(*delivery.Delivery) ([]delivery.Event, error) {
		return func(x *delivery.Delivery) ([]delivery.Event, error) {
			if failed {
				return x.NoteMessageFailure(morning.Add(after), delivery.MessageFailed{Recipient: x.Recipients[0].ID, Channel: channel, Reason: "undeliverable"})
			}
			return x.NoteMessage(morning.Add(after), delivery.MessageSent{Recipient: x.Recipients[0].ID, Channel: channel})
		}
	}
	propose := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.ProposeNumber(x.Recipients[0].ID, morning.Add(2*time.Hour), "+33639980002")
	}
	correct := func(email, phone delivery.Personal) func(*delivery.Delivery) ([]delivery.Event, error) {
		return func(x *delivery.Delivery) ([]delivery.Event, error) {
			r := x.Recipients[0]
			c := delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name + " Neuve", Email: r.Email, Phone: r.Phone, LinkID: "another"}
			if email != "" {
				c.Email = email
			}
			if phone != "" {
				c.Phone = phone
			}
			return x.Correct("sender:m1", morning.Add(3*time.Hour), c)
		}
	}
	pay := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", morning.Add(time.Hour), delivery.PaymentRecorded{
			Payment: newID(), Due: x.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22", Reference: "VIR 1",
		})
	}
	declare := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.DeclareTransfer(morning.Add(2*time.Hour), x.Recipients[0].ID, x.Dues[0].ID)
	}
	part := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", morning.Add(3*time.Hour), delivery.PaymentRecorded{Payment: newID(), Due: x.Dues[0].ID, Amount: 15000})
	}
	remind := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Remind("sender:m1", morning.Add(26*time.Hour), x.Recipients[0].ID)
	}
	report := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.ReportProblem(x.Recipients[0].ID, morning.Add(4*time.Hour), "page 3 is blank")
	}
	dealt := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.CloseProblem("sender:m1", morning.Add(5*time.Hour), x.Recipients[0].ID)
	}
	withdraw := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Withdraw("sender:m1", morning.Add(3*time.Hour), "a mistake", true)
	}
	reject := func(left int) func(*delivery.Delivery) ([]delivery.Event, error) {
		return func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.RejectedPasscode(morning.Add(time.Hour), delivery.PasscodeRejected{Passcode: "c1", Recipient: x.Recipients[0].ID, Reason: "wrong", Left: left})
		}
	}
	begin := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.StartPayment(morning.Add(time.Hour), x.Recipients[0].ID, x.Dues[0].ID, "debit-"+string(x.ID), "", delivery.SEPADebit)
	}
	bank := func(is delivery.IntentState) func(*delivery.Delivery) ([]delivery.Event, error) {
		return func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Observe(morning.Add(2*time.Hour), delivery.Observation{
				Payment: "debit-" + string(x.ID), Session: "cs-" + string(x.ID), Intent: "pi-" + string(x.ID), IntentIs: is, Live: !x.Sandbox,
			}, newID)
		}
	}
	const dayLong = 24 * time.Hour
	noCode := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.NoteMessageFailure(morning.Add(2*time.Hour), delivery.MessageFailed{Kind: "passcode", Channel: "sms", Recipient: x.Recipients[0].ID, Reason: "passcode_too_many"})
	}
	decline := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Decline(x.Recipients[0].ID, morning.Add(2*time.Hour), "not what was ordered")
	}
	cases := map[string]struct {
		steps []func(*delivery.Delivery) ([]delivery.Event, error)
		after time.Duration
		want  []projection.Kind
	}{
		"just sent":                      {nil, time.Hour, nil},
		"opened yesterday":               {steps(open), dayLong, nil},
		"opened two days ago":            {steps(open), 2*dayLong + time.Hour, kinds("opened_unpaid")},
		"due yesterday, in Paris":        {nil, 24*dayLong - 10*time.Hour, kinds("late")},
		"late says more than opened":     {steps(open), 24 * dayLong, kinds("late")},
		"the attempts of a code used up": {steps(pay, reject(0)), 2 * time.Hour, kinds("codes_spent")},
		"the codes of a day used up":     {steps(pay, noCode), 3 * time.Hour, kinds("codes_spent")},
		"no more codes, and one came": {steps(pay, noCode, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.SentPasscode(morning.Add(3*time.Hour), delivery.PasscodeSent{Passcode: "c2", Recipient: x.Recipients[0].ID, Channel: "sms"})
		}), 4 * time.Hour, nil},
		"no more codes, and allowed again": {steps(pay, noCode, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.ResetPasscode("sender:m1", morning.Add(3*time.Hour), x.Recipients[0].ID)
		}), 4 * time.Hour, nil},
		"declined":                 {steps(decline), 3 * time.Hour, kinds("declined")},
		"declined, and dealt with": {steps(decline, dealt), 6 * time.Hour, nil},
		"a wrong code":             {steps(pay, reject(3)), 2 * time.Hour, nil},
		"used up, and allowed again": {steps(pay, reject(0), func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.ResetPasscode("sender:m1", morning.Add(2*time.Hour), x.Recipients[0].ID)
		}), 3 * time.Hour, nil},
		"a debit on its way":                   {steps(begin, bank(delivery.IntentProcessing)), 3 * time.Hour, nil},
		"a debit that bounced":                 {steps(begin, bank(delivery.IntentProcessing), bank(delivery.IntentFailed)), 3 * time.Hour, kinds("payment_bounced")},
		"a payment that was refused at once":   {steps(begin, bank(delivery.IntentFailed)), 3 * time.Hour, nil},
		"a debit that bounced, and was paid":   {steps(begin, bank(delivery.IntentProcessing), bank(delivery.IntentFailed), pay), 3 * time.Hour, nil},
		"paid and not signed for a day":        {steps(pay), dayLong + time.Hour, kinds("paid_unsigned")},
		"paid and not signed for an hour":      {steps(pay), 2 * time.Hour, nil},
		"a message that failed":                {steps(message(false, "email", 1), message(true, "email", 2)), time.Hour, kinds("message_failed")},
		"a message that failed, then one came": {steps(message(true, "sms", 1), message(false, "sms", 2)), time.Hour, nil},
		"a code that was thought lost, and arrived": {steps(message(true, "sms", 1), func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.DeliveredPasscode(morning.Add(2*time.Hour), delivery.PasscodeDelivered{Passcode: "c1", Recipient: x.Recipients[0].ID})
		}), 3 * time.Hour, nil},
		"a mail does not mend the telephone": {steps(message(true, "sms", 1), message(false, "email", 2)), time.Hour, kinds("message_failed")},
		"a number proposed":                  {steps(propose), 3 * time.Hour, kinds("number_proposed")},
		"a number proposed, and accepted": {steps(propose, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.AcceptNumber("sender:m1", morning.Add(3*time.Hour), x.Recipients[0].ID, "another")
		}), 4 * time.Hour, nil},
		"a number proposed, and dismissed": {steps(propose, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.DismissNumber("sender:m1", morning.Add(3*time.Hour), x.Recipients[0].ID)
		}), 4 * time.Hour, nil},
		"an address is corrected while a number waits":             {steps(propose, correct("zoe@new.example", "")), 4 * time.Hour, kinds("number_proposed")},
		"another number than the one proposed is entered":          {steps(propose, correct("", "+33639980004")), 4 * time.Hour, nil},
		"an address is corrected, and text messages do not arrive": {steps(message(true, "sms", 1), correct("zoe@new.example", "")), 4 * time.Hour, kinds("message_failed")},
		"a number is corrected, and mails do not arrive":           {steps(message(true, "email", 1), correct("", "+33639980004")), 4 * time.Hour, kinds("message_failed")},
		"what did not arrive was corrected":                        {steps(message(true, "email", 1), message(true, "sms", 1), correct("zoe@new.example", "+33639980004")), 4 * time.Hour, nil},
		"only the name is corrected, and nothing arrives":          {steps(propose, message(true, "email", 1), message(true, "sms", 1), correct("", "")), 4 * time.Hour, kinds("message_failed", "number_proposed")},
		"a delivery that ended":                                    {steps(open, message(true, "sms", 2), propose, withdraw), 30 * dayLong, nil},
		"late, and expiring within seven days":                     {nil, 64 * dayLong, kinds("expiring", "late")},
		"it is brought back, and still owed":                       {steps(message(true, "sms", 1), expire, extend), 80 * dayLong, kinds("late", "message_failed")},
		"a transfer announced":                                     {steps(declare), 3 * time.Hour, kinds("transfer_declared")},
		"announced: who did it is not told to have not":            {steps(open, declare), 3 * dayLong, kinds("transfer_declared")},
		"announced, and a part recorded":                           {steps(declare, part), 4 * time.Hour, nil},
		"announced, and asked again":                               {steps(open, declare, remind), 3 * dayLong, kinds("opened_unpaid")},
		"announced, and withdrawn":                                 {steps(declare, withdraw), 4 * time.Hour, nil},
		"announced, and late":                                      {steps(declare), 24 * dayLong, kinds("late", "transfer_declared")},
		"a problem reported":                                       {steps(pay, report), 5 * time.Hour, kinds("problem_reported")},
		"a problem reported, and dealt with":                       {steps(pay, report, dealt), 6 * time.Hour, nil},
	}
	onAll(t, func(t *testing.T, d *db.DB) {
		for name, c := range cases {
			x := sent(t, d, name)
			for _, step := range c.steps {
				update(t, d, x.ID, step)
			}
			list, next, err := board.Of(d).Needs(t.Context(), "w1", morning.Add(c.after), board.Place{}, 100)
			if err != nil || next != nil {
				t.Fatal(err, next)
			}
			var got []projection.Kind
			for _, n := range list {
				if n.ID == x.ID {
					got = n.Kinds
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		if list, _, err := board.Of(d).Needs(t.Context(), "w2", morning.Add(90*dayLong), board.Place{}, 100); err != nil || len(list) > 0 {
			t.Errorf("another workspace sees %v %v", list, err)
		}
	})
}

func steps(list ...func(*delivery.Delivery) ([]delivery.Event, error)) []func(*delivery.Delivery) ([]delivery.Event, error) {
	return list
}

func kinds(list ...projection.Kind) []projection.Kind { return list }

func expire(x *delivery.Delivery) ([]delivery.Event, error) {
	return x.Elapse(morning.Add(71 * 24 * time.Hour))
}

func extend(x *delivery.Delivery) ([]delivery.Event, error) {
	return x.Extend("sender:m1", morning.Add(72*24*time.Hour), "2027-06-30")
}

// Each delivery stands once on all pages together, at its newest reason, with all of them.
func TestEachNeedStandsOnOnePage(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		dbtest.Fill(t, d, "w1", "m1", 300)
		b, now := board.Of(d), morning
		seen := map[delivery.ID]int{}
		var place board.Place
		for pages := 0; ; pages++ {
			list, next, err := b.Needs(t.Context(), "w1", now, place, 7)
			if err != nil || len(list) > 7 || pages > 100 {
				t.Fatal(len(list), pages, err)
			}
			for _, n := range list {
				seen[n.ID]++
				if !slices.Equal(n.Kinds, kinds("late")) || n.Since != 1769900400000000 {
					t.Errorf("%+v", n)
				}
			}
			if next == nil {
				break
			}
			place = *next
		}
		if len(seen) != 180 {
			t.Errorf("%d deliveries", len(seen))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s stands on %d pages", id, n)
			}
		}
		if n, err := b.CountNeeds(t.Context(), "w1", now, 100); err != nil || n != 100 {
			t.Errorf("%d %v", n, err)
		}
		if n, err := b.CountNeeds(t.Context(), "w1", 5, 100); err != nil || n != 0 {
			t.Errorf("%d %v", n, err)
		}
	})
}
