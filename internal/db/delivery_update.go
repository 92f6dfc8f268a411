package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Decide looks at a delivery, changes it by its verbs and returns their events. What it does through tx commits with
// them. It may run more than once and must have no other effect.
type Decide func(ctx context.Context, tx *Tx, d *delivery.Delivery) ([]delivery.Event, error)

var (
	errMoneyRemoved = errors.New("a payment, refund or dispute disappeared")
	errEvents       = errors.New("events do not lead to the state")
	errNothing      = errors.New("nothing to commit")
)

// CreateDelivery makes a delivery: decide is given delivery.New(id) and returns its first events. ErrExists when the
// id is taken.
func (d *DB) CreateDelivery(ctx context.Context, id delivery.ID, decide func(*delivery.Delivery) ([]delivery.Event, error)) (*delivery.Delivery, error) {
	return d.CreateDeliveryWith(ctx, id, pure(decide))
}

// CreateDeliveryWith is CreateDelivery with other writes that commit together with it.
func (d *DB) CreateDeliveryWith(ctx context.Context, id delivery.ID, decide Decide) (*delivery.Delivery, error) {
	return d.change(ctx, decide, func(_ context.Context, tx *Tx) (*delivery.Delivery, error) {
		_, err := tx.q.DeliveryVersion(ctx, string(id))
		switch {
		case err == nil:
			return nil, ErrExists
		case !isNoRow(err):
			return nil, classify("look for delivery", err)
		}
		return delivery.New(id), nil // a race for the id is lost at the first event
	})
}

// UpdateDelivery loads a delivery, lets decide change it, and commits the row, its events and the jobs
// they cause, or nothing. It retries when another writer was first; decide must have no side effects.
// It returns the delivery as committed, ErrNotFound, or decide's error as it is.
func (d *DB) UpdateDelivery(ctx context.Context, id delivery.ID, decide func(*delivery.Delivery) ([]delivery.Event, error)) (*delivery.Delivery, error) {
	return d.UpdateDeliveryWith(ctx, id, pure(decide))
}

// UpdateDeliveryWith is UpdateDelivery with other writes that commit together with it. When decide returns no event,
// what it wrote through tx is committed all the same.
func (d *DB) UpdateDeliveryWith(ctx context.Context, id delivery.ID, decide Decide) (*delivery.Delivery, error) {
	return d.change(ctx, decide, func(ctx context.Context, tx *Tx) (*delivery.Delivery, error) {
		version, err := tx.q.LockDelivery(ctx, string(id))
		if err != nil {
			return nil, classify("lock delivery", err)
		}
		if known := d.cache.get(id, version-1); known != nil {
			return known, nil
		}
		loaded, err := loadDelivery(ctx, tx.q, id)
		if err != nil {
			return nil, err
		}
		loaded.Version = version - 1
		return loaded, nil
	})
}

func pure(decide func(*delivery.Delivery) ([]delivery.Event, error)) Decide {
	return func(_ context.Context, _ *Tx, d *delivery.Delivery) ([]delivery.Event, error) { return decide(d) }
}

// change is the transaction of every write of a delivery. begin locks and returns the state before, which is not
// changed here.
func (d *DB) change(ctx context.Context, decide Decide, begin func(context.Context, *Tx) (*delivery.Delivery, error)) (*delivery.Delivery, error) {
	var result *delivery.Delivery
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		before, err := begin(ctx, tx)
		if err != nil {
			return err
		}
		result = cloneDelivery(before)
		events, err := decide(ctx, tx, result)
		if err != nil {
			return err
		}
		if len(events) == 0 && !tx.wrote {
			return errNothing // rolled back: the version stays, and so does what others have in memory
		}
		result.Version = before.Version + 1
		return d.commitChange(ctx, tx, before, result, events)
	})
	switch {
	case errors.Is(err, errNothing):
		return result, nil
	case err != nil:
		return nil, err
	}
	d.cache.put(cloneDelivery(result))
	return result, nil
}

func (d *DB) commitChange(ctx context.Context, tx *Tx, before, after *delivery.Delivery, events []delivery.Event) error {
	if len(events) == 0 {
		if before.Version == 0 {
			return fmt.Errorf("create delivery: %w", errEvents)
		}
		return nil // the version was raised by the lock
	}
	if after.ID != before.ID || after.Seq != before.Seq+int64(len(events)) || events[0].Seq != before.Seq+1 {
		return fmt.Errorf("write delivery: %w", errEvents)
	}
	records, err := d.chain(after.ID, before.Head, events)
	if err != nil {
		return err
	}
	after.Head = records[len(records)-1].Hash
	if err := saveDelivery(ctx, tx.q, before, after, events); err != nil {
		return err
	}
	if err := insertEvents(ctx, tx.q, records); err != nil {
		return err
	}
	// What jobs decide on is a copy: they cannot change what was written.
	if err := d.enqueuer.Enqueue(ctx, tx, cloneDelivery(after), events); err != nil {
		return fmt.Errorf("enqueue jobs: %w", err)
	}
	return nil
}

// chain takes the personal values out of the events and hashes each with the one before.
func (d *DB) chain(id delivery.ID, prev evidence.Hash, events []delivery.Event) ([]Record, error) {
	records := make([]Record, len(events))
	for i, e := range events {
		data, err := json.Marshal(e.Data)
		if err != nil {
			return nil, fmt.Errorf("encode event: %w", err)
		}
		r := Record{Delivery: id, Seq: e.Seq, Type: e.Data.EventType(), At: e.At, Actor: e.Actor, Prev: prev}
		if r.Data, r.Details, err = evidence.RedactMarked(data, d.entropy); err != nil {
			return nil, fmt.Errorf("encode event %s: %w", r.Type, err)
		}
		if r.Hash, err = evidence.ChainHash(prev, r.Link().Event); err != nil {
			return nil, fmt.Errorf("hash event %s: %w", r.Type, err)
		}
		prev = r.Hash
		records[i] = r
	}
	return records, nil
}

func insertEvents(ctx context.Context, q *sqlgen.Queries, records []Record) error {
	for _, r := range records {
		err := q.InsertEvent(ctx, sqlgen.InsertEventParams{
			DeliveryID: string(r.Delivery), Seq: r.Seq, Type: r.Type, At: int64(r.At), Actor: string(r.Actor),
			Data: string(r.Data), PrevHash: r.Prev[:], Hash: r.Hash[:],
		})
		if err != nil {
			return classify("append event", err)
		}
		for pointer, detail := range r.Details {
			err := q.InsertEventDetail(ctx, sqlgen.InsertEventDetailParams{
				DeliveryID: string(r.Delivery), Seq: r.Seq, Pointer: pointer, Value: detail.Value, Salt: detail.Salt[:],
			})
			if err != nil {
				return classify("keep personal value", err)
			}
		}
	}
	return nil
}
