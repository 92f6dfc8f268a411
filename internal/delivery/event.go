package delivery

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// Event is something that happened to a delivery. Seq starts at 1 and has no gaps; At is never before the
// previous event's.
type Event struct {
	Seq   int64
	At    Instant
	Actor Actor
	Data  Payload
}

// Payload is the typed content of an event. Its type name is the event's type on record and never changes.
type Payload interface{ EventType() string }

// Decode reads the recorded data of an event of the type. An unknown type or field is an error: it would mean
// that the record was written by a later version.
func Decode(eventType string, data []byte) (Payload, error) {
	t, ok := payloadTypes[eventType]
	if !ok {
		return nil, fmt.Errorf("decode event: unknown type %q", eventType)
	}
	v := reflect.New(t)
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	if err := strict.Decode(v.Interface()); err != nil {
		return nil, fmt.Errorf("decode event %s: %w", eventType, err)
	}
	if _, err := strict.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("decode event %s: more than one value", eventType)
	}
	p, ok := v.Elem().Interface().(Payload)
	if !ok {
		return nil, fmt.Errorf("decode event %s: its type is no payload", eventType)
	}
	return p, nil
}

// EventTypes lists every type of event there is, for tables that must name them all.
func EventTypes() []string {
	out := make([]string, 0, len(payloadTypes))
	for t := range payloadTypes {
		out = append(out, t)
	}
	return out
}

var payloadTypes = func() map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for _, p := range []Payload{
		Drafted{}, Dispatched{}, WithdrawnBySender{}, DeclinedByRecipient{}, DeliveryExpired{}, Extended{}, DeliveryCompleted{},
		LinkIssued{}, RecipientOpened{}, RecipientCorrected{}, NumberProposed{}, NumberDismissed{}, PayerNamed{}, PayerDropped{}, RightWaived{}, RightKept{}, ContractEnded{}, ProblemReported{}, ProblemClosed{},
		DeliverableReplaced{}, MessageSent{}, MessageFailed{},
		CheckoutStarted{}, CheckoutOpened{}, CheckoutExpired{}, PaymentInProcess{}, PaymentReceived{}, PaymentRejected{},
		PaymentNotApplied{}, PaymentRecorded{}, TransferDeclared{}, RestForgiven{}, RefundStarted{}, RefundDone{}, RefundRejected{},
		DisputeOpened{}, DisputeClosed{},
		PasscodeRequested{}, PasscodeSent{}, PasscodeDelivered{}, PasscodeRejected{}, PasscodeReset{}, RecipientSigned{},
		GateOpened{}, GateWaivedBySender{}, SignatureAwaited{}, ReleaseReady{}, CertificateRecorded{}, CertificateSealed{},
		ReleaseOpened{}, ReleaseClosed{}, DownloadStarted{}, DownloadEnded{}, ReleaseHandedOver{},
		RecipientReminded{}, ExpiryNear{}, Erased{},
	} {
		m[p.EventType()] = reflect.TypeOf(p)
	}
	return m
}()
