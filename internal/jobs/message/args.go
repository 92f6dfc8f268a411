package message

import (
	"quittance/internal/account"
	"quittance/internal/db/outbox"
	"quittance/internal/delivery"
)

// The arguments of the jobs that send: ids and nothing else. Kinds never change, as rows of a running queue hold them.

type SendNotice struct {
	Notice    string      `json:"notice"` // see notice.go
	Delivery  delivery.ID `json:"delivery"`
	Seq       int64       `json:"seq"`       // of the event that causes it: what makes it the same message
	Recipient string      `json:"recipient"` // "" = the sender
}

func (SendNotice) Kind() string { return "notice_send" }

type SendPasscode struct {
	Delivery  delivery.ID `json:"delivery"`
	Recipient string      `json:"recipient"`
	Passcode  string      `json:"passcode"`
}

func (SendPasscode) Kind() string { return "passcode_send" }

type SendLink struct {
	Delivery  delivery.ID `json:"delivery"`
	Seq       int64       `json:"seq"` // of the event that makes the link, or brings their turn
	Recipient string      `json:"recipient"`
	Notice    string      `json:"notice"` // whose turn it is: NoticeTurnPay or NoticeTurnSign; "" brings a new link
}

func (SendLink) Kind() string { return "link_send" }

type SendConfirmation struct {
	Member string `json:"member"`
	Token  string `json:"token"` // id of the row; the token itself is derived, not stored
}

func (SendConfirmation) Kind() string { return "confirmation_send" }

type SendReset struct {
	Member string `json:"member"` // "" is nobody: an address without an account
	Token  string `json:"token"`  // what the token is derived from; the token itself is not stored
}

func (SendReset) Kind() string { return "reset_send" }

type SendAlert struct {
	Member  string        `json:"member"`
	Alert   account.Alert `json:"alert"`
	By      string        `json:"by,omitempty"` // id of the member who did it; "" = the member, or nobody knows
	Message string        `json:"message"`      // id of the message: makes its Message-ID
}

func (SendAlert) Kind() string { return "alert_send" }

type SendAddress struct {
	Member string `json:"member"`
	Token  string `json:"token"` // what the token is derived from; the token itself is not stored
}

func (SendAddress) Kind() string { return "address_send" }

type SendInvitation struct {
	Member string `json:"member"` // who invites; "" is the operator
	Token  string `json:"token"`  // what the token is derived from; the token itself is not stored
}

func (SendInvitation) Kind() string { return "invitation_send" }

type SendAbuse struct {
	Report string `json:"report"`
	Seq    int64  `json:"seq"` // which of the operators
}

func (SendAbuse) Kind() string { return "abuse_send" }

type ProcessReceipt struct {
	Provider   string       `json:"provider"`
	ProviderID string       `json:"provider_id"`
	Status     outbox.State `json:"status"`
}

func (ProcessReceipt) Kind() string { return "sms_receipt_process" }
