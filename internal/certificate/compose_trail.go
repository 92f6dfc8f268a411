package certificate

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// trail is the recorded events with their content read back, personal values included where they still exist.
type trail []entry

type entry struct {
	at    int64
	actor string
	data  delivery.Payload
}

func readTrail(events []evidence.EventRecord) (trail, error) {
	out := make(trail, 0, len(events))
	for _, e := range events {
		data, err := unseal(e)
		if err != nil {
			return nil, fmt.Errorf("%w: event %d: %w", ErrMaterial, e.Seq, err)
		}
		payload, err := delivery.Decode(e.Type, data)
		if err != nil {
			return nil, fmt.Errorf("%w: event %d: %w", ErrMaterial, e.Seq, err)
		}
		out = append(out, entry{at: e.At, actor: e.Actor, data: payload})
	}
	return out, nil
}

// unseal puts the personal values of an event back in the place of their digests, marked as delivery.Personal
// writes them. Whether they match is for evidence.Document.Check.
func unseal(e evidence.EventRecord) (json.RawMessage, error) {
	if len(e.Details) == 0 {
		return e.Data, nil
	}
	var root any
	if err := json.Unmarshal(e.Data, &root); err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	for pointer, detail := range e.Details {
		place(root, strings.Split(strings.TrimPrefix(pointer, "/"), "/"), map[string]any{"personal": detail.Value})
	}
	out, err := json.Marshal(root)
	if err != nil {
		return nil, fmt.Errorf("write data: %w", err)
	}
	return out, nil
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// place sets the value at a path. A path that leads nowhere is left: the check of the document tells.
func place(at any, path []string, value any) {
	token := unescape.Replace(path[0])
	switch node := at.(type) {
	case map[string]any:
		if len(path) > 1 {
			place(node[token], path[1:], value)
		} else if _, there := node[token]; there {
			node[token] = value
		}
	case []any:
		i, err := strconv.Atoi(token)
		switch {
		case err != nil || i < 0 || i >= len(node):
		case len(path) > 1:
			place(node[i], path[1:], value)
		default:
			node[i] = value
		}
	}
}

// waiver returns who renounced a gate.
func (t trail) waiver(release, gate string) string {
	for _, e := range t {
		if w, ok := e.data.(delivery.GateWaivedBySender); ok && w.Release == release && w.Gate == gate {
			return e.actor
		}
	}
	return ""
}

// recorded returns who recorded a payment by hand, and when.
func (t trail) recorded(payment string) (by string, at int64) {
	for _, e := range t {
		if p, ok := e.data.(delivery.PaymentRecorded); ok && p.Payment == payment {
			return e.actor, e.at
		}
	}
	return "", 0
}

// passcode returns the last sending of a passcode before an instant.
func (t trail) passcode(id string, before int64) (sent delivery.PasscodeSent, at int64, ok bool) {
	for _, e := range t {
		if p, is := e.data.(delivery.PasscodeSent); is && p.Passcode == id && e.at <= before {
			sent, at, ok = p, e.at, true
		}
	}
	return sent, at, ok
}

// delivered returns when the provider first said that a passcode had arrived; zero where it said nothing.
func (t trail) delivered(id string) int64 {
	for _, e := range t {
		if p, ok := e.data.(delivery.PasscodeDelivered); ok && p.Passcode == id {
			return e.at
		}
	}
	return 0
}

// dispatched returns when the delivery was sent.
func (t trail) dispatched() int64 {
	for _, e := range t {
		if _, ok := e.data.(delivery.Dispatched); ok {
			return e.at
		}
	}
	return 0
}

// handedOver returns who was served every file of a release, and when.
func (t trail) handedOver(release string) (handed delivery.ReleaseHandedOver, at int64, ok bool) {
	for _, e := range t {
		if x, is := e.data.(delivery.ReleaseHandedOver); is && x.Release == release {
			return x, e.at, true
		}
	}
	return delivery.ReleaseHandedOver{}, 0, false
}
