package delivery_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
	"quittance/internal/property"
)

// bank is the processor as it really is: one truth per session, told as often and in whatever order.
type bank struct {
	sessions []*session
	told     []delivery.Observation // everything ever told, for replays
}

type session struct {
	now delivery.Observation
}

// random draws the shape of a delivery: gates in any order or none, one or two signers, a price or not, and for
// some a deposit and a balance with a release each.
func random(t *rapid.T, l *life) delivery.Drafted {
	s := simple()
	s.Recipients = []delivery.Recipient{person("Ada", delivery.Payer, delivery.Signer), person("Bob", delivery.Signer, delivery.Payer)}
	switch rapid.IntRange(0, 4).Draw(t, "shape") {
	case 0:
		s.Gates = []delivery.GateKind{delivery.SignatureGate, delivery.PaymentGate}
	case 1:
		s.Gates = []delivery.GateKind{delivery.SignatureGate}
	case 2:
		s.Gates, s.Terms.NoGateReason = []delivery.GateKind{}, "a gift"
	case 3:
		s.Price, s.DueOn, s.Gates = nil, "", []delivery.GateKind{delivery.SignatureGate}
	}
	if rapid.Bool().Draw(t, "one signer") {
		s.Recipients[1].Roles = []delivery.Role{delivery.Payer}
	}
	x := draft.Plan(s, l.id)
	if len(x.Dues) == 1 && rapid.Bool().Draw(t, "deposit and balance") {
		balance := x.Dues[0]
		balance.ID, balance.Amount = l.id(), 30000
		x.Dues = append(x.Dues, balance)
		first := x.Releases[0]
		second := delivery.Release{ID: l.id(), Deliverables: first.Deliverables[1:]}
		x.Releases[0].Deliverables = first.Deliverables[:1]
		second.Gates = []delivery.Gate{
			{ID: l.id(), Kind: delivery.PaymentGate, Subject: x.Dues[0].ID, Position: 1},
			{ID: l.id(), Kind: delivery.PaymentGate, Subject: balance.ID, Position: 1},
			{ID: l.id(), Kind: delivery.SignatureGate, Subject: x.Recipients[0].ID, Position: 2},
		}
		x.Releases = append(x.Releases, second)
	}
	return x
}

func TestPromisesHoldWhateverHappens(t *testing.T) {
	property.Check(t, func(rt *rapid.T) {
		l, b := newLife(), &bank{}
		x := random(rt, l)
		x.Workspace, x.Member = "w1", "m1"
		if err := l.keep(l.d.Save("sender:m1", l.at, x)); err != nil {
			rt.Fatal(err, fields(err))
		}
		if err := l.keep(l.d.Send("sender:m1", l.at, l.links(), false)); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			l.step(rt, b)
			l.invariants(rt)
		}
		for _, o := range b.told { // a processor that tells everything again
			again, err := l.d.Observe(l.at, o, l.id)
			if err != nil || len(again) > 0 {
				rt.Fatalf("told again, %+v caused %s %v", o, types(again), err)
			}
		}
		l.driveToTheEnd(rt)
		l.invariants(rt)
		l.replays(rt)
	})
}

