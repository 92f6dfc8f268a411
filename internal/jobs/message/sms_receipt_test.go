package message

import (
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/outbox"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
)

// receives stores a receipt as the door does and processes it; it reports whether it is to be looked at again later.
func (b *bench) receives(t *testing.T, message, part string, status outbox.State) (later bool) {
	t.Helper()
	r := webhook.SMSReceipt{Provider: "gateway", ProviderID: part, Status: status, Message: message, ReceivedAt: b.at()}
	if status == outbox.Failed {
		r.Failure = "vonage_dlr_1"
	}
	check(t, b.StoreSMSReceipt(t.Context(), r))
	w := &receiptProcessor{Runner: b.Runner}
	err := w.Work(t.Context(), &river.Job[ProcessReceipt]{Args: ProcessReceipt{Provider: r.Provider, ProviderID: part, Status: status}})
	return err != nil
}

// TestWhatTheGatewaySaysOfAMessage: receipts come twice, in any order, of parts, too early and of nothing.
func TestWhatTheGatewaySaysOfAMessage(t *testing.T) {
	const first, second = "msg-1", "msg-2"
	type said struct {
		part   string
		status outbox.State
	}
	arrived, lost := outbox.Delivered, outbox.Failed
	for name, tt := range map[string]struct {
		code  bool // a code, not a link
		said  []said
		state outbox.State
		told  []string
	}{
		"nothing":                              {state: outbox.Sent, told: []string{"invitation sent by sms"}},
		"a link arrived":                       {said: []said{{first, arrived}}, state: arrived, told: []string{"invitation sent by sms"}},
		"a link did not":                       {said: []said{{first, lost}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"the same twice":                       {said: []said{{first, lost}, {first, lost}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"of one part the first word stands":    {said: []said{{first, arrived}, {first, lost}}, state: arrived, told: []string{"invitation sent by sms"}},
		"and the other way round":              {said: []said{{first, lost}, {first, arrived}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"both parts arrived":                   {said: []said{{first, arrived}, {second, arrived}}, state: arrived, told: []string{"invitation sent by sms"}},
		"a part that is missing is told after": {said: []said{{first, arrived}, {second, lost}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"a part that is missing is told first": {said: []said{{second, lost}, {first, arrived}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"a part that is missing is told after the last arrived": {said: []said{{second, arrived}, {first, lost}}, state: lost, told: []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}},
		"of another part, too, the first word stands":           {said: []said{{second, arrived}, {second, lost}}, state: arrived, told: []string{"invitation sent by sms"}},
		"a code arrived": {code: true, said: []said{{first, arrived}, {first, arrived}}, state: arrived, told: []string{"sent c1", "arrived c1"}},
		"a code did not": {code: true, said: []said{{first, lost}}, state: lost, told: []string{"sent c1", "passcode failed: vonage_dlr_1"}},
		"on its way":     {said: []said{{first, outbox.Sent}}, state: outbox.Sent, told: []string{"invitation sent by sms"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			if tt.code {
				check(t, (&passcodeSender{Runner: b.Runner}).Work(t.Context(), b.ask(t, "c1")))
			} else {
				b.sendsLink(t)
			}
			m := b.message(t)
			for _, s := range tt.said {
				if s.status == outbox.Sent { // nothing is kept of it
					check(t, b.StoreSMSReceipt(t.Context(), webhook.SMSReceipt{Provider: "gateway", ProviderID: s.part, Message: m.ID}))
				} else if b.receives(t, m.ID, s.part, s.status) {
					t.Fatalf("%+v waits", s)
				}
			}
			if told := b.told(t); !slices.Equal(told, tt.told) {
				t.Errorf("told %q", told)
			}
			if m = b.message(t); m.State != tt.state || m.ProviderID != first {
				t.Errorf("the message is %s at %q", m.State, m.ProviderID)
			}
			left, err := webhook.UnprocessedSMSReceipts(t.Context(), b.DB, b.at().Add(time.Hour), 10)
			if check(t, err); len(left) > 0 {
				t.Errorf("left over: %+v", left)
			}
		})
	}
}

// TestALateWordOfAMessageThatIsOver: gateways give up after days. Then it may say nothing any more of the number.
func TestALateWordOfAMessageThatIsOver(t *testing.T) {
	corrected := func(t *testing.T, b *bench) {
		b.happens(t, func(d *delivery.Delivery) ([]delivery.Event, error) {
			r := d.Recipients[0]
			return d.Correct("sender:m1", b.at(), delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: r.Email, Phone: "+33639980002", LinkID: "l2"})
		})
	}
	renamed := func(t *testing.T, b *bench) {
		b.happens(t, func(d *delivery.Delivery) ([]delivery.Event, error) {
			r := d.Recipients[0]
			return d.Correct("sender:m1", b.at(), delivery.RecipientCorrected{Recipient: r.ID, Name: "Another Name", Email: r.Email, Phone: r.Phone, LinkID: "l2"})
		})
	}
	another := func(t *testing.T, b *bench) {
		check(t, (&passcodeSender{Runner: b.Runner}).Work(t.Context(), b.ask(t, "c2")))
	}
	for name, tt := range map[string]struct {
		since []func(*testing.T, *bench)
		told  []string
	}{
		"nothing happened since":       {told: []string{"sent c1", "passcode failed: vonage_dlr_1"}},
		"only the name was corrected":  {since: []func(*testing.T, *bench){renamed}, told: []string{"sent c1", "passcode failed: vonage_dlr_1"}},
		"the number was corrected":     {since: []func(*testing.T, *bench){corrected}, told: []string{"sent c1"}},
		"another code left":            {since: []func(*testing.T, *bench){another}, told: []string{"sent c1", "sent c2"}},
		"another was lost before that": {since: []func(*testing.T, *bench){another, lose("c2", "msg-2")}, told: []string{"sent c1", "sent c2", "passcode failed: vonage_dlr_1", "passcode failed: vonage_dlr_1"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil, nil)
			check(t, (&passcodeSender{Runner: b.Runner}).Work(t.Context(), b.ask(t, "c1")))
			for _, happens := range tt.since {
				b.now = b.now.Add(time.Hour)
				happens(t, b)
			}
			b.now = b.now.Add(24 * time.Hour)
			lose("c1", "msg-1")(t, b)
			if told := b.told(t); !slices.Equal(told, tt.told) {
				t.Errorf("told %q", told)
			}
			if m := b.messageOf(t, "passcode/c1"); m.State != outbox.Failed {
				t.Errorf("the message is %s", m.State)
			}
		})
	}
}

// lose has the gateway say that a code did not arrive.
func lose(code, part string) func(*testing.T, *bench) {
	return func(t *testing.T, b *bench) {
		t.Helper()
		if b.receives(t, b.messageOf(t, "passcode/"+code).ID, part, outbox.Failed) {
			t.Fatal("it waits")
		}
	}
}

func (b *bench) messageOf(t *testing.T, key string) outbox.Message {
	t.Helper()
	list, err := outbox.Of(t.Context(), b.DB, b.delivery)
	check(t, err)
	i := slices.IndexFunc(list, func(m outbox.Message) bool { return m.Key == key })
	if i < 0 {
		t.Fatalf("no %s among %+v", key, list)
	}
	return list[i]
}

func (b *bench) sendsLink(t *testing.T) {
	t.Helper()
	check(t, (&linkSender{Runner: b.Runner}).Work(t.Context(), &river.Job[SendLink]{Args: SendLink{Delivery: b.delivery, Seq: 2, Recipient: signer}}))
}

func (b *bench) message(t *testing.T) outbox.Message {
	t.Helper()
	list, err := outbox.Of(t.Context(), b.DB, b.delivery)
	if check(t, err); len(list) != 1 {
		t.Fatalf("%d messages", len(list))
	}
	return list[0]
}

// A receipt may overtake our own record that the message left; then it waits, and is taken over once that is there.
func TestAReceiptThatComesTooEarlyWaits(t *testing.T) {
	b := newBench(t, nil)
	m, _, err := outbox.Plan(t.Context(), b.DB, outbox.Message{ID: "m1", Key: "link/d1/2/r1", Delivery: b.delivery, Recipient: signer, Kind: "invitation", Channel: "sms", CreatedAt: b.at()})
	check(t, err)
	_, _, err = outbox.Begin(t.Context(), b.DB, m.ID, b.at(), false)
	check(t, err)
	if !b.receives(t, m.ID, "msg-1", outbox.Failed) || len(b.told(t)) > 0 {
		t.Fatal("it was taken over before the message had left")
	}
	check(t, b.end(t.Context(), m, outbox.Outcome{State: outbox.Sent, Provider: "gateway", ProviderID: "msg-1"}))
	if b.receives(t, m.ID, "msg-1", outbox.Failed) {
		t.Error("it still waits")
	}
	if told := b.told(t); !slices.Equal(told, []string{"invitation sent by sms", "invitation failed: vonage_dlr_1"}) {
		t.Errorf("told %q", told)
	}
}

// A message that nobody knew whether it left, and that arrived, is one that was sent.
func TestAMessageThatWasGivenUpAndArrived(t *testing.T) {
	b := newBench(t, refusal{unknown: true})
	b.sendsLink(t)
	if b.receives(t, b.message(t).ID, "msg-1", outbox.Delivered) {
		t.Fatal("it waits")
	}
	if told := b.told(t); !slices.Equal(told, []string{"invitation failed: gateway_code", "invitation sent by sms"}) {
		t.Errorf("told %q", told)
	}
}

func TestAReceiptOfAnUnknownMessageChangesNothing(t *testing.T) {
	b := newBench(t, nil)
	if b.receives(t, "01kaq0000000abcdefghjkmnpq", "msg-9", outbox.Failed) || len(b.told(t)) > 0 {
		t.Error("it is looked at again, or was told")
	}
}
