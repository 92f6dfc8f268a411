package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) showDelivery() {
	o := operation{
		id: "get-delivery", method: http.MethodGet, path: pathDelivery, tag: tagDeliveries,
		summary: "Look at a delivery", description: "Everything about one delivery as it is now.",
		right: right{account.ReadDeliveries, account.See},
	}
	read(d, o, func(ctx context.Context, m command.Member, in *One) (Delivery, error) {
		found, err := d.find(ctx, m, in.ID)
		if err != nil {
			return Delivery{}, err
		}
		return viewOf(found), nil
	})
}

// find loads a delivery of the member's workspace.
func (d *Door) find(ctx context.Context, m command.Member, id string) (*delivery.Delivery, error) {
	if !isID(id) {
		return nil, db.ErrNotFound
	}
	return d.commands.Delivery(ctx, m, id)
}
