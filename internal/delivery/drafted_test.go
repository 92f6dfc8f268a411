package delivery_test

import (
	"reflect"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// A draft is saved by a program; what does not hold together is refused whoever made it.
func TestADraftThatDoesNotHoldTogetherIsRefused(t *testing.T) {
	for sentence, c := range map[string]struct {
		spoil func(*delivery.Drafted)
		want  string
	}{
		"a gate that waits for nobody":          {func(x *delivery.Drafted) { x.Releases[0].Gates[1].Subject = "nobody" }, "releases.0.gates.1.subject unknown"},
		"a gate that waits for a reader":        {func(x *delivery.Drafted) { x.Releases[0].Gates[1].Subject = x.Recipients[1].ID }, "releases.0.gates.1.subject unknown"},
		"a gate of a signer without a phone":    {func(x *delivery.Drafted) { x.Recipients[0].Phone = "" }, "releases.0.gates.1.subject unknown"},
		"a file in no release":                  {func(x *delivery.Drafted) { x.Releases[0].Deliverables = x.Releases[0].Deliverables[:1] }, "files.1 in_one_release"},
		"a visible file in a release":           {func(x *delivery.Drafted) { x.Deliverables[0].Visible = true }, "files.0 in_one_release"},
		"a release of a file that is not there": {func(x *delivery.Drafted) { x.Releases[0].Deliverables = append(x.Releases[0].Deliverables, "ghost") }, "releases unknown_files"},
		"two of one name":                       {func(x *delivery.Drafted) { x.Recipients[1].ID = x.Recipients[0].ID }, "recipients.1.id duplicate"},
		"a hash that is none":                   {func(x *delivery.Drafted) { x.Deliverables[0].SHA256 = "beef" }, "files.0.sha256 not_a_hash"},
		"a due of nothing":                      {func(x *delivery.Drafted) { x.Dues[0].Amount = 0 }, "dues.0.amount out_of_range"},
		"no gate and no reason":                 {func(x *delivery.Drafted) { x.Releases[0].Gates = nil }, "no_gate_reason required"},
	} {
		t.Run(sentence, func(t *testing.T) {
			l := newLife()
			x := draft.Plan(simple(), l.id)
			c.spoil(&x)
			_, err := l.d.Save("sender:m1", l.at, x)
			if got := fields(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestADraftCannotClaimALifeItHasNotHad(t *testing.T) {
	l := newLife()
	x := draft.Plan(simple(), l.id)
	x.Dues[0].Settled = 45000
	x.Recipients[0].SignedAt, x.Recipients[0].PhoneBy = morning, "recipient:x"
	x.Releases[0].State = delivery.ReleaseUnlocked
	x.Releases[0].Gates[0].State = delivery.GatePassed
	l.saveDrafted(t, x)
	l.send(t)
	if l.d.Owing(l.due(0)) != 45000 || l.d.Releases[0].State != delivery.ReleaseLocked || !l.d.Recipients[0].SignedAt.IsZero() || l.d.Recipients[0].PhoneBy != "sender:m1" {
		t.Errorf("%+v", l.d)
	}
	if code(l.d.CanDownload(l.who(0), "", l.at)) != "release_locked" {
		t.Error("the files can be had")
	}
}

func TestAnUnfinishedDraftIsNotSent(t *testing.T) {
	l := newLife()
	open := &delivery.Unfinished{Gates: []delivery.GateKind{}}
	l.saveDrafted(t, delivery.Drafted{Terms: delivery.Terms{Title: "Plans", Zone: delivery.DefaultZone}, Unfinished: open})
	if _, err := l.d.Send("sender:m1", l.at, nil, false); code(err) != "delivery_unfinished" {
		t.Errorf("%v", err)
	}
	whole := draft.Plan(simple(), l.id)
	whole.Unfinished = open
	if _, err := l.d.Save("sender:m1", l.at, whole); fields(err) != "releases not_yet" {
		t.Errorf("an unfinished draft has a release: %q", fields(err))
	}
	l.sent(t, simple())
	if again, err := delivery.Replay(l.d.ID, l.events); err != nil || !reflect.DeepEqual(again, l.d) || again.Unfinished != nil {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestEventsKeepWhatTheyWereGiven(t *testing.T) {
	l := newLife()
	l.sent(t, simple()).pay(t)
	l.sign(t)
	first, ok := l.events[0].Data.(delivery.Drafted)
	if !ok || first.Dues[0].Settled != 0 || first.Releases[0].Gates[0].State != delivery.GatePending || !first.Recipients[0].SignedAt.IsZero() {
		t.Errorf("the draft's event changed with the delivery: %+v", first)
	}
}
