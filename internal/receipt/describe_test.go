package receipt_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/receipt"
)

// life is a delivery of 450.00 € that is being paid, with all its events.
type life struct {
	t      *testing.T
	d      *delivery.Delivery
	events []delivery.Event
	at     delivery.Instant
}

func newLife(t *testing.T) *life {
	t.Helper()
	l := &life{t: t, d: delivery.New("d1"), at: delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))}
	ids := 0
	plan := draft.Plan(draft.Spec{
		Terms: delivery.Terms{Title: "Plans", Reference: "2026-117"},
		Recipients: []delivery.Recipient{
			{Name: "Rémi", Email: "remi@example.org", Roles: []delivery.Role{delivery.Reader}},
			{Name: "Hélène", Company: "Berthier SA", Email: "helene@example.org", Roles: []delivery.Role{delivery.Payer}, Language: "en"},
		},
		Price: &delivery.Money{Amount: 45_000, Currency: "EUR"}, VATRate: 2000, Gates: []delivery.GateKind{delivery.PaymentGate},
		Files: []delivery.Deliverable{{ID: "f1", Object: "o1", Name: "plan.pdf", Size: 10, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), FirstSeen: l.at}},
	}, func() string {
		ids++
		return "0123456789abcdefghijklmn" + string(rune('a'+ids/10)) + string(rune('0'+ids%10))
	})
	plan.Workspace, plan.Member = "w1", "m1"
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) { return d.Save("sender:m1", l.at, plan) })
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Send("sender:m1", l.at, []delivery.LinkIssued{{Recipient: d.Recipients[0].ID, LinkID: "l1"}, {Recipient: d.Recipients[1].ID, LinkID: "l2"}}, false)
	})
	return l
}

func (l *life) happens(decide func(*delivery.Delivery) ([]delivery.Event, error)) {
	l.t.Helper()
	l.at = l.at.Add(time.Hour)
	events, err := decide(l.d)
	if err != nil {
		l.t.Fatal(err)
	}
	l.events = append(l.events, events...)
}

func (l *life) records(payment string, amount int64) {
	l.t.Helper()
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{
			Payment: payment, Due: d.Dues[0].ID, Amount: amount, ReceivedOn: "2026-11-20", Reference: "VIR 7", Note: "acompte",
		})
	})
}

func (l *life) pays(payment string, amount int64) {
	l.t.Helper()
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(l.at, d.Recipients[1].ID, d.Dues[0].ID, payment, "", delivery.Card)
	})
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Observe(l.at, delivery.Observation{
			Payment: payment, Live: true, Session: "cs", SessionIs: delivery.SessionComplete, Intent: "pi_" + payment, IntentIs: delivery.IntentSucceeded, Charge: "ch",
			Received: delivery.Money{Amount: amount, Currency: "EUR"}, Method: "card", Last4: "4242", SettledAt: l.at,
		}, func() string { return "auto" })
	})
}

func (l *life) refunds(refund, payment string, amount int64) {
	l.t.Helper()
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Refund("sender:m1", l.at, refund, payment, amount)
	})
}

func (l *life) describes(payment, refund string) receipt.Note {
	l.t.Helper()
	n, err := receipt.Describe(l.d.ID, l.events, payment, refund)
	if err != nil {
		l.t.Fatal(err)
	}
	whole := n
	whole.Number, whole.IssuedAt, whole.Sender = "R-1", l.at.Time(), receipt.Sender{Name: "Atelier"}
	if _, err := receipt.Compose(whole); err != nil {
		l.t.Errorf("what was described cannot be set: %v", err)
	}
	return n
}

func TestAReceiptSaysWhatWasTrueWhenTheMoneyCame(t *testing.T) {
	l := newLife(t)
	l.records("p1", 15_000)
	l.pays("p2", 30_000)
	l.refunds("r1", "p1", 5_000)
	l.refunds("r2", "p1", 0)

	part := l.describes("p1", "")
	if part.Kind != receipt.Payment || part.Amount != 15_000 || part.Whole != 45_000 || part.Before != 0 || part.Tax != 2_500 || part.Rate != 2000 {
		t.Errorf("the part: %+v", part)
	}
	if !part.Recorded || !part.DayOnly || part.At.Format(time.DateOnly) != "2026-11-20" || part.Mention != "VIR 7 acompte" || part.Method != "" {
		t.Errorf("the part was recorded by hand: %+v", part)
	}
	if part.Payer != (receipt.Payer{Name: "Hélène", Company: "Berthier SA", Email: "helene@example.org"}) || part.Language != "en" || part.Reference != "2026-117" {
		t.Errorf("who was asked to pay: %+v", part)
	}
	rest := l.describes("p2", "")
	if rest.Amount != 30_000 || rest.Before != 15_000 || rest.Tax != 5_000 || rest.Recorded || rest.DayOnly || rest.Method != "card" || rest.Last4 != "4242" {
		t.Errorf("the rest: %+v", rest)
	}
	first, second := l.describes("p1", "r1"), l.describes("p1", "r2")
	if first.Kind != receipt.Refund || first.Amount != 5_000 || first.Whole != 15_000 || first.Before != 0 || !first.PaidAt.Equal(part.At) || first.DayOnly {
		t.Errorf("the first refund: %+v", first)
	}
	if second.Amount != 10_000 || second.Before != 5_000 || first.Tax+second.Tax != part.Tax {
		t.Errorf("the second refund: %+v", second)
	}
}

