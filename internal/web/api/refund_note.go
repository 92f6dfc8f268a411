package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// NotedRefund is money given back by the sender's own means.
type NotedRefund struct {
	Refund string `json:"refund" doc:"The refund that failed, in whose place it went back." example:"01kay3m8r2f8v1wz6q4t9d5xgp"`
}

func (d *Door) noteRefund() {
	o := operation{
		id: "note-refund", path: pathDelivery + "/note-refund", tag: tagMoney, summary: "Note a refund that you made yourself",
		description: "Says that you gave back by your own means, by transfer or cheque, what a refund that failed did not: all that is left of it. It is your word: the payer receives a refund note that says so, and nothing moves here. A refund that did not fail, or whose money went back since, is refused.",
		right:       right{account.WriteMoney, account.MoveMoney}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body NotedRefund) (*delivery.Delivery, error) {
		return k.RepeatRefund(ctx, m, id, body.Refund, true)
	}, render)
}
