package sender

import (
	"errors"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
)

// trail is the events of a delivery with the names of those who caused them.
type trail struct {
	delivery   *delivery.Delivery
	records    []db.Record
	events     []delivery.Event
	members    map[string]string           // names by id
	downloaded map[string]delivery.Instant // last complete download, by recipient
	arrived    map[string]bool             // messages of which the gateway says that they arrived
	reported   map[string]string           // last problem, by recipient, in their words
	declined   delivery.DeclinedByRecipient
	refused    map[string]delivery.Instant // that no more codes are sent, by recipient
}

// readTrail reads the events; personal values that were erased are empty.
func (d *Door) readTrail(c echo.Context, dv *delivery.Delivery) (trail, error) {
	ctx := c.Request().Context()
	t := trail{delivery: dv, members: map[string]string{}, downloaded: map[string]delivery.Instant{}, reported: map[string]string{}, refused: map[string]delivery.Instant{}, arrived: map[string]bool{}}
	var err error
	if t.records, err = d.DB.Events(ctx, dv.ID, 0, 0); err != nil {
		return trail{}, fmt.Errorf("read events: %w", err)
	}
	messages, err := outbox.Of(ctx, d.DB, dv.ID)
	if err != nil {
		return trail{}, fmt.Errorf("read messages: %w", err)
	}
	for _, m := range messages {
		t.arrived[m.ID] = m.State == outbox.Delivered
	}
	for _, r := range t.records {
		e, err := r.Event()
		if err != nil {
			return trail{}, err
		}
		t.events = append(t.events, e)
		kind, id, _ := strings.Cut(string(e.Actor), ":")
		switch data := e.Data.(type) {
		case delivery.DownloadEnded:
			if f, known := dv.Deliverable(data.Deliverable); data.Complete && (!known || !f.Visible) {
				t.downloaded[id] = e.At // what was bought; anybody may read a visible file at once
			}
		case delivery.MessageFailed:
			if data.Reason == passcode.ErrTooMany.Code {
				t.refused[data.Recipient] = e.At
			}
		case delivery.PasscodeSent:
			delete(t.refused, data.Recipient)
		case delivery.PasscodeReset:
			delete(t.refused, data.Recipient)
		case delivery.DeclinedByRecipient:
			t.declined = data
		case delivery.ProblemReported:
			t.reported[data.Recipient] = string(data.Text)
		}
		if _, known := t.members[id]; kind != actorSender || known {
			continue
		}
		m, err := roster.Member(ctx, d.DB, id)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return trail{}, fmt.Errorf("load member: %w", err)
		}
		t.members[id] = m.Name
	}
	return t, nil
}

// The kinds of actor that have names.
const (
	actorSender    = "sender"
	actorRecipient = "recipient"
)

// actor splits an actor into its kind and the name of the person, if there is one.
func (t trail) actor(a delivery.Actor) (kind, name string) {
	kind, id, _ := strings.Cut(string(a), ":")
	switch kind {
	case actorSender:
		return kind, t.members[id]
	case actorRecipient:
		return kind, t.recipient(id)
	}
	return kind, ""
}

func (t trail) recipient(id string) string {
	r, ok := t.delivery.Recipient(id)
	if !ok {
		return ""
	}
	return string(r.Name)
}
