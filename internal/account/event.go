package account

import "time"

// Event is one line of a workspace's account log: what is no delivery's, and who did it. It holds ids and roles, never a
// name or an address, because it is kept for ever.
type Event struct {
	ID        string // ordered in time
	Workspace string
	Member    string // who did it; "" is the operator, on the server itself
	Kind      EventKind
	Subject   string // id of what it was done to: a member, a key, an invitation
	Was       string // a role, or ""
	Became    string // a role, or ""
	At        time.Time
}

// EventKind says what was done. Stored lines hold it: kinds never change, and each has words in both catalogues
// ("account_event.…").
type EventKind string

// The kinds.
const (
	WorkspaceMade     EventKind = "workspace_made"
	WorkspaceExported EventKind = "workspace_exported"
	WorkspaceClosed   EventKind = "workspace_closed"
	ListExported      EventKind = "list_exported"     // the table of deliveries, as it was filtered
	EvidenceExported  EventKind = "evidence_exported" // of one delivery, which is the subject
	ProfileChanged    EventKind = "profile_changed"
	BankReplaced      EventKind = "bank_changed"
	MemberInvited     EventKind = "member_invited"
	InvitationRevoked EventKind = "invitation_revoked"
	MemberJoined      EventKind = "member_joined"
	RoleChanged       EventKind = "role_changed"
	MemberDisabled    EventKind = "member_disabled"
	MemberEnabled     EventKind = "member_enabled"
	MemberLeft        EventKind = "member_left"
	SignedIn          EventKind = "signed_in"
	SignedOut         EventKind = "signed_out"
	PasswordReplaced  EventKind = "password_changed"
	PasswordGone      EventKind = "password_off"   // a passkey alone opens the account
	EmailChanged      EventKind = "email_changed"  // of a member, by themselves
	EmailRestored     EventKind = "email_restored" // from the mailbox of the address that was changed
	FactorAdded       EventKind = "factor_added"
	FactorRemoved     EventKind = "factor_removed"
	RecoveryReplaced  EventKind = "recovery_renewed" // the codes for who lost their app
	KeyMade           EventKind = "key_made"
	KeyRevoked        EventKind = "key_revoked"

	// What the operator of the server decided.
	ClientErased       EventKind = "client_erased"   // a card of a list of clients, by hand; the subject says no more than that it was
	DeliveryErased     EventKind = "delivery_erased" // the subject; before its time or in it, by hand
	WorkspaceSuspended EventKind = "workspace_suspended"
	WorkspaceResumed   EventKind = "workspace_resumed"
	SMSCapChanged      EventKind = "sms_cap_changed"
)

// EventKinds lists all of them.
func EventKinds() []EventKind {
	return []EventKind{WorkspaceMade, WorkspaceExported, WorkspaceClosed, ListExported, EvidenceExported, ProfileChanged, BankReplaced, MemberInvited, InvitationRevoked, MemberJoined,
		RoleChanged, MemberDisabled, MemberEnabled, MemberLeft, SignedIn, SignedOut, PasswordReplaced, PasswordGone, EmailChanged, EmailRestored, FactorAdded, FactorRemoved, RecoveryReplaced, KeyMade, KeyRevoked,
		ClientErased, DeliveryErased, WorkspaceSuspended, WorkspaceResumed, SMSCapChanged}
}
