package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Replacement is a file in the place of another.
type Replacement struct {
	Deliverable string `json:"deliverable" doc:"The id of the file that is replaced." example:"01kay3m8r2f8v1wz6q4t9d5xgk"`
	File        string `json:"file" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"A finished upload, by the last segment of its Location." example:"0f8d1a52c1d34f6b9a7e5d2c4b3a1908"`
}

func (d *Door) replaceFile() {
	o := operation{
		id: "replace-file", path: pathDelivery + "/replace-file", tag: tagDeliveries, summary: "Replace a file",
		description: "Puts a finished upload in the place of a file, while nobody has begun to pay or has signed. Codes that were sent for the files before are void.",
		right:       right{account.WriteDeliveries, account.Send}, refusals: []int{http.StatusGone},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Replacement) (*delivery.Delivery, error) {
		return k.Replace(ctx, m, id, body.Deliverable, body.File)
	}, render)
}
