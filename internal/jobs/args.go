package jobs

import (
	"quittance/internal/delivery"
)

// The arguments of the jobs: ids and nothing else. Kinds never change, as rows of a running queue hold them.

type observePayment struct {
	Delivery delivery.ID `json:"delivery"`
	Payment  string      `json:"payment"`
}

func (observePayment) Kind() string { return "payment_observe" }

type closeCheckout struct {
	Delivery delivery.ID `json:"delivery"`
	Payment  string      `json:"payment"`
}

func (closeCheckout) Kind() string { return "checkout_close" }

type sendRefund struct {
	Delivery delivery.ID `json:"delivery"`
	Payment  string      `json:"payment"`
	Refund   string      `json:"refund"`
}

func (sendRefund) Kind() string { return "payment_refund" }

type issueReceipt struct {
	Delivery delivery.ID `json:"delivery"`
	Payment  string      `json:"payment"`
	Refund   string      `json:"refund"` // "" for the payment itself
}

func (issueReceipt) Kind() string { return "receipt_issue" }

type processStripeEvent struct {
	Account string `json:"account"`
	Event   string `json:"event"`
}

func (processStripeEvent) Kind() string { return "stripe_event_process" }

type wakeDelivery struct {
	Delivery delivery.ID `json:"delivery"`
}

func (wakeDelivery) Kind() string { return "delivery_wake" }

type sweep struct{}

func (sweep) Kind() string { return "sweep" }

type reconcile struct{}

func (reconcile) Kind() string { return "stripe_reconcile" }

type retain struct{}

func (retain) Kind() string { return "retain" }

type nightly struct{}

func (nightly) Kind() string { return "nightly" }
