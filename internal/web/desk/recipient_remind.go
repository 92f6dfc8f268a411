package desk

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Remind asks a recipient again to do what is theirs to do, at most daily.
func (k *Desk) Remind(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.ask(ctx, m, id, func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Remind(m.actor(), k.at(), recipient)
	})
}
