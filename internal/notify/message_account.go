package notify

import "quittance/internal/account"

// forAccount is a member who must not be told to ignore what they did not ask for.
type forAccount struct{}

func (forAccount) reader() string { return "account" }

// AccountChanged tells a member what became of the protection of their account.
type AccountChanged struct {
	About
	forAccount
	What account.Alert
}

// Kind names the message.
func (AccountChanged) Kind() string { return "account_changed" }
