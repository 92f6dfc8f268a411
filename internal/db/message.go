package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// MessageState is where a message stands.
type MessageState string

// The states of a message.
const (
	MessagePlanned   MessageState = "planned"   // us
	MessageAttempted MessageState = "attempted" // us: it is leaving now, or we crashed while it was
	MessageSent      MessageState = "sent"      // the provider took it
	MessageDelivered MessageState = "delivered" // the provider says that it arrived
	MessageFailed    MessageState = "failed"    // refused for good
	MessageUnknown   MessageState = "unknown"   // it may have left or not; only a code is sent again
)

// Message is one message to a person, without address and text.
type Message struct {
	ID          string
	Key         string // unique: what makes it the same message, e.g. "certificate/<number>/<recipient>"
	Delivery    delivery.ID
	Recipient   string // "" = the sender, or a member
	Member      string
	Kind        string
	Channel     string // "email" or "sms"
	State       MessageState
	Attempts    int
	CreatedAt   delivery.Instant
	AttemptedAt delivery.Instant
	EndedAt     delivery.Instant
	Provider    string
	ProviderID  string
	Failure     string // a stable code
}

func messageOf(m sqlgen.Message) Message {
	return Message{
		ID: m.ID, Key: m.Key, Delivery: delivery.ID(m.DeliveryID), Recipient: m.RecipientID, Member: m.MemberID, Kind: m.Kind, Channel: m.Channel,
		State: MessageState(m.State), Attempts: int(m.Attempts), CreatedAt: delivery.Instant(m.CreatedAt),
		AttemptedAt: delivery.Instant(m.AttemptedAt), EndedAt: delivery.Instant(m.EndedAt), Provider: m.Provider, ProviderID: m.ProviderID, Failure: m.Failure,
	}
}

func messagesOf(list []sqlgen.Message) []Message {
	out := make([]Message, len(list))
	for i, m := range list {
		out[i] = messageOf(m)
	}
	return out
}

// PasscodeMessage is the key of the message that carries a passcode.
func PasscodeMessage(passcode string) string { return "passcode/" + passcode }

// MessageByKey returns the message of a key; ErrNotFound before it is planned.
func (d *DB) MessageByKey(ctx context.Context, key string) (Message, error) {
	row, err := d.queries.GetMessageByKey(ctx, key)
	return messageOf(row), classify("read message", err)
}

// PlanMessage puts a message on record before anything leaves. It returns the message of that key, and whether it is
// this one.
func (t *Tx) PlanMessage(ctx context.Context, m Message) (Message, bool, error) {
	n, err := t.w().InsertMessage(ctx, sqlgen.InsertMessageParams{
		ID: m.ID, Key: m.Key, DeliveryID: string(m.Delivery), RecipientID: m.Recipient, MemberID: m.Member, Kind: m.Kind,
		Channel: m.Channel, State: string(MessagePlanned), CreatedAt: int64(m.CreatedAt),
	})
	if err != nil {
		return Message{}, false, classify("plan message", err)
	}
	row, err := t.q.GetMessageByKey(ctx, m.Key)
	return messageOf(row), n == 1, classify("read message", err)
}

// PlanMessage is Tx.PlanMessage in a transaction of its own.
func (d *DB) PlanMessage(ctx context.Context, m Message) (Message, bool, error) {
	var row Message
	var isNew bool
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		row, isNew, err = tx.PlanMessage(ctx, m)
		return err
	})
	return row, isNew, err
}

// BeginMessage records the attempt, before the message leaves. It is false when it is not for the caller to send:
// somebody did, or tried with an unknown outcome. again allows the latter, for codes.
func (t *Tx) BeginMessage(ctx context.Context, id string, at delivery.Instant, again bool) (Message, bool, error) {
	var retry int64
	if again {
		retry = 1
	}
	begun, err := t.w().BeginMessage(ctx, sqlgen.BeginMessageParams{ID: id, At: int64(at), Again: retry})
	if err != nil {
		return Message{}, false, classify("begin message", err)
	}
	row, err := t.q.GetMessage(ctx, id)
	return messageOf(row), begun == 1, classify("read message", err)
}

