package desk

import (
	"context"

	"quittance/internal/delivery"
)

// Replace puts a finished upload in the place of a file, before any payment began and anyone signed.
func (k *Desk) Replace(ctx context.Context, m Member, id, old, upload string) (*delivery.Delivery, error) {
	files, wrong, err := k.files(ctx, m, []string{upload})
	if err != nil {
		return nil, err
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Replace(m.actor(), k.at(), old, files[0])
	})
}
