package jobs

import (
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

// The arguments of every job: ids and nothing else. Kinds never change, as rows of a running queue hold them.

type sendNotice struct {
	Notice    string      `json:"notice"` // see notice.go
	Delivery  delivery.ID `json:"delivery"`
	Seq       int64       `json:"seq"`       // of the event that causes it: what makes it the same message
	Recipient string      `json:"recipient"` // "" = the sender
}

func (sendNotice) Kind() string { return "notice_send" }

type sendPasscode struct {
	Delivery  delivery.ID `json:"delivery"`
	Recipient string      `json:"recipient"`
	Passcode  string      `json:"passcode"`
}

func (sendPasscode) Kind() string { return "passcode_send" }

type sendLink struct {
	Delivery  delivery.ID `json:"delivery"`
	Seq       int64       `json:"seq"` // of the event that makes the link
	Recipient string      `json:"recipient"`
}

func (sendLink) Kind() string { return "link_send" }

type sendConfirmation struct {
	Member string `json:"member"`
	Token  string `json:"token"` // id of the row; the token itself is derived, not stored
}

func (sendConfirmation) Kind() string { return "confirmation_send" }

type sendReset struct {
	Member string `json:"member"` // "" is nobody: an address without an account
	Token  string `json:"token"`  // what the token is derived from; the token itself is not stored
}

func (sendReset) Kind() string { return "reset_send" }

type sendAlert struct {
	Member  string        `json:"member"`
	Alert   account.Alert `json:"alert"`
	Message string        `json:"message"` // id of the message: makes its Message-ID
}

func (sendAlert) Kind() string { return "alert_send" }

type sendAddress struct {
	Member string `json:"member"`
	Token  string `json:"token"` // what the token is derived from; the token itself is not stored
}

func (sendAddress) Kind() string { return "address_send" }

type sendInvitation struct {
	Member string `json:"member"` // who invites; "" is the operator
	Token  string `json:"token"`  // what the token is derived from; the token itself is not stored
}

func (sendInvitation) Kind() string { return "invitation_send" }

type sendAbuse struct {
	Report string `json:"report"`
	Seq    int64  `json:"seq"` // which of the operators
}

func (sendAbuse) Kind() string { return "abuse_send" }

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

type processReceipt struct {
	Provider   string          `json:"provider"`
	ProviderID string          `json:"provider_id"`
	Status     db.MessageState `json:"status"`
}

func (processReceipt) Kind() string { return "sms_receipt_process" }

type processStripeEvent struct {
	Account string `json:"account"`
	Event   string `json:"event"`
}

func (processStripeEvent) Kind() string { return "stripe_event_process" }

type sealRelease struct {
	Delivery delivery.ID              `json:"delivery"`
	Release  string                   `json:"release"`
	Of       delivery.CertificateKind `json:"of"`
}

func (sealRelease) Kind() string { return "release_seal" }

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
