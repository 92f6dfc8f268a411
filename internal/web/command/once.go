package command

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// DoneBeforeError is returned by commands of Once whose key was used before; nothing was changed. Key is what is kept.
type DoneBeforeError struct{ Key db.IdempotencyKey }

// Error implements error.
func (e *DoneBeforeError) Error() string { return "this was done before" }

// Once returns the commands for one change: it keeps the key with the delivery that the change makes or touches, in the same
// transaction, and does nothing when the key was kept before (DoneBeforeError).
func (k *Commands) Once(key db.IdempotencyKey) *Commands {
	once := *k
	once.key = &key
	return &once
}

// keyed claims the key, if there is one, before decide.
func (k *Commands) keyed(decide db.Decide) db.Decide {
	if k.key == nil {
		return decide
	}
	return func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		key := *k.key
		key.Resource = string(d.ID)
		kept, claimed, err := tx.ClaimKey(ctx, key)
		switch {
		case err != nil:
			return nil, err
		case !claimed:
			return nil, &DoneBeforeError{kept}
		}
		return decide(ctx, tx, d)
	}
}
