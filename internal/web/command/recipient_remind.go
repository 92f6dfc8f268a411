package command

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Remind asks a recipient again to do what is theirs to do, at most daily.
func (k *Commands) Remind(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.ask(ctx, m, id, func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Remind(m.actor(), k.at(), recipient)
	})
}

// DismissNumber keeps the number on file in the place of the one that a recipient proposed.
func (k *Commands) DismissNumber(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DismissNumber(m.actor(), k.at(), recipient)
	})
}

// CloseProblem says that what a recipient reported is dealt with.
func (k *Commands) CloseProblem(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.CloseProblem(m.actor(), k.at(), recipient)
	})
}

// DropPayer takes back who was named to pay. A payment page that they have open is closed first, so that no money comes.
func (k *Commands) DropPayer(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	if m.MaySend && d.CanDropPayer(m.actor(), recipient) == nil { // what is refused closes nothing
		if err := k.closeCheckoutsOf(ctx, d, func(p *delivery.Payment) bool { return p.Recipient == recipient }); err != nil {
			return nil, err
		}
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.DropPayer(m.actor(), k.at(), recipient)
	})
}
