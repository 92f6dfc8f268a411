package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

func (d *Door) remindRecipient() {
	o := operation{
		id: "remind-recipient", path: pathDelivery + "/remind", tag: tagRecipients, summary: "Ask a recipient again",
		description: "Mails the recipient once more what is still theirs to do. 409 when nothing waits for them or a number they proposed waits for you; 429 within a day of the last time.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone, http.StatusTooManyRequests},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body OneRecipient) (*delivery.Delivery, error) {
		return k.Remind(ctx, m, id, body.Recipient)
	}, render)
}
