package api

import (
	"context"
	"net/http"

	"quittance/internal/account"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web/command"
)

// DeliveryList is one page of a list.
type DeliveryList struct {
	Deliveries []Summary `json:"deliveries" doc:"Newest first."`
	Next       string    `json:"next,omitempty" doc:"Give it as after to read on; absent on the last page."`
}

// Summary is one line of the list.
type Summary struct {
	ID           string   `json:"id" doc:"Of the delivery." example:"01kay3m8r2f8v1wz6q4t9d5xgh"`
	State        string   `json:"state" enum:"draft,sent,completed,withdrawn,declined,expired" doc:"Of the delivery."`
	WithdrawnBy  string   `json:"withdrawn_by,omitempty" enum:"sender,consumer" doc:"Of a withdrawn one: you, or a consumer who withdrew from the contract."`
	Sandbox      bool     `json:"sandbox" doc:"Made while a provider was played."`
	Title        string   `json:"title" doc:"What the client is buying."`
	Revision     string   `json:"revision,omitempty" doc:"The letter of this version; absent where no other follows it and none was said."`
	Reference    string   `json:"reference" doc:"Yours."`
	Recipients   []string `json:"recipients" doc:"Their names."`
	Amount       int64    `json:"amount" doc:"Of all dues, in minor units; 0 where there is nothing to pay."`
	Settled      int64    `json:"settled" doc:"Received."`
	Refunded     int64    `json:"refunded" doc:"Given back."`
	Currency     string   `json:"currency,omitempty" doc:"ISO 4217."`
	DueOn        string   `json:"due_on,omitempty" format:"date" doc:"Of the earliest due still owed."`
	ReleaseState string   `json:"release_state,omitempty" enum:"locked,sealing,unlocked,revoked" doc:"Of the release that waits for most."`
	Suspended    bool     `json:"suspended" doc:"By an open dispute."`
	Processing   bool     `json:"processing" doc:"A bank is working on a payment."`
	WaitsFor     []string `json:"waits_for" enum:"payment,signature" doc:"Kinds of gates still to be passed."`
	CreatedAt    string   `json:"created_at" format:"date-time" doc:"When the draft was made."`
	SentAt       string   `json:"sent_at,omitempty" format:"date-time" doc:"When the recipients got their links."`
	EndedAt      string   `json:"ended_at,omitempty" format:"date-time" doc:"Completed, withdrawn, declined or expired."`
	UpdatedAt    string   `json:"updated_at" format:"date-time" doc:"Of the last event."`
}

type listInput struct {
	After  string   `query:"after" doc:"The cursor next of the page before." example:"01kay3m8r2f8v1wz6q4t9d5xgh"`
	State  []string `query:"state" enum:"draft,sent,completed,withdrawn,declined,expired" doc:"Only these, separated by commas."`
	Search string   `query:"search" maxLength:"200" doc:"Words in title, reference, names and addresses; accents and case do not matter."`
	Limit  int      `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most."`
}

func (d *Door) listDeliveries() {
	o := operation{
		id: "list-deliveries", method: http.MethodGet, path: pathDeliveries, tag: tagDeliveries,
		summary: "List deliveries", description: "The deliveries of the workspace, newest first, page by page.",
		right: right{account.ReadDeliveries, account.See},
	}
	read(d, o, func(ctx context.Context, m command.Member, in *listInput) (DeliveryList, error) {
		if in.After != "" && !isID(in.After) {
			var f problem.Fields
			f.Add("after", "unknown")
			return DeliveryList{}, f.Err()
		}
		page, err := board.Of(d.DB).List(ctx, board.Query{
			Workspace: m.Workspace, States: each(in.State, func(s string) delivery.State { return delivery.State(s) }),
			Search: in.Search, Before: in.After, Limit: in.Limit,
		})
		if err != nil {
			return DeliveryList{}, err
		}
		return DeliveryList{Deliveries: each(page.Rows, summaryOf), Next: page.Older}, nil
	})
}

func summaryOf(s board.Summary) Summary {
	out := Summary{
		ID: string(s.ID), State: string(s.State), Sandbox: s.Sandbox, Title: s.Title, Revision: s.Revision, Reference: s.Reference,
		Recipients: each(s.Recipients, func(name string) string { return name }), Amount: s.Amount, Settled: s.Settled,
		Refunded: s.Refunded, Currency: s.Currency, DueOn: string(s.DueOn), ReleaseState: string(s.ReleaseState), Suspended: s.Suspended,
		Processing: s.Processing, WaitsFor: []string{}, CreatedAt: stamp(s.CreatedAt), SentAt: stamp(s.SentAt), EndedAt: stamp(s.EndedAt),
		UpdatedAt: stamp(s.LastAt),
	}
	if s.State == delivery.Withdrawn {
		out.WithdrawnBy = withdrawnBy(s.Situation)
	}
	if s.PaymentPending {
		out.WaitsFor = append(out.WaitsFor, string(delivery.PaymentGate))
	}
	if s.SignaturePending {
		out.WaitsFor = append(out.WaitsFor, string(delivery.SignatureGate))
	}
	return out
}

// withdrawnBy names who ended a delivery that is withdrawn.
func withdrawnBy(s projection.Situation) string {
	if s == projection.Renounced {
		return "consumer"
	}
	return "sender"
}
