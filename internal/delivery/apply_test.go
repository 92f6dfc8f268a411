package delivery_test

import (
	"strings"
	"testing"

	"quittance/internal/delivery"
)

func TestEveryTypeOfEventCanBeApplied(t *testing.T) {
	for _, eventType := range delivery.EventTypes() {
		data, err := delivery.Decode(eventType, []byte("{}"))
		if err != nil {
			t.Errorf("%s: %v", eventType, err)
			continue
		}
		// Empty events name nothing that exists, which is refused; the type itself must be known.
		err = delivery.New("d1").Apply(delivery.Event{Seq: 1, At: morning, Actor: delivery.System, Data: data})
		if err != nil && strings.Contains(err.Error(), "payload: ") {
			t.Errorf("no case for it: %v", err)
		}
	}
}
