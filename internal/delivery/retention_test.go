package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/delivery"
	"quittance/internal/property"
)

func TestHowLongADeliveryIsKept(t *testing.T) {
	years := func(n int) func(*life) delivery.Instant {
		return func(l *life) delivery.Instant { return delivery.At(l.d.LastAt.Time().AddDate(n, 0, 0)) }
	}
	never := func(*life) delivery.Instant { return 0 }
	part := func(t *testing.T, l *life, state delivery.RefundState) {
		t.Helper()
		p := l.d.Payments[0].ID
		l.refund(t, p, 10000)
		i := len(l.d.Refunds) - 1
		o := l.money(p)
		o.Refunds = []delivery.RefundSeen{{ID: l.d.Refunds[i].ID, Processor: "re_" + string(state), Amount: 10000, State: state}}
		l.observe(t, o)
	}
	for sentence, c := range map[string]struct {
		after      string // one of situations
		then       func(t *testing.T, l *life)
		why        delivery.Keep
		files, all func(*life) delivery.Instant
	}{
		"a draft has no day":                        {"draft", nil, delivery.KeepDraft, never, never},
		"what waits for its recipients has none":    {"sent", nil, delivery.KeepAlive, never, never},
		"nor what is paid and not signed":           {"paid, not signed", nil, delivery.KeepAlive, never, never},
		"nor what is being sealed":                  {"sealing", nil, delivery.KeepAlive, never, never},
		"nor money in dispute":                      {"completed, disputed", nil, delivery.KeepMoney, never, never},
		"what was paid for is kept ten years":       {"completed", nil, delivery.KeepBooks, years(10), years(10)},
		"refunded whole, its files go after a year": {"wholly refunded", nil, delivery.KeepBooks, years(1), years(10)},
		"and so after a lost dispute":               {"dispute lost", nil, delivery.KeepBooks, years(1), years(10)},
		"withdrawn unpaid, all goes after three":    {"withdrawn", nil, delivery.KeepContact, years(1), years(3)},
		"declined, too":                             {"declined", nil, delivery.KeepContact, years(1), years(3)},
		"a payment begun in time may still come":    {"expired", nil, delivery.KeepMoney, never, never},
		"expired, too": {"expired", func(t *testing.T, l *life) {
			o := l.money(l.d.Payments[0].ID)
			o.SessionIs, o.IntentIs, o.Received = delivery.SessionExpired, delivery.IntentNone, delivery.Money{}
			l.observe(t, o)
		}, delivery.KeepContact, years(1), years(3)},
		"a signature alone is evidence for ten": {"sent", func(t *testing.T, l *life) {
			s := simple()
			s.Gates = []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}
			*l = *newLife()
			l.sent(t, s)
			l.sign(t)
			events, err := l.d.Withdraw("sender:m1", l.at, "", false)
			l.must(t, events, err)
		}, delivery.KeepBooks, years(1), years(10)},
		"money that came back from the bank waits": {"completed", func(t *testing.T, l *life) { part(t, l, delivery.RefundFailed) }, delivery.KeepMoney, never, never},
		"once it was given back again it waits no more, whatever was paid beside": {"completed", func(t *testing.T, l *life) {
			part(t, l, delivery.RefundFailed)
			part(t, l, delivery.RefundSucceeded)
		}, delivery.KeepBooks, years(10), years(10)},
		"a certificate that is being made is waited for": {"completed", func(t *testing.T, l *life) {
			events, err := l.d.HandOver(l.who(0), l.at, l.release(0), "x")
			l.must(t, events, err)
		}, delivery.KeepAlive, never, never},
		"erasing files is no contact": {"withdrawn", func(t *testing.T, l *life) {
			l.at = l.d.Retention().Files
			l.erase(t, delivery.Files)
		}, delivery.KeepContact, years(0), years(2)},
	} {
		t.Run(sentence, func(t *testing.T) {
			l := newLife()
			for _, s := range situations {
				if s.name == c.after {
					s.reach(t, l)
				}
			}
			if c.then != nil {
				c.then(t, l)
			}
			want := delivery.Retention{Why: c.why, Files: c.files(l), All: c.all(l)}
			if got := l.d.Retention(); got != want {
				t.Errorf("%s until %s and %s, want %s %s %s", got.Why, got.Files.Time(), got.All.Time(), want.Why, want.Files.Time(), want.All.Time())
			}
		})
	}
}

