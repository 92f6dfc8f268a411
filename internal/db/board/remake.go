package board

import (
	"context"
	"errors"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

const (
	projectionName = "deliveries"
	remakeBatch    = 50 // deliveries in one transaction: writers wait for it
)

// IsReady reports whether everything is derived as this program derives it. Until then lists show what they can.
func (b *Board) IsReady(ctx context.Context) (bool, error) {
	row, err := b.q.GetProjection(ctx, projectionName)
	switch {
	case errors.Is(db.Classify("", err), db.ErrNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read how far deriving came: %w", err)
	}
	return row.IsDone && row.Version == projection.Version, nil
}

// Remake derives the next deliveries anew that another version of the program derived, or none; done tells whether that
// were the last. It goes on where it stopped, and may run beside every other write.
func Remake(ctx context.Context, d *db.DB) (done bool, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		q := tx.Queries()
		at, err := q.GetProjection(ctx, projectionName)
		if err != nil && !errors.Is(db.Classify("", err), db.ErrNotFound) {
			return fmt.Errorf("read how far deriving came: %w", err)
		}
		if at.Version != projection.Version {
			at = sqlgen.Projection{Name: projectionName, Version: projection.Version}
		}
		if done = at.IsDone; done {
			return nil
		}
		ids, err := q.ListDeliveryIDs(ctx, sqlgen.ListDeliveryIDsParams{After: at.Reached, MaxRows: remakeBatch})
		if err != nil {
			return fmt.Errorf("list deliveries: %w", err)
		}
		for _, id := range ids {
			if err := remake(ctx, d, tx, delivery.ID(id)); err != nil {
				return err
			}
			at.Reached = id
		}
		at.IsDone = len(ids) < remakeBatch
		done = at.IsDone
		return q.SaveProjection(ctx, sqlgen.SaveProjectionParams(at))
	})
	return done, err
}

// remake holds the delivery's row, so that what is read committed is what stays.
func remake(ctx context.Context, d *db.DB, tx *db.Tx, id delivery.ID) error {
	if n, err := tx.Queries().LockProjection(ctx, string(id)); err != nil || n == 0 {
		return err
	}
	x, err := d.Delivery(ctx, id)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	var events []delivery.Event
	for {
		records, err := tx.Events(ctx, id, int64(len(events)), 0)
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		if len(records) == 0 {
			return projection.Remake(ctx, tx.Queries(), x, events)
		}
		for _, r := range records {
			e, err := r.Event()
			if err != nil {
				return err
			}
			events = append(events, e)
		}
	}
}
