package payment

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"
)

// What is wrong with a webhook. All three are answered with 400; none of them says more to the caller.
var (
	ErrSignature = errors.New("webhook is not signed with a secret of ours")
	ErrTooOld    = errors.New("webhook was signed too long ago")
	ErrMalformed = errors.New("webhook is not an event")
)

// tolerance is how far the time in a signature may be from ours, either way.
const tolerance = webhook.DefaultTolerance

// longestHeader bounds the signature header; Stripe sends a few hundred bytes while secrets are rolled.
const longestHeader = 4096

// Event is something that happened at Stripe, reduced to what tells which payment to observe. It proves nothing about
// amounts or states: those are asked for. Fields are empty when the event does not name them.
type Event struct {
	ID         string
	Account    string // connected account it happened on, "" = the instance's own
	Type       string
	APIVersion string
	Live       bool
	CreatedAt  time.Time
	Object     string // id of what it happened to
	ObjectKind string // "checkout.session", "payment_intent", "charge", "refund", "dispute", …
	Payment    string // our payment id, from metadata or client_reference_id
	Refund     string // our refund id, from metadata
	Session    string
	Intent     string
	Charge     string
}

// ParseWebhook verifies and reads one webhook: the signature header is checked against each secret in constant time,
// its time against now, and only then is the body read. The body must be the bytes received, bounded by the caller.
// Any API version is accepted, because only stable members are read. Errors are ErrSignature, ErrTooOld, ErrMalformed.
func ParseWebhook(body []byte, signatureHeader string, secrets []string, now time.Time) (Event, error) {
	signedAt, err := signatureTime(signatureHeader)
	if err != nil {
		return Event{}, err
	}
	signed := false
	for _, secret := range secrets {
		if secret == "" {
			continue // anybody can sign with nothing
		}
		// All secrets are tried, so that the time taken does not tell which one fits.
		signed = webhook.ValidatePayloadIgnoringTolerance(body, signatureHeader, secret) == nil || signed
	}
	if !signed {
		return Event{}, ErrSignature
	}
	if age := now.Sub(signedAt); age > tolerance || age < -tolerance {
		return Event{}, ErrTooOld
	}
	return readEvent(body)
}

// signatureTime finds the one time in a header. Two of them would let a replayer show one and have the other checked.
func signatureTime(header string) (time.Time, error) {
	if len(header) > longestHeader {
		return time.Time{}, ErrSignature
	}
	var found []string
	for pair := range strings.SplitSeq(header, ",") {
		if value, ok := strings.CutPrefix(pair, "t="); ok {
			found = append(found, value)
		}
	}
	if len(found) != 1 {
		return time.Time{}, ErrSignature
	}
	seconds, err := strconv.ParseInt(found[0], 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return time.Time{}, ErrSignature
	}
	return time.Unix(seconds, 0), nil
}

func readEvent(body []byte) (Event, error) {
	var wire struct {
		ID         string `json:"id"`
		Account    string `json:"account"`
		Type       string `json:"type"`
		APIVersion string `json:"api_version"`
		Live       bool   `json:"livemode"`
		Created    int64  `json:"created"`
		Data       struct {
			Object json.RawMessage `json:"object"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &wire); err != nil {
		return Event{}, fmt.Errorf("decode webhook: %w", ErrMalformed) // json's own text quotes the body
	}
	e := Event{
		ID: wire.ID, Account: wire.Account, Type: wire.Type, APIVersion: wire.APIVersion, Live: wire.Live,
		CreatedAt: time.Unix(wire.Created, 0).UTC(),
	}
	if !e.plausible() {
		return Event{}, fmt.Errorf("check webhook: %w", ErrMalformed)
	}
	e.readObject(wire.Data.Object)
	return e, nil
}

var eventType = regexp.MustCompile(`^[a-z0-9_.]{1,128}$`)

// plausible reports whether the outside of an event can be stored: ids of Stripe's alphabet, a type, a time.
func (e *Event) plausible() bool {
	if len(e.APIVersion) > 64 {
		e.APIVersion = ""
	}
	return plainID.MatchString(e.ID) && eventType.MatchString(e.Type) && (e.Account == "" || plainID.MatchString(e.Account)) &&
		e.CreatedAt.Unix() >= 0 && e.CreatedAt.Unix() < 1<<40
}

// reference is a member that holds an id, or the object itself when somebody expanded it. Any other shape is no
// reference, which is not an error.
type reference string

// UnmarshalJSON never fails on valid JSON.
func (r *reference) UnmarshalJSON(b []byte) error {
	var id string
	if json.Unmarshal(b, &id) != nil {
		var object struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(b, &object) == nil {
			id = object.ID
		}
	}
	*r = ""
	if plainID.MatchString(id) {
		*r = reference(id)
	}
	return nil
}

// readObject notes what the event's object refers to. What it does not understand stays empty: the event is stored all
// the same, and reconciliation or the next one tells.
func (e *Event) readObject(raw json.RawMessage) {
	var wire map[string]json.RawMessage
	if json.Unmarshal(raw, &wire) != nil {
		return
	}
	member := func(from map[string]json.RawMessage, name string) string {
		var r reference
		if value, ok := from[name]; ok && json.Unmarshal(value, &r) == nil {
			return string(r)
		}
		return ""
	}
	var notes map[string]json.RawMessage
	if json.Unmarshal(wire["metadata"], &notes) != nil {
		notes = nil
	}
	var kind string
	if json.Unmarshal(wire["object"], &kind) == nil && eventType.MatchString(kind) {
		e.ObjectKind = kind
	}
	e.Object = member(wire, "id")
	e.Payment, e.Refund = member(notes, metaPayment), member(notes, metaRefund)
	e.Intent, e.Charge = member(wire, "payment_intent"), member(wire, "charge")
	switch e.ObjectKind {
	case "checkout.session":
		e.Session = e.Object
		if e.Payment == "" {
			e.Payment = member(wire, "client_reference_id")
		}
	case "payment_intent":
		e.Intent, e.Charge = e.Object, member(wire, "latest_charge")
	case "charge":
		e.Charge = e.Object
	}
}
