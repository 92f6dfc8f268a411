package jobs

import (
	"encoding/json"
	"reflect"
	"slices"
	"sort"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
	"quittance/internal/jobs/sealing"
)

func TestEveryEventStandsInTheTable(t *testing.T) {
	var listed []string
	for eventType := range effects {
		listed = append(listed, eventType)
	}
	known := delivery.EventTypes()
	sort.Strings(listed)
	sort.Strings(known)
	if !slices.Equal(listed, known) {
		t.Errorf("the table of effects and the events differ:\n table  %v\n events %v", listed, known)
	}
}

func TestArgumentsHoldIdsOnly(t *testing.T) {
	allowed := []string{"delivery", "recipient", "payment", "refund", "release", "passcode", "member", "token", "account", "event", "notice", "of", "seq", "provider", "provider_id", "status", "report"}
	for _, args := range []any{
		message.SendNotice{}, message.SendPasscode{}, message.SendLink{}, message.ProcessReceipt{}, message.SendAbuse{}, message.SendConfirmation{}, message.SendAddress{}, observePayment{}, closeCheckout{}, sendRefund{}, processStripeEvent{},
		sealing.Release{}, issueReceipt{}, wakeDelivery{}, sweep{}, reconcile{}, nightly{}, retain{},
	} {
		for f := range reflect.TypeOf(args).Fields() {
			if name := f.Tag.Get("json"); !slices.Contains(allowed, name) {
				t.Errorf("%T.%s: a job's argument named %q; only ids may wait in the queue", args, f.Name, name)
			}
		}
	}
}

