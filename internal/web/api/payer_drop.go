package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) dropPayer() {
	o := operation{
		id: "drop-payer", path: pathDelivery + "/drop-payer", tag: tagRecipients, summary: "Take back who was named to pay",
		description: "Somebody whom a client named to pay in their place, by a wrong address say, is asked no more: their link opens nothing, and a payment page that they have open is closed. Refused once they have paid, or while money is on its way.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.DropPayer(ctx, m, id, body.Recipient)
	}, render)
}
