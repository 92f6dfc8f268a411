// Package outbox keeps what is sent to people, without address and text: a message is on record before it leaves, and
// what became of it after.
package outbox

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// State is where a message stands.
type State string

// The states of a message.
const (
	Planned   State = "planned"   // us
	Attempted State = "attempted" // us: it is leaving now, or we crashed while it was
	Sent      State = "sent"      // the provider took it
	Delivered State = "delivered" // the provider says that it arrived
	Failed    State = "failed"    // refused for good
	Unknown   State = "unknown"   // it may have left or not; only a code is sent again
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
	State       State
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
		State: State(m.State), Attempts: int(m.Attempts), CreatedAt: delivery.Instant(m.CreatedAt),
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

// PasscodeKey is the key of the message that carries a passcode.
func PasscodeKey(passcode string) string { return "passcode/" + passcode }

// ByKey returns the message of a key; db.ErrNotFound before it is planned.
func ByKey(ctx context.Context, from db.Reader, key string) (Message, error) {
	row, err := from.Reading().GetMessageByKey(ctx, key)
	return messageOf(row), db.Classify("read message", err)
}

// Plan puts a message on record before anything leaves. It returns the message of that key, and whether it is this one.
func Plan(ctx context.Context, to db.Writer, m Message) (planned Message, isNew bool, err error) {
	err = to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().InsertMessage(ctx, sqlgen.InsertMessageParams{
			ID: m.ID, Key: m.Key, DeliveryID: string(m.Delivery), RecipientID: m.Recipient, MemberID: m.Member, Kind: m.Kind,
			Channel: m.Channel, State: string(Planned), CreatedAt: int64(m.CreatedAt),
		})
		if err != nil {
			return db.Classify("plan message", err)
		}
		isNew = n == 1
		planned, err = ByKey(ctx, tx, m.Key)
		return err
	})
	return planned, isNew, err
}

// Begin records the attempt, before the message leaves. It is false when it is not for the caller to send: somebody did, or
// tried with an unknown outcome. again allows the latter, for codes.
func Begin(ctx context.Context, to db.Writer, id string, at delivery.Instant, again bool) (m Message, begun bool, err error) {
	var retry int64
	if again {
		retry = 1
	}
	err = to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().BeginMessage(ctx, sqlgen.BeginMessageParams{ID: id, At: int64(at), Again: retry})
		if err != nil {
			return db.Classify("begin message", err)
		}
		begun = n == 1
		m, err = ByID(ctx, tx, id)
		return err
	})
	return m, begun, err
}

// Replan takes an attempt back of which it is certain that nothing left (the connection was refused).
func Replan(ctx context.Context, to db.Writer, id string) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Queries().ReplanMessage(ctx, id)
		return db.Classify("plan message again", err)
	})
}

// Outcome is what became of an attempt.
type Outcome struct {
	State      State // sent, delivered, failed or unknown
	Provider   string
	ProviderID string
	Failure    string
	At         delivery.Instant
}

// End records what became of the attempt. It is false when there was none to end.
func End(ctx context.Context, to db.Writer, id string, o Outcome) (ended bool, err error) {
	err = to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().EndMessage(ctx, sqlgen.EndMessageParams{
			ID: id, State: string(o.State), Provider: o.Provider, ProviderID: o.ProviderID, Failure: o.Failure, At: int64(o.At),
		})
		ended = n == 1
		return db.Classify("end message", err)
	})
	return ended, err
}

// Reopen takes back that a message arrived: a part of it did not.
func Reopen(ctx context.Context, tx *db.Tx, id string) error {
	return db.Classify("reopen message", tx.Queries().ReopenMessage(ctx, id))
}

// ByID returns the message with the id. db.ErrNotFound.
func ByID(ctx context.Context, from db.Reader, id string) (Message, error) {
	m, err := from.Reading().GetMessage(ctx, id)
	return messageOf(m), db.Classify("read message", err)
}

// Of returns the messages about a delivery, oldest first.
func Of(ctx context.Context, from db.Reader, id delivery.ID) ([]Message, error) {
	list, err := from.Reading().ListMessages(ctx, sqlgen.ListMessagesParams{DeliveryID: string(id), MaxRows: db.Rows(0)})
	return messagesOf(list), db.Classify("list messages", err)
}

// HasLater reports whether another message went to the same recipient the same way after this one, and is not
// known to be lost.
func HasLater(ctx context.Context, tx *db.Tx, m Message) (bool, error) {
	n, err := tx.Reading().CountLaterMessages(ctx, sqlgen.CountLaterMessagesParams{
		DeliveryID: string(m.Delivery), RecipientID: m.Recipient, Channel: m.Channel, AttemptedAt: int64(m.AttemptedAt),
	})
	return n > 0, db.Classify("look for later messages", err)
}
