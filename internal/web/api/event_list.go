package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/evidence"
	"quittance/internal/web/command"
)

// EventList is a page of a delivery's events.
type EventList struct {
	Events []Event `json:"events" doc:"In the order they happened."`
	Next   int64   `json:"next,omitempty" doc:"Give it as after to read on; absent on the last page."`
}

// Event is something that happened, as the evidence keeps it.
type Event struct {
	Seq   int64           `json:"seq" doc:"From 1, without gaps."`
	Type  string          `json:"type" doc:"What happened; data follows from it." example:"payment.settled"`
	At    string          `json:"at" format:"date-time" doc:"When it happened."`
	Actor string          `json:"actor" doc:"sender:, recipient: with an id, stripe or system." example:"sender:01kay3m8r2f8v1wz6q4t9d5xgh"`
	Data  json.RawMessage `json:"data" doc:"What the type of event says. Instants in it are microseconds since 1970. Personal values that were erased, or that your role does not see, are salted digests."`
	Prev  string          `json:"prev_hash" doc:"Of the event before, in hexadecimal."`
	Hash  string          `json:"hash" doc:"Over prev_hash and this event with digests in the place of personal values."`
}

type eventsInput struct {
	One
	After int64 `query:"after" minimum:"0" doc:"Only events after this seq."`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"500" doc:"How many at most."`
}

func (d *Door) listEvents() {
	o := operation{
		id: "list-events", method: http.MethodGet, path: pathDelivery + "/events", tag: tagDeliveries, summary: "Read the events",
		description: "The audit trail of a delivery: what happened, in order, chained by hashes.",
		right:       right{account.ReadDeliveries, account.See},
	}
	read(d, o, func(ctx context.Context, m command.Member, in *eventsInput) (EventList, error) {
		of, err := d.find(ctx, m, in.ID)
		if err != nil {
			return EventList{}, err
		}
		records, err := d.DB.Events(ctx, of.ID, in.After, in.Limit+1)
		if err != nil {
			return EventList{}, err
		}
		out := EventList{Events: []Event{}}
		if len(records) > in.Limit {
			records = records[:in.Limit]
			out.Next = records[in.Limit-1].Seq
		}
		who, err := callerOf(ctx)
		if err != nil {
			return EventList{}, err
		}
		for _, r := range records {
			e, err := viewOfEvent(r, who.member.Role.Can(account.SeeEvidence))
			if err != nil {
				return EventList{}, err
			}
			out.Events = append(out.Events, e)
		}
		return out, nil
	})
}

func viewOfEvent(r db.Record, personal bool) (Event, error) {
	e := Event{
		Seq: r.Seq, Type: r.Type, At: stamp(r.At), Actor: string(r.Actor), Data: r.Data, Prev: r.Prev.String(), Hash: r.Hash.String(),
	}
	if !personal {
		return e, nil
	}
	restored, err := evidence.RestoreMarked(r.Data, r.Details)
	if err != nil {
		return Event{}, fmt.Errorf("restore personal values of event %d: %w", r.Seq, err)
	}
	if e.Data, err = plain(restored); err != nil {
		return Event{}, fmt.Errorf("read event %d: %w", r.Seq, err)
	}
	return e, nil
}

// plain writes {"personal": "x"} as "x", as everywhere else in the API.
func plain(data json.RawMessage) (json.RawMessage, error) {
	numbers := json.NewDecoder(bytes.NewReader(data))
	numbers.UseNumber() // instants have more digits than a float keeps
	var tree any
	if err := numbers.Decode(&tree); err != nil {
		return nil, err
	}
	return json.Marshal(unmark(tree))
}

func unmark(node any) any {
	switch node := node.(type) {
	case map[string]any:
		if value, ok := node["personal"]; ok && len(node) == 1 {
			return value
		}
		for name, value := range node {
			node[name] = unmark(value)
		}
	case []any:
		for i, value := range node {
			node[i] = unmark(value)
		}
	}
	return node
}
