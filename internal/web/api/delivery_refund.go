package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web/command"
)

// NewRefund is money to be given back.
type NewRefund struct {
	Amount *int64 `json:"amount,omitempty" minimum:"1" maximum:"99999999" doc:"In minor units. Say this, or all." example:"15000"`
	All    bool   `json:"all,omitempty" doc:"Everything that can be refunded now, in place of an amount: what counts for no amount due by itself, before the rest."`
	Again  bool   `json:"again,omitempty" doc:"It is another refund, although one like it was asked for in the last 24 hours. Not needed with an Idempotency-Key of its own." example:"false"`
}

func (d *Door) refundDelivery() {
	o := operation{
		id: "refund-delivery", path: pathDelivery + "/refund", tag: tagMoney, summary: "Give money back",
		description: "Gives back first what counts for no amount due: money that opened nothing, or was too much. Then what the price was paid with, the newest payment first, as many as it takes: each has a refund of its own. Of what you recorded by hand it is your word that you gave it back. A refund of all that the files were paid with holds them back at once, and revokes them when the bank confirms; a part revokes nothing, nor does money that was no gate of them. " +
			"Without an Idempotency-Key, a refund of the same sum as one asked for in the last 24 hours, and all after one of what counted for no amount due, is refused with refunded_before, which names that one, unless again is true.",
		right: right{account.WriteMoney, account.MoveMoney}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body NewRefund) (*delivery.Delivery, error) {
		var amount int64 // all of it
		if body.Amount != nil {
			amount = *body.Amount
		}
		if body.All == (body.Amount != nil) { // neither, or both
			if _, err := k.Delivery(ctx, m, id); err != nil {
				return nil, err // what is not theirs is not there, whatever they say
			}
			var f problem.Fields
			f.Add("amount", "required")
			return nil, f.Err()
		}
		return k.Refund(ctx, m, id, amount, body.Again)
	}, render)
}
