package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Correction is how a recipient is really reached.
type Correction struct {
	Recipient string `json:"recipient" doc:"Their id." example:"01kay3m8r2f8v1wz6q4t9d5xgj"`
	Email     string `json:"email,omitempty" maxLength:"254" doc:"Unchanged when absent. A new address brings a new link, and the old link is void." example:"camille@example.org"`
	Phone     string `json:"phone,omitempty" maxLength:"40" doc:"Unchanged when absent." example:"+33639980001"`
}

// OneRecipient names a recipient.
type OneRecipient struct {
	Recipient string `json:"recipient" doc:"Their id." example:"01kay3m8r2f8v1wz6q4t9d5xgj"`
}

func (d *Door) correctRecipient() {
	o := operation{
		id: "correct-recipient", path: pathDelivery + "/correct", tag: tagRecipients, summary: "Correct a recipient",
		description: "Corrects address or telephone of a recipient.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Correction) (*delivery.Delivery, error) {
		return k.Correct(ctx, m, id, command.Correction{Recipient: body.Recipient, Email: body.Email, Phone: body.Phone})
	}, render)
}
