package message

import (
	"testing"

	"quittance/internal/delivery"
)

// What follows a payment, as its receipt says it.
func TestTheReceiptKnowsWhatBecomesOfTheFiles(t *testing.T) {
	payment := func(s delivery.GateState) delivery.Gate {
		return delivery.Gate{ID: "g1", Kind: delivery.PaymentGate, Subject: "due", Position: 1, State: s}
	}
	signature := func(s delivery.GateState) delivery.Gate {
		return delivery.Gate{ID: "g2", Kind: delivery.SignatureGate, Subject: "signer", Position: 2, State: s}
	}
	for name, tt := range map[string]struct {
		release delivery.Release
		ready   bool
		signs   string
	}{
		"another has still to sign":            {delivery.Release{State: delivery.ReleaseLocked, Gates: []delivery.Gate{payment(delivery.GatePassed), signature(delivery.GatePending)}}, false, "Boris Signataire"},
		"they come now":                        {delivery.Release{State: delivery.ReleaseSealing, Gates: []delivery.Gate{payment(delivery.GatePassed), signature(delivery.GatePassed)}}, false, ""},
		"a public buyer had them at signature": {delivery.Release{State: delivery.ReleaseUnlocked, Gates: []delivery.Gate{signature(delivery.GatePassed)}}, true, ""},
		"a dispute keeps them":                 {delivery.Release{State: delivery.ReleaseUnlocked, Suspended: true, Gates: []delivery.Gate{payment(delivery.GatePassed)}}, false, ""},
		"they were taken away":                 {delivery.Release{State: delivery.ReleaseRevoked, Gates: []delivery.Gate{payment(delivery.GatePassed)}}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := &delivery.Delivery{
				State: delivery.Sent, Dues: []delivery.Due{{ID: "due", Amount: 1, Settled: 1}}, Releases: []delivery.Release{tt.release},
				Recipients: []delivery.Recipient{{ID: "payer", Roles: []delivery.Role{delivery.Payer}}, {ID: "signer", Name: "Boris Signataire", Roles: []delivery.Role{delivery.Signer}}},
			}
			var n Notice
			n.course(d, &d.Recipients[0], 1)
			if n.Ready != tt.ready || n.Course.SignsToo != tt.signs || n.Course.SignsBefore+n.Course.PaysBefore+n.Course.PaysToo != "" {
				t.Errorf("got %+v", n)
			}
		})
	}
}

// A number that a signer proposed waits for the sender: both are told.
func TestAProposedNumberIsSaidToWaitToBothSides(t *testing.T) {
	b := newBench(t)
	said := func(recipient string) bool {
		t.Helper()
		d, err := b.DB.Delivery(t.Context(), b.delivery)
		check(t, err)
		n, err := b.fill(t.Context(), SendNotice{Notice: NoticePaid, Delivery: d.ID, Recipient: recipient}, d, delivery.Event{})
		check(t, err)
		return n.NumberWaits
	}
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	signer := d.Recipients[0].ID
	for _, reader := range []string{"", signer} {
		if said(reader) {
			t.Errorf("%q reads of a number that nobody proposed", reader)
		}
	}
	b.happens(t, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.ProposeNumber(signer, b.at(), "+33639980099")
	})
	if !said("") || !said(signer) {
		t.Errorf("sender %t, signer %t", said(""), said(signer))
	}
	b.happens(t, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DismissNumber("sender:m1", b.at(), signer)
	})
	if said("") || said(signer) {
		t.Error("it waits though the sender has answered")
	}
}

func TestTheTurnThatComesWithARestGivenUpSaysSo(t *testing.T) {
	d := &delivery.Delivery{
		Dues: []delivery.Due{{ID: "due", Amount: 45_000, Currency: "EUR", Settled: 44_960, Forgiven: 40}},
		Releases: []delivery.Release{{ID: "rel", Gates: []delivery.Gate{
			{ID: "g1", Kind: delivery.PaymentGate, Subject: "due", State: delivery.GatePassed}, {ID: "g2", Kind: delivery.SignatureGate, Subject: "signer", State: delivery.GatePassed},
		}}},
	}
	for gate, want := range map[string]int64{"g1": 40, "g2": 0, "gone": 0} {
		n := Notice{Kind: NoticeTurnSign}
		n.about(d, delivery.Event{Data: delivery.GateOpened{Release: "rel", Gate: gate}})
		if n.Forgiven.Amount != want {
			t.Errorf("gate %s: forgiven %d, want %d", gate, n.Forgiven.Amount, want)
		}
	}
}

func TestADisputeIsToldOnlyAsItStands(t *testing.T) {
	for name, tt := range map[string]struct {
		release      delivery.Release
		paused, back bool
	}{
		"open":           {delivery.Release{State: delivery.ReleaseUnlocked, Suspended: true}, true, false},
		"won meanwhile":  {delivery.Release{State: delivery.ReleaseUnlocked}, false, true},
		"lost meanwhile": {delivery.Release{State: delivery.ReleaseRevoked}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := &delivery.Delivery{Releases: []delivery.Release{tt.release}}
			paused, back := stillTrue(SendNotice{Notice: NoticeAccessPaused, Recipient: "r"}, d), stillTrue(SendNotice{Notice: NoticeAccessBack, Recipient: "r"}, d)
			if paused != tt.paused || back != tt.back {
				t.Errorf("paused %t, back %t", paused, back)
			}
		})
	}
}
