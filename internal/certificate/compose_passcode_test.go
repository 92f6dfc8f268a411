package certificate_test

import (
	"encoding/json"
	"testing"

	"quittance/internal/certificate"
	"quittance/internal/delivery"
)

// When the gateway said that the code arrived is in the evidence, whenever it came to say so.
func TestThatACodeArrivedIsInTheEvidence(t *testing.T) {
	w := newWorld(t)
	s := newSample(t, "fr")
	client := s.recipient("Maître François Garçon-Nguyễn", "SCI Les Érables", "+33612345642", delivery.Payer, delivery.Signer)
	s.send(s.gate(delivery.PaymentGate, dueID), s.gate(delivery.SignatureGate, client))
	s.pay(client)
	s.sign(client)
	s.record(delivery.System, delivery.PasscodeDelivered{Passcode: "pc-" + client, Recipient: client}) // told late, as gateways do
	made := w.input(t, s.material())
	var document struct {
		Signatures []struct {
			Passcode struct {
				Sent      int64 `json:"sent_at"`
				Delivered int64 `json:"delivered_at"`
			} `json:"passcode"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(made.Evidence, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Signatures) != 1 {
		t.Fatalf("%d signatures", len(document.Signatures))
	}
	if p := document.Signatures[0].Passcode; p.Delivered <= p.Sent {
		t.Errorf("sent %d, delivered %d", p.Sent, p.Delivered)
	}
	if r := certificate.Verify(w.make(t, made), w.trust()); r.Verdict != certificate.Valid {
		t.Errorf("%+v", r)
	}
}
