package notify

import (
	"time"

	"quittance/internal/account"
)

// forAccount is a member who must not be told to ignore what they did not ask for.
type forAccount struct{}

func (forAccount) reader() string { return "account" }

// AccountChanged tells a member what became of the protection of their account.
type AccountChanged struct {
	About
	forAccount
	What account.Alert
}

// forMembership is a member who reads what another one did.
type forMembership struct{}

func (forMembership) reader() string { return "membership" }

// MembershipChanged tells a member that an owner changed what they may do in the workspace.
type MembershipChanged struct {
	About
	forMembership
	What account.Alert // one of account.AlertsByOthers
	Role account.Role  // the member's now
	By   string        // who did it; "" = it is not known any more
}

// Kind names the message.
func (MembershipChanged) Kind() string { return "membership_changed" }

func (m MembershipChanged) variant() string { return string(m.What) }

// AddressChanged tells the address that was a member's that it is no more, and how to have it back.
type AddressChanged struct {
	About
	forAccount
	Days int // how long the link is valid
}

// Kind names the message.
func (AddressChanged) Kind() string { return "address_changed" }

// Kind names the message.
func (ConfirmAddress) Kind() string { return "confirm_address" }

// forOperator is whoever runs the installation.
type forOperator struct{}

func (forOperator) reader() string { return "operator" }

// AbuseReported tells an operator what a recipient reported. The words are a stranger's: they are quoted, and nobody's name
// stands in the subject.
type AbuseReported struct {
	About
	forOperator
	Delivery   string // its id
	Text       string `lines:"many"` // several lines
	ReportedAt time.Time
}

// Kind names the message.
func (AbuseReported) Kind() string { return "abuse_reported" }

// Kind names the message.
func (AccountChanged) Kind() string { return "account_changed" }
