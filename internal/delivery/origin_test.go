package delivery_test

import (
	"testing"

	"quittance/internal/delivery"
)

func TestWhatARecipientDidTellsFromWhere(t *testing.T) {
	there := delivery.Origin{Address: "203.0.113.42", AddressFrom: "connection", UserAgent: "Safari"}
	got := delivery.From(there, []delivery.Event{
		{Seq: 1, Actor: "recipient:r1", Data: delivery.NumberProposed{Recipient: "r1", Phone: "+33639980002"}},
		{Seq: 2, Actor: "system", Data: delivery.GateOpened{Gate: "g1"}},
	})
	wants(t, len(got), 2)
	wants(t, got[0].Data, delivery.Payload(delivery.NumberProposed{Recipient: "r1", Phone: "+33639980002", Origin: there}))
	wants(t, got[1].Data, delivery.Payload(delivery.GateOpened{Gate: "g1"}))
}
