package board_test

import (
	"errors"

	"quittance/internal/delivery"
	"quittance/internal/problem"
)

func codeOf(err error) (string, bool) {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return "", false
	}
	return p.Code, true
}

type verb func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error)

// verbs are what can happen to a delivery that was sent, in so far as lists read it.
var verbs = []verb{
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.Open(at, delivery.RecipientOpened{Recipient: who})
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.NoteMessageFailure(at, delivery.MessageFailed{Recipient: who, Channel: "sms", Reason: "unreachable"})
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.NoteMessageFailure(at, delivery.MessageFailed{Recipient: who, Channel: "email"})
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		return x.NoteMessageFailure(at, delivery.MessageFailed{Channel: "email"}) // to the sender
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.NoteMessage(at, delivery.MessageSent{Recipient: who, Channel: "email"})
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.ProposeNumber(who, at, "+33639980003")
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.AcceptNumber("sender:m1", at, who, "another")
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.DismissNumber("sender:m1", at, who)
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.Correct("sender:m1", at, delivery.RecipientCorrected{Recipient: who, Name: "Zoé Neuve", Email: "neuve@example.org", Phone: "+33639980004", LinkID: newID()})
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", at, delivery.PaymentRecorded{Payment: newID(), Due: x.Dues[0].ID, Amount: 15000, Currency: "EUR", ReceivedOn: "2026-11-22", Reference: "VIR"})
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		for i := range x.Payments {
			return x.Refund("sender:m1", at, newID(), x.Payments[i].ID, x.Payments[i].Amount)
		}
		return nil, nil
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		g := x.Releases[0].Gates
		return x.Waive("sender:m1", at, x.Releases[0].ID, g[len(g)-1].ID, "known client")
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.DeclareTransfer(at, who, x.Dues[0].ID)
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.Remind("sender:m1", at, who)
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.ReportProblem(who, at, "page 3 is blank")
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		if at%3 != 0 {
			return nil, nil // seldom
		}
		return x.Decline(who, at, "not what was ordered")
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.NoteMessageFailure(at, delivery.MessageFailed{Kind: "passcode", Recipient: who, Channel: "sms", Reason: "passcode_too_many"})
	},
	func(x *delivery.Delivery, at delivery.Instant, who string) ([]delivery.Event, error) {
		return x.CloseProblem("sender:m1", at, who)
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		return x.Elapse(at)
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		return x.Extend("sender:m1", at, delivery.Date(at.Time().AddDate(0, 6, 0).Format("2006-01-02")))
	},
	func(x *delivery.Delivery, at delivery.Instant, _ string) ([]delivery.Event, error) {
		if at%5 != 0 {
			return nil, nil // seldom
		}
		return x.Withdraw("sender:m1", at, "a mistake", false)
	},
}