func (l *life) erase(t testing.TB, s delivery.Scope) {
	t.Helper()
	events, err := l.d.Erase(l.at, delivery.Erased{Scope: s})
	l.must(t, events, err)
}

// Whatever happened to a delivery: nothing of it is due while somebody can act, money moves, or files can be fetched, nor
// before a certificate's own day; and erasing takes everything personal, once, while the events still replay.
func TestNothingIsErasedThatIsReachableOrDue(t *testing.T) {
	property.Check(t, func(rt *rapid.T) {
		l, b := newLife(), &bank{}
		x := random(rt, l)
		x.Workspace, x.Member = "w1", "m1"
		if err := l.keep(l.d.Save("sender:m1", l.at, x)); err != nil {
			rt.Fatal(err)
		}
		if err := l.keep(l.d.Send("sender:m1", l.at, l.links(), false)); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			l.step(rt, b)
			l.retained(rt)
		}
		if rapid.Bool().Draw(rt, "to the end") {
			l.driveToTheEnd(rt)
			l.retained(rt)
		}
		l.forgotten(rt)
	})
}

func (l *life) retained(rt *rapid.T) {
	keep := l.d.Retention()
	if keep.All.IsZero() != keep.Files.IsZero() || keep.Files > keep.All {
		rt.Fatalf("files are kept longer than all: %+v", keep)
	}
	if keep.All.IsZero() {
		if _, err := l.d.Erase(1<<60, delivery.Erased{Scope: delivery.Everything, Early: true}); code(err) != "delivery_alive" {
			rt.Fatalf("what lives is erased: %v", err)
		}
		return
	}
	for _, r := range l.d.Recipients {
		for _, f := range l.d.Deliverables {
			if !f.Visible && l.d.CanDownload(r.ID, f.ID, keep.Files) == nil {
				rt.Fatalf("%s can be fetched when it is erased", f.Name)
			}
		}
	}
	for _, due := range l.d.Dues {
		if _, open := l.d.OpenPayment(due.ID); open {
			rt.Fatalf("money is under way: %+v", l.d.Payments)
		}
	}
	for _, r := range l.d.Releases {
		for _, c := range r.Certificates {
			if keep.All < c.SealedAt.Add(10*365*24*time.Hour) {
				rt.Fatal("evidence goes before the day on its certificate")
			}
		}
	}
	if _, err := l.d.Erase(keep.Files-1, delivery.Erased{Scope: delivery.Files}); code(err) != "delivery_kept" {
		rt.Fatalf("files are erased before their day: %v", err)
	}
	if _, err := l.d.Erase(keep.All-1, delivery.Erased{Scope: delivery.Everything}); code(err) != "delivery_kept" {
		rt.Fatalf("data is erased before its day: %v", err)
	}
}

func (l *life) forgotten(rt *rapid.T) {
	for {
		l.at = max(l.d.Retention().Files, l.at)
		scope, due := l.d.ErasureDue(l.at)
		if l.d.ErasedAt.IsZero() && !due {
			if l.at = max(l.d.Retention().All, l.at); l.d.Retention().All.IsZero() {
				return
			}
			scope, _ = l.d.ErasureDue(l.at)
		}
		if l.d.IsErased(delivery.Everything) {
			break
		}
		if err := l.keep(l.d.Erase(l.at, delivery.Erased{Scope: scope})); err != nil {
			rt.Fatalf("erase %q: %v", scope, err)
		}
	}
	if events, err := l.d.Erase(l.at, delivery.Erased{Scope: delivery.Everything}); err != nil || len(events) > 0 {
		rt.Fatalf("erased again: %s, %v", types(events), err)
	}
	if events, err := l.d.Elapse(l.at.Add(1000 * hour)); err != nil || len(events) > 0 || !l.d.NextDue().IsZero() {
		rt.Fatalf("time goes on: %s, %v", types(events), err)
	}
	state, err := json.Marshal(l.d)
	if err != nil {
		rt.Fatal(err)
	}
	for _, personal := range []string{"Plans of the house", "Ada", "Bob", "example.org", "+3363998", `"name":{"personal":"plan`, "a gift", "because"} {
		if strings.Contains(string(state), personal) {
			rt.Fatalf("%q is left: %s", personal, state)
		}
	}
	l.replays(rt)
}
