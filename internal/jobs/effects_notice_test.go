package jobs

import (
	"slices"
	"testing"

	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
)

func TestWhomMessagesGoTo(t *testing.T) {
	d := &delivery.Delivery{
		ID: "d1", State: delivery.Sent,
		Recipients: []delivery.Recipient{
			{ID: "payer", Roles: []delivery.Role{delivery.Payer}},
			{ID: "signer", Roles: []delivery.Role{delivery.Signer}},
		},
		Releases: []delivery.Release{{ID: "r1", HandedTo: "signer", State: delivery.ReleaseLocked, Gates: []delivery.Gate{
			{ID: "g1", Kind: delivery.SignatureGate, Subject: "signer", State: delivery.GatePending},
		}}},
	}
	for name, tt := range map[string]struct {
		event delivery.Payload
		want  []string
	}{
		"a release handed over makes its certificate":                            {delivery.ReleaseHandedOver{Release: "r1", Recipient: "signer"}, []string{"release_seal"}},
		"a reminder goes to who is reminded":                                     {delivery.RecipientReminded{Recipient: "signer"}, []string{"reminder>signer"}},
		"the end coming near is told to the sender and to who has still to sign": {delivery.ExpiryNear{}, []string{"expiring>", "expiring>signer"}},
		"a problem is told to the sender and acknowledged":                       {delivery.ProblemReported{Recipient: "payer"}, []string{"problem_reported>", "problem_noted>payer"}},
		"who withdraws from the contract is sent the proof, and the others read that it is over": {
			delivery.ContractEnded{Recipient: "payer"}, []string{"contract_ended>", "contract_ended>payer", "access_ended>signer"},
		},
		"who declines ends it for the others, who read so": {
			delivery.DeclinedByRecipient{Recipient: "signer", Reason: "too dear"}, []string{"declined>", "decline_noted>signer", "access_ended>payer"},
		},
		"an attestation goes to the sender and to who was served": {
			delivery.CertificateSealed{Release: "r1", Kind: delivery.DeliveryCertificate}, []string{"attestation>", "attestation>signer"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, args := range caused(d, delivery.Event{Seq: 7, Data: tt.event}) {
				label := args.Kind()
				if n, ok := args.(message.SendNotice); ok {
					label = n.Notice + ">" + n.Recipient
				}
				got = append(got, label)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