// BeginMessage is Tx.BeginMessage in a transaction of its own.
func (d *DB) BeginMessage(ctx context.Context, id string, at delivery.Instant, again bool) (Message, bool, error) {
	var m Message
	var begun bool
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		m, begun, err = tx.BeginMessage(ctx, id, at, again)
		return err
	})
	return m, begun, err
}

// ReplanMessage takes an attempt back of which it is certain that nothing left (the connection was refused).
func (d *DB) ReplanMessage(ctx context.Context, id string) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.w().ReplanMessage(ctx, id)
		return classify("plan message again", err)
	})
}

// Outcome is what became of an attempt.
type Outcome struct {
	State      MessageState // sent, delivered, failed or unknown
	Provider   string
	ProviderID string
	Failure    string
	At         delivery.Instant
}

// EndMessage records what became of the attempt. It is false when there was none to end.
func (t *Tx) EndMessage(ctx context.Context, id string, o Outcome) (bool, error) {
	n, err := t.w().EndMessage(ctx, sqlgen.EndMessageParams{
		ID: id, State: string(o.State), Provider: o.Provider, ProviderID: o.ProviderID, Failure: o.Failure, At: int64(o.At),
	})
	return n == 1, classify("end message", err)
}

// EndMessage is Tx.EndMessage in a transaction of its own.
func (d *DB) EndMessage(ctx context.Context, id string, o Outcome) (bool, error) {
	var ended bool
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		ended, err = tx.EndMessage(ctx, id, o)
		return err
	})
	return ended, err
}

// ReopenMessage takes back that a message arrived: a part of it did not.
func (t *Tx) ReopenMessage(ctx context.Context, id string) error {
	return classify("reopen message", t.w().ReopenMessage(ctx, id))
}

// Message returns the message with the id. ErrNotFound.
func (d *DB) Message(ctx context.Context, id string) (Message, error) {
	m, err := d.queries.GetMessage(ctx, id)
	return messageOf(m), classify("read message", err)
}

// MessageByProvider finds the message that a provider's receipt is about. ErrNotFound.
func (d *DB) MessageByProvider(ctx context.Context, provider, providerID string) (Message, error) {
	m, err := d.queries.GetMessageByProvider(ctx, sqlgen.GetMessageByProviderParams{Provider: provider, ProviderID: providerID})
	return messageOf(m), classify("find message", err)
}

// UnsentMessages returns those planned before the instant that have no outcome, oldest first.
func (d *DB) UnsentMessages(ctx context.Context, before delivery.Instant, limit int) ([]Message, error) {
	list, err := d.queries.ListUnsentMessages(ctx, sqlgen.ListUnsentMessagesParams{Before: int64(before), MaxRows: rows(limit)})
	return messagesOf(list), classify("list messages", err)
}

// MessagesOf returns the messages about a delivery, oldest first.
func (d *DB) MessagesOf(ctx context.Context, id delivery.ID) ([]Message, error) {
	list, err := d.queries.ListMessages(ctx, sqlgen.ListMessagesParams{DeliveryID: string(id), MaxRows: rows(0)})
	return messagesOf(list), classify("list messages", err)
}

// HasLaterMessage reports whether another message went to the same recipient the same way after this one, and is not
// known to be lost.
func (t *Tx) HasLaterMessage(ctx context.Context, m Message) (bool, error) {
	n, err := t.q.CountLaterMessages(ctx, sqlgen.CountLaterMessagesParams{
		DeliveryID: string(m.Delivery), RecipientID: m.Recipient, Channel: m.Channel, AttemptedAt: int64(m.AttemptedAt),
	})
	return n > 0, classify("look for later messages", err)
}
