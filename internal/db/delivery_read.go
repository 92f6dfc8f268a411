package db

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Delivery returns the delivery as last committed, yours to change. One read by primary key when its newest version
// is in memory. ErrNotFound.
func (d *DB) Delivery(ctx context.Context, id delivery.ID) (*delivery.Delivery, error) {
	version, err := d.queries.DeliveryVersion(ctx, string(id))
	if err != nil {
		return nil, classify("read delivery", err)
	}
	if known := d.cache.get(id, version); known != nil {
		return cloneDelivery(known), nil
	}
	var loaded *delivery.Delivery
	err = d.readSnapshot(ctx, func(q *sqlgen.Queries) error {
		loaded, err = loadDelivery(ctx, q, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.cache.put(loaded)
	return cloneDelivery(loaded), nil
}

// Version is the number of a delivery's newest version: one read by primary key. ErrNotFound.
func (d *DB) Version(ctx context.Context, id delivery.ID) (int64, error) {
	version, err := d.queries.DeliveryVersion(ctx, string(id))
	return version, classify("read version", err)
}

// DeliveryOfPayment finds the delivery whose payment has the id. ErrNotFound.
func (d *DB) DeliveryOfPayment(ctx context.Context, payment string) (delivery.ID, error) {
	id, err := d.queries.DeliveryOfPayment(ctx, payment)
	return delivery.ID(id), classify("find payment", err)
}

// PaymentRef names a payment.
type PaymentRef struct {
	Delivery delivery.ID
	Payment  string
}

// PaymentOfIntent finds the payment behind an intent of the processor: refunds and disputes made elsewhere carry
// nothing else. ErrNotFound.
func (d *DB) PaymentOfIntent(ctx context.Context, account, intent string) (PaymentRef, error) {
	row, err := d.queries.PaymentOfIntent(ctx, sqlgen.PaymentOfIntentParams{Account: account, Intent: intent})
	return PaymentRef{Delivery: delivery.ID(row.DeliveryID), Payment: row.ID}, classify("find intent", err)
}

// DeliveryIDs returns ids in order, after the given one, for jobs that visit every delivery.
func (d *DB) DeliveryIDs(ctx context.Context, after delivery.ID, limit int) ([]delivery.ID, error) {
	list, err := d.queries.ListDeliveryIDs(ctx, sqlgen.ListDeliveryIDsParams{After: string(after), MaxRows: Rows(limit)})
	return deliveryIDs(list), classify("list deliveries", err)
}

func deliveryIDs(list []string) []delivery.ID {
	out := make([]delivery.ID, len(list))
	for i, id := range list {
		out[i] = delivery.ID(id)
	}
	return out
}

// ErrReplay means a delivery whose rows are not what its events say, or whose chain is broken.
var ErrReplay = errors.New("delivery does not follow from its events")

// CheckReplay verifies the chain of a delivery's events and that replaying them gives the state of its rows. Where
// personal values were erased, the rows' own are left out of the comparison.
func (d *DB) CheckReplay(ctx context.Context, id delivery.ID) error {
	var stored *delivery.Delivery
	var records []Record
	err := d.readSnapshot(ctx, func(q *sqlgen.Queries) error {
		var err error
		if stored, err = loadDelivery(ctx, q, id); err != nil {
			return err
		}
		records, err = allEvents(ctx, q, id)
		return err
	})
	if err != nil {
		return err
	}
	links := make([]evidence.Link, len(records))
	events := make([]delivery.Event, len(records))
	for i, r := range records {
		links[i] = r.Link()
		r.Details = nil // the lifecycle does not depend on personal values
		if events[i], err = r.Event(); err != nil {
			return err
		}
	}
	head, err := evidence.VerifyChain(evidence.Hash{}, links)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReplay, err)
	}
	if head != stored.Head {
		return fmt.Errorf("%w: head of the chain", ErrReplay)
	}
	replayed, err := delivery.Replay(id, events)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReplay, err)
	}
	replayed.Version, replayed.Head = stored.Version, stored.Head
	return compareLifecycles(stored, replayed)
}

func compareLifecycles(stored, replayed *delivery.Delivery) error {
	a, b := reflect.ValueOf(impersonal(stored)).Elem(), reflect.ValueOf(impersonal(replayed)).Elem()
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			return fmt.Errorf("%w: field %s", ErrReplay, a.Type().Field(i).Name)
		}
	}
	return nil
}

// impersonal is a copy without personal values and with empty lists as nil, since both spellings mean the same.
func impersonal(d *delivery.Delivery) *delivery.Delivery {
	c := cloneDelivery(d)
	c.Impersonal()
	return c
}
