package delivery_test

import (
	"encoding/json"
	"testing"

	"quittance/internal/delivery"
)

func FuzzDecodeEvent(f *testing.F) {
	for _, name := range delivery.EventTypes() {
		f.Add(name, []byte(`{}`))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		p, err := delivery.Decode(name, data)
		if err != nil {
			return
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := delivery.Decode(name, b); err != nil {
			t.Fatalf("what was written cannot be read: %s: %v", b, err)
		}
	})
}

func TestAnEventOfALaterVersionIsRefused(t *testing.T) {
	for what, data := range map[string]string{"an unknown field": `{"recipient":"r","mood":"good"}`, "two values": `{} {}`, "no object": `[]`} {
		if _, err := delivery.Decode("link.issued", []byte(data)); err == nil {
			t.Errorf("%s is read", what)
		}
	}
	if _, err := delivery.Decode("link.unheard_of", []byte(`{}`)); err == nil {
		t.Error("an unknown type is read")
	}
}
