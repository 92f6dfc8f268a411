package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

const eventTag = "quittance/event/v1"

// Event is one entry of a delivery's audit trail, as it is hashed.
//
// Its canonical JSON is the RFC 8785 form of an object with exactly six members: actor (string), at (integer,
// microseconds since 1970-01-01T00:00:00Z), data (object), delivery (string), seq (integer from 1), type (string).
// Personal values are not in data: an object {"digest":"<hex>"} stands for each (see Detail).
type Event struct {
	Delivery string          `json:"delivery"`
	Seq      int64           `json:"seq"`
	Type     string          `json:"type"`
	At       int64           `json:"at"`
	Actor    string          `json:"actor"`
	Data     json.RawMessage `json:"data"`
}

// Link is an event with the hash recorded for it.
type Link struct {
	Event
	Hash Hash
}

var (
	// ErrInvalidEvent means an event that no chain can hold.
	ErrInvalidEvent = errors.New("invalid event")
	// ErrBrokenChain means recorded events that do not form one chain.
	ErrBrokenChain = errors.New("broken chain")
)

// CanonicalJSON returns the bytes that are hashed. Empty Data counts as {}.
func (e Event) CanonicalJSON() ([]byte, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	data, err := Canonicalize(e.dataOrEmpty())
	if err != nil {
		return nil, fmt.Errorf("%w: data: %w", ErrInvalidEvent, err)
	}
	if data[0] != '{' {
		return nil, fmt.Errorf("%w: data is not an object", ErrInvalidEvent)
	}
	e.Data = data
	return Marshal(e)
}

func (e Event) dataOrEmpty() json.RawMessage {
	if len(e.Data) == 0 {
		return json.RawMessage("{}")
	}
	return e.Data
}

func (e Event) validate() error {
	switch {
	case e.Delivery == "" || e.Type == "" || e.Actor == "":
		return fmt.Errorf("%w: delivery, type and actor are required", ErrInvalidEvent)
	case !utf8.ValidString(e.Delivery) || !utf8.ValidString(e.Type) || !utf8.ValidString(e.Actor):
		return fmt.Errorf("%w: text is not UTF-8", ErrInvalidEvent)
	case e.Seq < 1 || e.Seq > maxExactInteger:
		return fmt.Errorf("%w: seq %d", ErrInvalidEvent, e.Seq)
	case e.At < -maxExactInteger || e.At > maxExactInteger:
		return fmt.Errorf("%w: at %d", ErrInvalidEvent, e.At)
	}
	return nil
}

// ChainHash returns SHA-256("quittance/event/v1" || prev || canonical JSON of e). prev is the hash of the event
// before, or the zero Hash for the first one.
func ChainHash(prev Hash, e Event) (Hash, error) {
	text, err := e.CanonicalJSON()
	if err != nil {
		return Hash{}, err
	}
	h := sha256.New()
	h.Write([]byte(eventTag))
	h.Write(prev[:])
	h.Write(text)
	return Hash(h.Sum(nil)), nil
}

// VerifyChain recomputes a run of consecutive events of one delivery, starting after prev (the zero Hash for a run
// that starts with seq 1), and returns the hash of the last. It fails with ErrBrokenChain when a hash differs, seq
// does not grow by one, at goes back, or another delivery's event is among them.
func VerifyChain(prev Hash, links []Link) (Hash, error) {
	for i, l := range links {
		switch {
		case i == 0 && prev.IsZero() != (l.Seq == 1):
			return Hash{}, fmt.Errorf("%w: seq %d cannot come first here", ErrBrokenChain, l.Seq)
		case i > 0 && l.Delivery != links[i-1].Delivery:
			return Hash{}, fmt.Errorf("%w: seq %d belongs to another delivery", ErrBrokenChain, l.Seq)
		case i > 0 && l.Seq != links[i-1].Seq+1:
			return Hash{}, fmt.Errorf("%w: seq %d after %d", ErrBrokenChain, l.Seq, links[i-1].Seq)
		case i > 0 && l.At < links[i-1].At:
			return Hash{}, fmt.Errorf("%w: seq %d goes back in time", ErrBrokenChain, l.Seq)
		}
		h, err := ChainHash(prev, l.Event)
		if err != nil {
			return Hash{}, fmt.Errorf("%w: seq %d: %w", ErrBrokenChain, l.Seq, err)
		}
		if !bytes.Equal(h[:], l.Hash[:]) {
			return Hash{}, fmt.Errorf("%w: seq %d does not have its hash", ErrBrokenChain, l.Seq)
		}
		prev = h
	}
	return prev, nil
}