// step does one random thing, and checks that a refusal is a problem and changes nothing.
func (l *life) step(rt *rapid.T, b *bank) {
	l.at = l.at.Add(rapid.SampledFrom([]time.Duration{0, 1000, -5000, hour, 20 * 24 * hour}).Draw(rt, "later"))
	before := replay(rt, l.events)
	who := rapid.SampledFrom(l.d.Recipients).Draw(rt, "who").ID
	rel := rapid.SampledFrom(l.d.Releases).Draw(rt, "release")
	var events []delivery.Event
	var err error
	switch verb := rapid.SampledFrom([]string{
		"pay", "pay", "bank", "bank", "bank", "bank", "tell again", "sign", "sign", "seal", "seal", "waive", "forgive", "record", "declare", "refund", "withdraw", "decline",
		"elapse", "extend", "replace", "download", "correct", "name a payer", "drop a payer",
	}).Draw(rt, "verb"); verb {
	case "pay":
		if len(l.d.Dues) == 0 {
			return
		}
		due := rapid.SampledFrom(l.d.Dues).Draw(rt, "due").ID
		id := l.id()
		if events, err = l.d.StartPayment(l.at, who, due, id, "", delivery.Card); err == nil {
			b.open(l, id)
			if rapid.IntRange(0, 9).Draw(rt, "a retry made a second session") == 0 {
				b.open(l, id)
			}
		}
	case "bank":
		if o, ok := b.act(rt); ok {
			events, err = l.d.Observe(l.at, o, l.id)
		}
	case "tell again":
		if len(b.told) > 0 {
			events, err = l.d.Observe(l.at, rapid.SampledFrom(b.told).Draw(rt, "old news"), l.id)
			if err != nil || len(events) > 0 {
				rt.Fatalf("old news caused %s %v", types(events), err)
			}
		}
	case "sign":
		s := l.signature(who)
		if rapid.IntRange(0, 5).Draw(rt, "other files") == 0 {
			s.Signature.Manifest = "0000"
		}
		events, err = l.d.Sign(l.at, s)
	case "seal":
		if events, err = l.d.RecordCertificate(l.at, delivery.CertificateRecorded{Release: rel.ID, Kind: delivery.CompletionCertificate, Certificate: "Q" + rel.ID}); err == nil {
			l.events = append(l.events, events...)
			before = replay(rt, l.events)
			events, err = l.d.Seal(l.at, delivery.CertificateSealed{Release: rel.ID, Kind: delivery.CompletionCertificate, Certificate: "Q" + rel.ID})
		}
	case "waive":
		if len(rel.Gates) > 0 && rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
			events, err = l.d.Waive("sender:m1", l.at, rel.ID, rapid.SampledFrom(rel.Gates).Draw(rt, "gate").ID, "because")
		}
	case "forgive":
		if len(l.d.Dues) > 0 {
			events, err = l.d.ForgiveRest("sender:m1", l.at, rapid.SampledFrom(l.d.Dues).Draw(rt, "due").ID, "")
		}
	case "declare":
		if len(l.d.Dues) > 0 {
			settled := l.d.Dues[0].Settled
			events, err = l.d.DeclareTransfer(l.at, l.d.Recipients[0].ID, l.due(0))
			if l.d.Dues[0].Settled != settled {
				rt.Fatalf("a transfer that was announced settled something")
			}
		}
	case "record":
		if len(l.d.Dues) > 0 && rapid.IntRange(0, 2).Draw(rt, "really") == 0 {
			due := rapid.SampledFrom(l.d.Dues).Draw(rt, "due").ID
			events, err = l.d.RecordPayment("sender:m1", l.at, delivery.PaymentRecorded{Payment: l.id(), Due: due, Amount: rapid.SampledFrom([]int64{0, 100, 46000}).Draw(rt, "amount")})
		}
	case "refund":
		if len(l.d.Payments) > 0 {
			p := rapid.SampledFrom(l.d.Payments).Draw(rt, "payment").ID
			events, err = l.d.Refund("sender:m1", l.at, l.id(), p, rapid.SampledFrom([]int64{0, 100, 1000, 44900}).Draw(rt, "amount"))
		}
	case "withdraw":
		if rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
			events, err = l.d.Withdraw("sender:m1", l.at, "", rapid.Bool().Draw(rt, "despite a transfer"))
		}
	case "decline":
		if rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
			events, err = l.d.Decline(who, l.at, "no")
		}
	case "elapse":
		events, err = l.d.Elapse(l.at)
	case "extend":
		events, err = l.d.Extend("sender:m1", l.at, draft.DefaultExpiry(max(l.at, l.d.LastAt), "Europe/Paris"))
	case "replace":
		f := file("new-" + l.id())
		f.ID = l.id()
		events, err = l.d.Replace("sender:m1", l.at, rapid.SampledFrom(l.d.Deliverables).Draw(rt, "file").ID, f)
	case "download":
		events, err = l.d.StartDownload(who, l.at, delivery.DownloadStarted{Release: rel.ID, Download: l.id()})
		if err == nil {
			l.mayLeave(rt, &rel)
		}
		if r, _ := l.d.Recipient(who); err == nil && r.Delegate {
			rt.Fatal("a delegate fetches files")
		}
	case "name a payer":
		events, err = l.d.NamePayer(l.at, l.named(who))
	case "drop a payer":
		if events, err = l.d.DropPayer("sender:m1", l.at, who); err == nil {
			if _, again := l.d.DropPayer("sender:m1", l.at, who); again == nil {
				rt.Fatal("who was taken back is taken back again")
			}
			if pays, _ := l.d.Asked(who); pays {
				rt.Fatal("who was taken back is asked to pay")
			}
		}
	case "correct":
		x := delivery.RecipientCorrected{Recipient: who, Name: "New", Email: "new@example.org", Phone: "+33639980009", LinkID: l.id()}
		if events, err = l.d.Correct("sender:m1", l.at, x); err == nil {
			x.LinkID = l.id()
			if again, err := l.d.Correct("sender:m1", l.at+1, x); err != nil || len(again) > 0 {
				rt.Fatalf("what was corrected is corrected again: %v %v", again, err)
			}
		}
	}
	if err != nil {
		var p *problem.Problem
		if !errors.As(err, &p) {
			rt.Fatalf("a refusal that is no problem: %v", err)
		}
		if !reflect.DeepEqual(before, l.d) {
			rt.Fatalf("a refusal changed the delivery: %v", err)
		}
	}
	l.events = append(l.events, events...)
}

