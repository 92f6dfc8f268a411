package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// Duplication is what a delivery like another one does not take from it.
type Duplication struct {
	Files        []string `json:"files" minItems:"1" maxItems:"200" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"What is delivered: finished uploads, by the last segment of their Location." example:"0f8d1a52c1d34f6b9a7e5d2c4b3a1908"`
	VisibleFiles []string `json:"visible_files,omitempty" minItems:"1" maxItems:"200" pattern:"^[0-9a-f]{32}$" patternDescription:"the id of an upload" doc:"Uploads that recipients may have before they pay or sign." example:"5c1f0e8ab5d24b7c8f3d2e1a09b7c6d5"`
}

func (d *Door) duplicateDelivery() {
	o := operation{
		id: "duplicate-delivery", path: pathDelivery + "/duplicate", tag: tagDeliveries, status: http.StatusCreated, summary: "Make a delivery like another one",
		description: "Makes a draft with the title, message, terms, recipients, price and gates of a delivery in any state, and with files of its own. Its reference and its days are left open, and that the client was informed is to be declared again.",
		right:       right{account.WriteDeliveries, account.Send},
	}
	act(d, o, func(ctx context.Context, k *command.Commands, m command.Member, id string, body Duplication) (*delivery.Delivery, error) {
		return k.Duplicate(ctx, m, id, uploads(body.Files), uploads(body.VisibleFiles)...)
	}, render)
}
