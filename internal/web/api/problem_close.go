package api

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) closeProblem() {
	o := operation{
		id: "close-problem", path: pathDelivery + "/close-problem", tag: tagRecipients, summary: "Say that a problem is dealt with",
		description: "Puts away what a recipient reported: answer them first, nothing is mailed. Where none waits nothing changes.",
		right:       right{account.WriteDeliveries, account.Send},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.CloseProblem(ctx, m, id, body.Recipient)
	}, render)
}