// mayLeave is promise 1.
func (l *life) mayLeave(rt *rapid.T, rel *delivery.Release) {
	for _, g := range rel.Gates {
		due, isDue := l.d.Due(g.Subject)
		switch {
		case g.State == delivery.GatePending:
			rt.Fatalf("files left before the gate %+v", g)
		case g.State == delivery.GatePassed && isDue && (!due.IsSettled() && due.Refunded == 0):
			rt.Fatalf("files left before the due %+v was settled", due)
		}
	}
	if rel.State != delivery.ReleaseUnlocked || rel.Suspended || len(rel.Certificates) == 0 {
		rt.Fatalf("files left in the state %+v", rel)
	}
}

// invariants are promises 1 and 3, and that no money is made or lost.
func (l *life) invariants(rt *rapid.T) {
	seen := map[string]int{}
	for i, e := range l.events {
		if e.Seq != int64(i+1) || i > 0 && e.At < l.events[i-1].At {
			rt.Fatalf("event %d is out of order: %+v", i, e)
		}
		switch x := e.Data.(type) {
		case delivery.GateOpened:
			seen["gate "+x.Gate]++
		case delivery.GateWaivedBySender:
			seen["gate "+x.Gate]++
		case delivery.ReleaseOpened:
			seen["unlock "+x.Release]++
		case delivery.ReleaseClosed:
			seen["revoke "+x.Release]++
		case delivery.CertificateRecorded:
			seen["certificate "+x.Release+string(x.Kind)]++
		case delivery.RecipientSigned:
			seen["signature "+x.Release+x.Recipient]++
		case delivery.PaymentReceived:
			seen["money "+x.Intent]++
		case delivery.PaymentNotApplied:
			seen["money "+x.Intent]++
		case delivery.DeliveryCompleted:
			seen["completed"]++
		}
	}
	for what, n := range seen {
		if n > 1 {
			rt.Fatalf("%s happened %d times", what, n)
		}
	}
	for _, rel := range l.d.Releases {
		for _, g := range rel.Gates {
			if g.State == delivery.GatePending && (rel.State == delivery.ReleaseSealing || rel.State == delivery.ReleaseUnlocked) {
				rt.Fatalf("a pending gate in %+v", rel)
			}
		}
	}
	l.delegatesHaveNothing(rt)
	applied := map[string]int64{}
	for i := range l.d.Payments {
		p := l.d.Payments[i]
		applied[p.Due] += p.Applied
		if surplus := l.d.Surplus(&p); surplus < 0 || surplus > p.Amount-p.Applied || p.Processor == delivery.ByHand && surplus+p.Applied < p.Amount-p.Refunded {
			rt.Fatalf("%d of %+v is said to count for nothing", surplus, p)
		}
		if p.Refunded > p.Amount || p.Applied > p.Amount {
			rt.Fatalf("more money back or counted than came: %+v", p)
		}
	}
	for _, due := range l.d.Dues {
		if due.Settled+due.Forgiven > due.Amount || due.Forgiven > 0 && due.Forgiven >= due.Amount || due.Settled > applied[due.ID] || due.Refunded > due.Settled {
			rt.Fatalf("money was made: %+v, applied %d", due, applied[due.ID])
		}
	}
	for i := range l.d.Recipients {
		l.stepsAreWhatIsAsked(rt, l.d.Recipients[i].ID)
	}
	agenda.Attention(l.d, l.at)
	l.d.NextDue()
}

