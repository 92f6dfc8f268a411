package desk

import (
	"context"

	"quittance/internal/delivery"
)

// Remind asks a recipient again to do what is theirs to do, at most daily.
func (k *Desk) Remind(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Remind(m.actor(), k.at(), recipient)
	})
}
