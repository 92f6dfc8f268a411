package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Waiver renounces a gate.
type Waiver struct {
	Gate   string `json:"gate" doc:"Its id, from the releases of the delivery; or the id of an amount due of which a part came, to renounce the rest." example:"01kay3m8r2f8v1wz6q4t9d5xgm"`
	Reason string `json:"reason" maxLength:"1000" doc:"On record; the certificate prints it as yours." example:"Payé par compensation"`
}

func (d *Door) waiveGate() {
	o := operation{
		id: "waive-gate", path: pathDelivery + "/waive", tag: tagMoney, summary: "Waive a gate",
		description: "Renounces a gate of a release, with a reason: what is owed stays owed. Or renounces the rest of an amount of which a part came: it is not owed any more.",
		right:       right{account.WriteMoney, account.Waive}, refusals: []int{http.StatusPaymentRequired, http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Waiver) (*delivery.Delivery, error) {
		return k.Waive(ctx, m, id, body.Gate, body.Reason)
	}, render)
}