// stepsAreWhatIsAsked: there is a step always, and who is shown one to take now is asked for it, and nobody else.
func (l *life) stepsAreWhatIsAsked(rt *rapid.T, who string) {
	steps := agenda.Steps(l.d, who)
	if len(steps) == 0 {
		rt.Fatal("no step at all")
	}
	pays, signs := false, false
	for _, s := range steps {
		pays = pays || s.Mine && s.Open && (s.Kind == agenda.StepPay || s.Kind == agenda.StepChooseRight)
		signs = signs || s.Mine && s.Open && s.Kind == agenda.StepSign
	}
	if askedToPay, askedToSign := l.d.Asked(who); askedToPay != pays || askedToSign != signs {
		rt.Fatalf("asked to pay %t and to sign %t, with the steps %+v", askedToPay, askedToSign, steps)
	}
}

// delegatesHaveNothing: whoever was named to pay gets no byte that waits, in whatever state, and no step but paying.
func (l *life) delegatesHaveNothing(rt *rapid.T) {
	for _, r := range l.d.Recipients {
		if !r.Delegate {
			continue
		}
		for _, f := range l.d.Deliverables {
			if err := l.d.CanDownload(r.ID, f.ID, l.at); err == nil && !f.Visible {
				rt.Fatalf("a delegate may have %+v", f)
			}
		}
		for _, rel := range l.d.Releases {
			if l.d.CanDownloadAll(r.ID, rel.ID, l.at) == nil {
				rt.Fatalf("a delegate may have all of %+v", rel)
			}
		}
		for _, s := range agenda.Steps(l.d, r.ID) {
			if s.Mine && s.Kind != agenda.StepPay {
				rt.Fatalf("a delegate is asked to %+v", s)
			}
		}
	}
}

// driveToTheEnd is promise 2: once the money is there, following the steps that are shown leads to the files.
func (l *life) driveToTheEnd(rt *rapid.T) {
	for range 30 {
		moved := false
		for i := range l.d.Recipients {
			who := l.d.Recipients[i].ID
			for _, s := range agenda.Steps(l.d, who) {
				if !s.Open {
					continue
				}
				var events []delivery.Event
				var err error
				switch {
				case s.Kind == agenda.StepSign && s.Mine:
					events, err = l.d.Sign(l.at, l.signature(who))
				case s.Kind == agenda.StepSeal:
					x := delivery.CertificateRecorded{Release: s.Release, Kind: delivery.CompletionCertificate, Certificate: "Q" + s.Release}
					if events, err = l.d.RecordCertificate(l.at, x); err == nil {
						l.events = append(l.events, events...)
						events, err = l.d.Seal(l.at, delivery.CertificateSealed{Release: s.Release, Kind: delivery.CompletionCertificate, Certificate: "Q" + s.Release})
					}
				default:
					continue
				}
				if err != nil {
					rt.Fatalf("the step %+v was shown as open and refused: %v", s, err)
				}
				l.events = append(l.events, events...)
				moved = true
				break
			}
		}
		if !moved {
			break
		}
	}
	for _, rel := range l.d.Releases {
		if rel.State == delivery.ReleaseLocked && l.d.State == delivery.Sent && !rel.Suspended && l.settled(&rel) && !l.refunding() {
			rt.Fatalf("paid and stuck: %+v", rel)
		}
	}
}

// settled reports whether nothing but payments stands in the way of a release, and those are there.
func (l *life) settled(rel *delivery.Release) bool {
	for _, g := range rel.Gates {
		if due, ok := l.d.Due(g.Subject); ok && g.State == delivery.GatePending && !due.IsSettled() {
			return false
		}
	}
	return true
}

func (l *life) refunding() bool {
	for _, r := range l.d.Refunds {
		if r.State == delivery.RefundRequested {
			return true
		}
	}
	return false
}

// replays compares the state with what its events alone give, as they are and after a trip through JSON.
func (l *life) replays(rt *rapid.T) {
	if got := replay(rt, l.events); !reflect.DeepEqual(got, l.d) {
		rt.Fatalf("replayed:\n%+v\nlived:\n%+v", got, l.d)
	}
	var stored []delivery.Event
	for _, e := range l.events {
		b, err := json.Marshal(e.Data)
		if err != nil {
			rt.Fatal(err)
		}
		if e.Data, err = delivery.Decode(e.Data.EventType(), b); err != nil {
			rt.Fatal(err)
		}
		stored = append(stored, e)
	}
	if got := replay(rt, stored); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", l.d) {
		rt.Fatalf("replayed from JSON:\n%+v\nlived:\n%+v", got, l.d)
	}
}

