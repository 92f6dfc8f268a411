package delivery

import "reflect"

// Origin is where a recipient acted from, as the server saw it: courts ask of a proof who did what, and from where.
type Origin struct {
	Address     Personal `json:"address"`
	AddressFrom string   `json:"address_from"` // "connection", or the header a trusted proxy set
	UserAgent   Personal `json:"user_agent"`
}

// From notes the origin in those of the events that tell what a recipient did, and returns them all. The verbs of a
// delivery need not know it: whoever answers a recipient does.
func From(o Origin, events []Event) []Event {
	for i, e := range events {
		data := reflect.New(reflect.TypeOf(e.Data)).Elem()
		data.Set(reflect.ValueOf(e.Data))
		origin := data.FieldByName("Origin")
		if !origin.IsValid() {
			continue
		}
		origin.Set(reflect.ValueOf(o))
		if p, ok := data.Interface().(Payload); ok {
			events[i].Data = p
		}
	}
	return events
}
