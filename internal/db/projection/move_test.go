package projection_test

import (
	"testing"

	"quittance/internal/db/projection"
	"quittance/internal/delivery"
)

func TestTheLastMoveIsTold(t *testing.T) {
	const early, later, last = delivery.Instant(1_000_000_000_000), delivery.Instant(1_100_000_000_000), delivery.Instant(1_200_000_000_000)
	payer := delivery.Recipient{ID: "r1", Roles: []delivery.Role{delivery.Payer}, OpenedAt: early}
	due := delivery.Due{ID: "d1", Amount: 100, Settled: 100}
	came := delivery.Payment{ID: "p1", Due: "d1", State: delivery.PaymentSettled, Applied: 100, SettledAt: later}
	for name, c := range map[string]struct {
		x    delivery.Delivery
		want projection.Move
		at   delivery.Instant
	}{
		"nothing yet":      {delivery.Delivery{Recipients: []delivery.Recipient{{ID: "r1"}}, Dues: []delivery.Due{{Amount: 100}}}, "", 0},
		"opened":           {delivery.Delivery{Recipients: []delivery.Recipient{{}, payer}}, projection.Opened, early},
		"the later opened": {delivery.Delivery{Recipients: []delivery.Recipient{{OpenedAt: later}, payer}}, projection.Opened, later},
		"announced":        {delivery.Delivery{Recipients: []delivery.Recipient{payer}, Dues: []delivery.Due{{Amount: 100, DeclaredAt: later}}}, projection.Announced, later},
		"paid":             {delivery.Delivery{Recipients: []delivery.Recipient{payer}, Dues: []delivery.Due{due}, Payments: []delivery.Payment{came}}, projection.Paid, later},
		"paid in part":     {delivery.Delivery{Recipients: []delivery.Recipient{payer}, Dues: []delivery.Due{{Amount: 200, Settled: 100}}, Payments: []delivery.Payment{came}}, projection.PaidPart, later},
		"money that counts for nothing": {
			delivery.Delivery{Recipients: []delivery.Recipient{payer}, Dues: []delivery.Due{due}, Payments: []delivery.Payment{{State: delivery.PaymentUnapplied, SettledAt: later}}}, projection.Opened, early,
		},
		"recorded by hand: the day it came, whatever came between": {
			delivery.Delivery{Terms: delivery.Terms{Zone: "UTC"}, Recipients: []delivery.Recipient{{OpenedAt: early}}, Dues: []delivery.Due{due},
				Payments: []delivery.Payment{{State: delivery.PaymentSettled, Applied: 100, SettledAt: last, ReceivedOn: "1970-01-05"}}}, projection.Paid, 4 * 24 * 3_600_000_000,
		},
		"signed in the instant of paying": {delivery.Delivery{Recipients: []delivery.Recipient{{OpenedAt: early, SignedAt: later}}, Dues: []delivery.Due{due}, Payments: []delivery.Payment{came}}, projection.Signed, later},
		"paid after signing":              {delivery.Delivery{Recipients: []delivery.Recipient{{OpenedAt: early, SignedAt: early}}, Dues: []delivery.Due{due}, Payments: []delivery.Payment{came}}, projection.Paid, later},
		"fetched":                         {delivery.Delivery{Recipients: []delivery.Recipient{{SignedAt: later}}, Releases: []delivery.Release{{DeliveredAt: last, HandedOverAt: last}}}, projection.Fetched, last},
		"one file of two":                 {delivery.Delivery{Recipients: []delivery.Recipient{{SignedAt: later}}, Releases: []delivery.Release{{DeliveredAt: last}}}, projection.Signed, later},
		"a problem":                       {delivery.Delivery{Recipients: []delivery.Recipient{{SignedAt: later, ProblemAt: last}}}, projection.Reported, last},
		"declined":                        {delivery.Delivery{State: delivery.Declined, EndedAt: last, Recipients: []delivery.Recipient{payer}}, projection.Refused, last},
		"withdrawn by the sender":         {delivery.Delivery{State: delivery.Withdrawn, EndedAt: last, Recipients: []delivery.Recipient{payer}}, projection.Opened, early},
		"withdrawn from":                  {delivery.Delivery{State: delivery.Withdrawn, EndedAt: last, Recipients: []delivery.Recipient{{OpenedAt: early, WithdrewAt: last}}}, projection.Left, last},
	} {
		t.Run(name, func(t *testing.T) {
			if got, at := projection.MoveOf(&c.x); got != c.want || at != c.at {
				t.Errorf("%q at %d, want %q at %d", got, at, c.want, c.at)
			}
		})
	}
}

// One state of a delivery, ended by the one side or by the other, has two words.
func TestWhoEndedItIsToldApart(t *testing.T) {
	for want, who := range map[projection.Situation]delivery.Recipient{projection.Withdrawn: {}, projection.Renounced: {WithdrewAt: 1}} {
		if got := projection.SituationOf(&delivery.Delivery{State: delivery.Withdrawn, Recipients: []delivery.Recipient{{}, who}}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
