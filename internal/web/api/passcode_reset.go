package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) resetPasscode() {
	o := operation{
		id: "reset-passcode", path: pathDelivery + "/reset-passcode", tag: tagRecipients, summary: "Give new codes",
		description: "Gives a signer who has used up the one-time codes a new allowance. A cap over the life of the delivery stays.",
		right:       right{account.WriteDeliveries, account.Waive}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.ResetPasscode(ctx, m, id, body.Recipient)
	}, render)
}
