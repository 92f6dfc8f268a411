package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/desk"
)

// Withdrawal says why.
type Withdrawal struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"The recipients read it." example:"Devis annulé"`
}

func (d *Door) withdrawDelivery() {
	o := operation{
		id: "withdraw-delivery", path: pathDelivery + "/withdraw", tag: tagDeliveries, summary: "Withdraw a delivery",
		description: "Ends a delivery that nobody has paid. An open payment page is closed first.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *desk.Desk, m desk.Member, id string, body Withdrawal) (*delivery.Delivery, error) {
		return k.Withdraw(ctx, m, id, body.Reason)
	}, render)
}
