package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/desk"
)

// Replacement is a file in the place of another.
type Replacement struct {
	Deliverable string `json:"deliverable" doc:"The id of the file that is replaced." example:"01kay3m8r2f8v1wz6q4t9d5xgk"`
	File        string `json:"file" doc:"The id of a finished upload." example:"01kay3m8r2f8v1wz6q4t9d5xgm"`
}

func (d *Door) replaceFile() {
	o := operation{
		id: "replace-file", path: pathDelivery + "/replace-file", tag: tagDeliveries, summary: "Replace a file",
		description: "Puts a finished upload in the place of a file, while nobody has begun to pay or has signed. Codes that were sent for the files before are void.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *desk.Desk, m desk.Member, id string, body Replacement) (*delivery.Delivery, error) {
		return k.Replace(ctx, m, id, body.Deliverable, body.File)
	}, render)
}
