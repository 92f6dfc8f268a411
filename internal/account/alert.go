package account

// Alert is something that happened to what protects a member's account. The member is told by mail: whoever did not do
// it learns that somebody else did.
type Alert string

// The alerts.
const (
	PasswordChanged Alert = "password_changed"
	PasswordOff     Alert = "password_off"
	CodesOn         Alert = "codes_on"
	CodesOff        Alert = "codes_off"
	RecoveryRenewed Alert = "recovery_renewed"
	RecoveryUsed    Alert = "recovery_used"
	EmailBack       Alert = "email_back"   // the address that was is the member's again: to that one
	EmailUndone     Alert = "email_undone" // to the one that opened the account meanwhile
	PasskeyAdded    Alert = "passkey_added"
	PasskeyRemoved  Alert = "passkey_removed"
	BankChanged     Alert = "bank_changed" // where clients' transfers go
	WorkspaceGone   Alert = "workspace_closed"
	Unlocked        Alert = "unlocked"        // by the operator, for who had lost every factor
	CodesGuessed    Alert = "codes_guessed"   // the right password, then wrong codes until no more were taken
	SignedUpAgain   Alert = "signed_up_again" // somebody asked for an account with the address of this one
)

// What another member did to what a member may do: no alert of theirs, but they are told as well.
const (
	AlertRole    Alert = "role_changed"
	AlertRemoved Alert = "access_removed"
	AlertLetIn   Alert = "access_given"
)

// AlertsByOthers lists what another member did.
func AlertsByOthers() []Alert { return []Alert{AlertRole, AlertRemoved, AlertLetIn} }

// AlertKinds lists the alerts, for whoever finds the words.
func AlertKinds() []Alert {
	return []Alert{PasswordChanged, PasswordOff, CodesOn, CodesOff, RecoveryRenewed, RecoveryUsed, PasskeyAdded, PasskeyRemoved, BankChanged, WorkspaceGone, Unlocked, CodesGuessed, EmailBack, EmailUndone, SignedUpAgain}
}