func replay(t interface{ Fatal(...any) }, events []delivery.Event) *delivery.Delivery {
	d, err := delivery.Replay("d1", events)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (b *bank) open(l *life, payment string) {
	p, _ := l.d.Payment(payment)
	n := fmt.Sprint(len(b.sessions))
	b.sessions = append(b.sessions, &session{now: delivery.Observation{
		Payment: payment, Live: true, Session: "cs_" + n, SessionIs: delivery.SessionOpen, Intent: "pi_" + n, IntentIs: delivery.IntentWaiting,
		Received: delivery.Money{Amount: p.Amount},
	}})
}

// act lets one session go one step on, as a processor would, and sometimes says nothing of it.
func (b *bank) act(rt *rapid.T) (delivery.Observation, bool) {
	if len(b.sessions) == 0 {
		return delivery.Observation{}, false
	}
	s := rapid.SampledFrom(b.sessions).Draw(rt, "session")
	o := &s.now
	switch o.IntentIs {
	case delivery.IntentWaiting:
		if o.SessionIs != delivery.SessionOpen {
			break
		}
		switch rapid.IntRange(0, 4).Draw(rt, "payer") {
		case 0:
			o.SessionIs = delivery.SessionExpired
		case 1:
			o.SessionIs, o.IntentIs = delivery.SessionComplete, delivery.IntentProcessing
		case 2, 3:
			o.SessionIs, o.IntentIs, o.Received.Currency = delivery.SessionComplete, delivery.IntentSucceeded, "eur"
			o.Received.Amount += rapid.SampledFrom([]int64{0, 0, 0, 0, 1}).Draw(rt, "too much")
		}
	case delivery.IntentProcessing:
		if rapid.Bool().Draw(rt, "debit settles") {
			o.IntentIs, o.Received.Currency = delivery.IntentSucceeded, rapid.SampledFrom([]string{"eur", "EUR", "usd"}).Draw(rt, "currency")
		} else {
			o.IntentIs = delivery.IntentFailed
		}
	case delivery.IntentSucceeded:
		b.after(rt, o)
	case delivery.IntentFailed, delivery.IntentNone:
	}
	if rapid.IntRange(0, 3).Draw(rt, "the webhook is lost") == 0 {
		return delivery.Observation{}, false
	}
	said := *o
	if said.IntentIs != delivery.IntentSucceeded {
		said.Received = delivery.Money{}
	}
	said.Refunds, said.Disputes = append([]delivery.RefundSeen(nil), o.Refunds...), append([]delivery.DisputeSeen(nil), o.Disputes...)
	b.told = append(b.told, said)
	return said, true
}

// after is what can happen to money that came: refunds at the dashboard, and a dispute.
func (b *bank) after(rt *rapid.T, o *delivery.Observation) {
	switch rapid.IntRange(0, 5).Draw(rt, "afterwards") {
	case 0:
		if len(o.Refunds) == 0 {
			o.Refunds = append(o.Refunds, delivery.RefundSeen{Processor: "re_" + strings.TrimPrefix(o.Intent, "pi_"), Amount: rapid.SampledFrom([]int64{50, o.Received.Amount}).Draw(rt, "back"), State: delivery.RefundRequested})
			return
		}
		r := &o.Refunds[0]
		if r.State == delivery.RefundRequested {
			r.State = rapid.SampledFrom([]delivery.RefundState{delivery.RefundSucceeded, delivery.RefundFailed}).Draw(rt, "refund")
		}
	case 1:
		if len(o.Disputes) == 0 {
			o.Disputes = append(o.Disputes, delivery.DisputeSeen{ID: "dp_" + o.Intent, Amount: o.Received.Amount, State: delivery.DisputeOpen})
		} else if d := &o.Disputes[0]; d.State == delivery.DisputeOpen {
			d.State = rapid.SampledFrom([]delivery.DisputeState{delivery.DisputeWon, delivery.DisputeLost}).Draw(rt, "dispute")
		}
	}
}
