package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Extension is a later last day.
type Extension struct {
	ExpiresOn string `json:"expires_on" format:"date" doc:"The new last day to start paying, in your workspace's time zone." example:"2027-03-31"`
}

func (d *Door) extendDelivery() {
	o := operation{
		id: "extend-delivery", path: pathDelivery + "/extend", tag: tagDeliveries, summary: "Give more time to pay",
		description: "Sets a later last day to start paying, and brings an expired delivery back.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Extension) (*delivery.Delivery, error) {
		return k.Extend(ctx, m, id, delivery.Date(body.ExpiresOn))
	}, render)
}