func TestAReceiptKnowsARestThatNoCardTakes(t *testing.T) {
	l := newLife(t)
	l.records("p1", 20_000)
	l.records("p2", 24_980)
	l.refunds("r1", "p2", 100)
	for paper, want := range map[[2]string]bool{{"p1", ""}: false, {"p2", ""}: true, {"p2", "r1"}: false} {
		if n := l.describes(paper[0], paper[1]); n.TooLittle != want {
			t.Errorf("%v: %+v", paper, n)
		}
	}
}

// A note of what was left of an invoice says no more of its tax than the receipt does.
func TestWhatWasLeftOfAnInvoiceIsGivenBackWithoutATaxOfItsOwn(t *testing.T) {
	l := newLife(t)
	drafted, ok := l.events[0].Data.(delivery.Drafted)
	if !ok {
		t.Fatal("the first event is no draft")
	}
	drafted.Deliverables = append(drafted.Deliverables, delivery.Deliverable{
		ID: "f2", Object: "o2", Name: "facture.pdf", Size: 10, MediaType: "application/pdf", SHA256: strings.Repeat("cd", 32), FirstSeen: l.at, Visible: true,
		Document: delivery.Document{Kind: delivery.Invoice, Number: "F-7", Total: 45_000, Whole: 60_000, Currency: "EUR"},
	})
	l.events[0].Data = drafted
	l.d = delivery.New(l.d.ID)
	for _, e := range l.events {
		if err := l.d.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	l.records("p1", 46_000)
	l.refunds("r1", "p1", 1_000)
	l.refunds("r2", "p1", 5_000)
	if n := l.describes("p1", "r1"); n.Invoice != "" || !n.Surplus || n.Rate != 0 {
		t.Errorf("what was too much: %+v", n)
	}
	if n := l.describes("p1", "r2"); n.Invoice != "F-7" || n.Surplus || n.Rate != 0 || n.Tax != 0 {
		t.Errorf("a part of the rest: %+v", n)
	}
}

func TestMoneyThatSettlesNothingHasAReceiptWithoutAPrice(t *testing.T) {
	l := newLife(t)
	l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.StartPayment(l.at, d.Recipients[1].ID, d.Dues[0].ID, "p1", "", delivery.Card)
	})
	l.records("p2", 45_000)
	for _, seen := range [][]delivery.RefundSeen{nil, {{ID: "r1", Processor: "re_1", Amount: 45_000, State: delivery.RefundSucceeded}}} {
		l.happens(func(d *delivery.Delivery) ([]delivery.Event, error) {
			return d.Observe(l.at, delivery.Observation{
				Payment: "p1", Live: true, Session: "cs", SessionIs: delivery.SessionComplete, Intent: "pi", IntentIs: delivery.IntentSucceeded, Charge: "ch",
				Received: delivery.Money{Amount: 45_000, Currency: "EUR"}, Method: "card", SettledAt: l.at, Refunds: seen,
			}, func() string { return "r1" })
		})
	}
	if n := l.describes("p1", ""); n.Whole != 0 || n.Tax != 0 || n.Rate != 0 || n.Amount != 45_000 {
		t.Errorf("%+v", n)
	}
	if p, ok := l.d.Payment("p1"); !ok || p.State != delivery.PaymentUnapplied {
		t.Fatalf("the second payment opened something: %+v", p)
	}
	if n := l.describes("p1", "r1"); n.Whole != 45_000 || n.Tax != 0 || n.Amount != 45_000 {
		t.Errorf("%+v", n)
	}
}

func TestASurplusHasNoTax(t *testing.T) {
	l := newLife(t)
	l.records("p0", 15_000)
	l.records("p1", 31_000)
	l.refunds("r1", "p1", 1_000)
	l.refunds("r2", "p1", 12_000)
	l.refunds("r3", "p1", 0)
	paid, surplus, part, rest := l.describes("p1", ""), l.describes("p1", "r1"), l.describes("p1", "r2"), l.describes("p1", "r3")
	if paid.Amount != 31_000 || paid.Whole != 45_000 || paid.Before != 15_000 || paid.Tax != 5_000 || !paid.DayOnly {
		t.Errorf("the payment: %+v", paid)
	}
	if surplus.Amount != 1_000 || surplus.Tax != 0 || surplus.Rate != 0 || surplus.Whole != 31_000 {
		t.Errorf("what was too much: %+v", surplus)
	}
	if part.Before != 1_000 || rest.Amount != 18_000 || part.Tax+rest.Tax != paid.Tax {
		t.Errorf("what counted: %+v %+v", part, rest)
	}
	l.records("p2", 45_000)
	if n := l.describes("p2", ""); n.Whole != 0 || n.Tax != 0 || !n.Recorded || !n.DayOnly || n.At.Format(time.DateOnly) != "2026-11-20" {
		t.Errorf("what came after everything was given back: %+v", n)
	}
}

func TestWhatTheEventsDoNotTellHasNoReceipt(t *testing.T) {
	l := newLife(t)
	l.records("p1", 45_000)
	for _, c := range [][2]string{{"p9", ""}, {"p1", "r9"}, {"", ""}} {
		if _, err := receipt.Describe(l.d.ID, l.events, c[0], c[1]); !errors.Is(err, receipt.ErrNoMoney) {
			t.Errorf("payment %q, refund %q: %v", c[0], c[1], err)
		}
	}
}
