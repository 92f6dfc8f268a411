package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) acceptNumber() {
	o := operation{
		id: "accept-number", path: pathDelivery + "/accept-number", tag: tagRecipients, summary: "Accept a proposed number",
		description: "Takes the telephone number that a recipient proposed in the place of the one on file.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.AcceptNumber(ctx, m, id, body.Recipient)
	}, render)
}

func (d *Door) dismissNumber() {
	o := operation{
		id: "dismiss-number", path: pathDelivery + "/dismiss-number", tag: tagRecipients, summary: "Dismiss a proposed number",
		description: "Keeps the telephone number on file in the place of the one that a recipient proposed. Their page says so. Where none waits nothing changes.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.DismissNumber(ctx, m, id, body.Recipient)
	}, render)
}
