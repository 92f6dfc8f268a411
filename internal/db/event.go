package db

import (
	"context"
	"encoding/json"
	"fmt"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// maxEvents is how many events one read returns at most. A delivery has some tens.
const maxEvents = 10_000

// Record is an event as it is on record.
type Record struct {
	Delivery delivery.ID
	Seq      int64
	Type     string
	At       delivery.Instant
	Actor    delivery.Actor
	Data     json.RawMessage // canonical; personal values are digests
	Prev     evidence.Hash
	Hash     evidence.Hash
	Details  map[string]evidence.Detail // by JSON pointer into Data; without those that were erased
}

// Link is the record as the chain hashes it.
func (r Record) Link() evidence.Link {
	return evidence.Link{
		Event: evidence.Event{Delivery: string(r.Delivery), Seq: r.Seq, Type: r.Type, At: int64(r.At), Actor: string(r.Actor), Data: r.Data},
		Hash:  r.Hash,
	}
}

// Event decodes the record, its personal values in their places; erased ones are empty.
func (r Record) Event() (delivery.Event, error) {
	data, err := evidence.RestoreMarked(r.Data, r.Details)
	if err != nil {
		return delivery.Event{}, fmt.Errorf("restore personal values of event %d: %w", r.Seq, err)
	}
	payload, err := delivery.Decode(r.Type, data)
	if err != nil {
		return delivery.Event{}, fmt.Errorf("read event %d: %w", r.Seq, err)
	}
	return delivery.Event{Seq: r.Seq, At: r.At, Actor: r.Actor, Data: payload}, nil
}

// Events returns the events after seq, in order, with the personal values that were not erased. 0 begins at the
// first; a limit of 0 is all.
func (d *DB) Events(ctx context.Context, id delivery.ID, after int64, limit int) ([]Record, error) {
	var out []Record
	err := d.readSnapshot(ctx, func(q *sqlgen.Queries) error {
		var err error
		out, err = listEvents(ctx, q, id, after, limit)
		return err
	})
	return out, err
}

// Events is DB.Events as this transaction sees it: the events it returns itself are not yet among them.
func (t *Tx) Events(ctx context.Context, id delivery.ID, after int64, limit int) ([]Record, error) {
	return listEvents(ctx, t.q, id, after, limit)
}

func listEvents(ctx context.Context, q *sqlgen.Queries, id delivery.ID, after int64, limit int) ([]Record, error) {
	list, err := q.ListEvents(ctx, sqlgen.ListEventsParams{DeliveryID: string(id), After: after, MaxRows: Rows(limit)})
	if err != nil {
		return nil, classify("read events", err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	details, err := q.ListEventDetails(ctx, sqlgen.ListEventDetailsParams{
		DeliveryID: string(id), First: list[0].Seq, Last: list[len(list)-1].Seq,
	})
	if err != nil {
		return nil, classify("read personal values", err)
	}
	out := make([]Record, len(list))
	for i, e := range list {
		r := Record{
			Delivery: id, Seq: e.Seq, Type: e.Type, At: delivery.Instant(e.At), Actor: delivery.Actor(e.Actor),
			Data: json.RawMessage(e.Data), Prev: evidence.Hash(e.PrevHash), Hash: evidence.Hash(e.Hash),
			Details: map[string]evidence.Detail{},
		}
		for len(details) > 0 && details[0].Seq == e.Seq {
			r.Details[details[0].Pointer] = evidence.Detail{Value: details[0].Value, Salt: evidence.Salt(details[0].Salt)}
			details = details[1:]
		}
		out[i] = r
	}
	return out, nil
}

func allEvents(ctx context.Context, q *sqlgen.Queries, id delivery.ID) ([]Record, error) {
	var all []Record
	for {
		var after int64
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		page, err := listEvents(ctx, q, id, after, maxEvents)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < maxEvents {
			return all, nil
		}
	}
}
