package certificate_test

import (
	"encoding/json"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/consent"
	"quittance/internal/delivery"
)

// Of the choices that a consumer made before paying, the last one is in the evidence.
func TestTheLastChoiceOfTheRightIsInTheEvidence(t *testing.T) {
	w := newWorld(t)
	s := newSample(t, "fr")
	s.d.Terms.ClientKind, s.d.Terms.Digital = delivery.Consumer, true
	client := s.recipient("Hélène Berthier", "", "+33612345642", delivery.Payer, delivery.Signer)
	s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
	s.record(delivery.ByRecipient(client), delivery.RightWaived{Recipient: client, Consent: consent.RightWaiver("fr")})
	s.record(delivery.ByRecipient(client), delivery.RightKept{Recipient: client, Consent: consent.RightKept("fr")})
	s.pay(client)
	s.sign(client)
	made := w.input(t, s.material())
	var document struct {
		Signatures []struct {
			Choices []struct {
				Name   string `json:"name"`
				Ticked bool   `json:"ticked"`
				At     int64  `json:"at"`
			} `json:"choices"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(made.Evidence, &document); err != nil {
		t.Fatal(err)
	}
	choices := document.Signatures[0].Choices
	if len(choices) != 2 || choices[1].Name != "right_waived" || choices[1].Ticked || choices[1].At != 0 {
		t.Errorf("%+v", choices)
	}
	if r := certificate.Verify(w.make(t, made), w.trust()); r.Verdict != certificate.Valid {
		t.Errorf("%+v", r)
	}
}
