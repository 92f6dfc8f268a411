package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Withdrawal says why.
type Withdrawal struct {
	Reason          string `json:"reason,omitempty" maxLength:"1000" doc:"The recipients read it." example:"Devis annulé"`
	DespiteTransfer bool   `json:"despite_transfer,omitempty" doc:"A payer announced a transfer that you have neither recorded nor asked for again: withdraw all the same. What still arrives can be recorded, and is to be given back."`
}

func (d *Door) withdrawDelivery() {
	o := operation{
		id: "withdraw-delivery", path: pathDelivery + "/withdraw", tag: tagDeliveries, summary: "Withdraw a delivery",
		description: "Ends a delivery that nobody has paid. An open payment page is closed first. While a transfer is announced, it is refused unless the body says despite_transfer.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Withdrawal) (*delivery.Delivery, error) {
		return k.Withdraw(ctx, m, id, body.Reason, body.DespiteTransfer)
	}, render)
}
