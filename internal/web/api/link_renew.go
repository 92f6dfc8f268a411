package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) renewLink() {
	o := operation{
		id: "renew-link", path: pathDelivery + "/renew-link", tag: tagRecipients, summary: "Give a new link",
		description: "Gives a recipient a new signed link, for a link that was lost or went to somebody else. The one before stops working. The answer holds the new one.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.RenewLink(ctx, m, id, body.Recipient)
	}, func(after *delivery.Delivery, body OneRecipient) (Links, error) {
		return d.links(after, func(r delivery.Recipient) bool { return r.ID == body.Recipient })
	})
}