func TestWhatEventsCause(t *testing.T) {
	d := &delivery.Delivery{
		ID: "d1", State: delivery.Sent,
		Recipients: []delivery.Recipient{
			{ID: "payer", Roles: []delivery.Role{delivery.Payer}, Invite: delivery.InviteBySMS},
			{ID: "signer", Roles: []delivery.Role{delivery.Signer}},
		},
		Payments: []delivery.Payment{
			{ID: "p1", Recipient: "payer", State: delivery.PaymentSettled, Session: "cs_1"},
			{ID: "p2", Recipient: "payer", State: delivery.PaymentExpired, Session: "cs_2"},
			{ID: "p3", Recipient: "payer", State: delivery.PaymentExpired},
		},
	}
	tests := map[string]struct {
		event delivery.Payload
		want  []string // kinds of job, with the notice and the reader where there is one
	}{
		"sending invites every recipient": {
			delivery.Dispatched{Links: []delivery.LinkIssued{{Recipient: "payer", LinkID: "l1"}, {Recipient: "signer", LinkID: "l2"}}},
			[]string{"invitation>payer", "invitation>signer", "link_send"},
		},
		"a new link goes to its recipient":                    {delivery.LinkIssued{Recipient: "signer"}, []string{"fresh_link>signer"}},
		"and by text message where the sender chose so":       {delivery.LinkIssued{Recipient: "payer"}, []string{"fresh_link>payer", "link_send"}},
		"a link for the computer has its own words":           {delivery.LinkIssued{Recipient: "payer", ToComputer: true}, []string{"own_link>payer"}},
		"money tells who paid and the sender":                 {delivery.PaymentReceived{Payment: "p1"}, []string{"receipt_issue", "paid>payer", "paid>sender"}},
		"recorded money tells every payer":                    {delivery.PaymentRecorded{Payment: "hand"}, []string{"receipt_issue", "paid>payer"}},
		"a corrected number needs no message":                 {delivery.RecipientCorrected{Recipient: "payer", LinkID: "l1"}, nil},
		"a corrected address brings the new link":             {delivery.RecipientCorrected{Recipient: "payer", LinkID: "l2", NewLink: true}, []string{"invitation>payer", "link_send"}},
		"the last gate makes the certificate":                 {delivery.ReleaseReady{Release: "r1"}, []string{"release_seal"}},
		"a sealed certificate goes to both sides":             {delivery.CertificateSealed{Release: "r1"}, []string{"certificate>sender", "certificate>payer", "certificate>signer"}},
		"a transfer that was announced is told to the sender": {delivery.TransferDeclared{Recipient: "payer"}, []string{"transfer_declared>sender"}},
		"money that went back gives a note":                   {delivery.RefundDone{Refund: "f1", Payment: "p1"}, []string{"receipt_issue", "refunded>payer"}},
		"a refund is sent to the processor":                   {delivery.RefundStarted{Refund: "f1", Payment: "p1"}, []string{"payment_refund"}},
		"a code that was asked for is sent":                   {delivery.PasscodeRequested{Passcode: "c1", Recipient: "signer"}, []string{"passcode_send"}},
		"a payment page that is over is closed":               {delivery.CheckoutExpired{Payment: "p2"}, []string{"checkout_close"}},
		"one that was never opened needs no closing":          {delivery.CheckoutExpired{Payment: "p3"}, nil},
		"a page opened for a payment that is over is closed":  {delivery.CheckoutOpened{Payment: "p2", Session: "cs_2"}, []string{"checkout_close"}},
		"a bare opening causes nothing":                       {delivery.RecipientOpened{Recipient: "payer"}, nil},
		"money that opened nothing is told to the sender":     {delivery.PaymentNotApplied{Payment: "p1"}, []string{"receipt_issue", "unapplied>sender"}},
		"a refused refund is told to the sender":              {delivery.RefundRejected{Payment: "p1"}, []string{"refund_failed>sender"}},
		"a proposed number is told to the sender":             {delivery.NumberProposed{Recipient: "signer"}, []string{"number_proposed>sender"}},
		"a replaced file is told to every recipient":          {delivery.DeliverableReplaced{}, []string{"replaced>payer", "replaced>signer"}},
		"a withdrawn delivery is told to every recipient":     {delivery.WithdrawnBySender{}, []string{"withdrawn>payer", "withdrawn>signer"}},
		"a message that was sent does not cause another":      {delivery.MessageSent{}, nil},
		"the last attempt of a code is told to the sender":    {delivery.PasscodeRejected{Recipient: "signer", Reason: "wrong"}, []string{"codes_spent>sender"}},
		"a wrong one is not":                                  {delivery.PasscodeRejected{Recipient: "signer", Reason: "wrong", Left: 2}, nil},
		"a download causes nothing":                           {delivery.DownloadEnded{}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, args := range caused(d, delivery.Event{Seq: 7, Data: tt.event}) {
				label := args.Kind()
				if n, ok := args.(message.SendNotice); ok {
					label = n.Notice + ">" + n.Recipient
					if n.Recipient == "" {
						label = n.Notice + ">sender"
					}
					if n.Seq != 7 || n.Delivery != "d1" {
						t.Errorf("a notice must name its event: %+v", n)
					}
				}
				got = append(got, label)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// Whoever holds a link, an old one too, spends none of the sender's text messages.
func TestALinkThatARecipientAsksForGoesByMailAlone(t *testing.T) {
	d := &delivery.Delivery{ID: "d1", State: delivery.Sent, Recipients: []delivery.Recipient{{ID: "payer", Invite: delivery.InviteBySMS}}}
	asked := caused(d, delivery.Event{Seq: 7, Actor: delivery.ByRecipient("payer"), Data: delivery.LinkIssued{Recipient: "payer", LinkID: "l2"}})
	if len(asked) != 1 || asked[0].Kind() != (message.SendNotice{}).Kind() {
		t.Errorf("caused %v", asked)
	}
}

func TestKindsOfJobsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, args := range []interface{ Kind() string }{
		message.SendNotice{}, message.SendPasscode{}, message.SendLink{}, message.ProcessReceipt{}, message.SendAbuse{}, message.SendConfirmation{}, observePayment{}, closeCheckout{}, sendRefund{}, processStripeEvent{},
		sealing.Release{}, wakeDelivery{}, sweep{}, reconcile{}, nightly{}, retain{},
	} {
		if seen[args.Kind()] {
			t.Errorf("two jobs of kind %s", args.Kind())
		}
		seen[args.Kind()] = true
		if _, err := json.Marshal(args); err != nil {
			t.Error(err)
		}
	}
}
