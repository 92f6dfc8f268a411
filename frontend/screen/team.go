package screen

import (
	"time"

	"quittance/frontend"
)

// Team is GET /settings/team, and what its forms answer with.
type Team struct {
	frontend.Shell
	Members     []TeamMember
	Invitations []TeamInvitation
	Form        InviteForm
	MailOff     bool   // no invitation is sent: its link is shown, to be handed over
	Link        string // of the invitation just made, shown once where no mail leaves
	LinkFor     string // the address it is for
}

// TeamMember is a person of the workspace. Their role posts "id" and "role", their access "id" and "access".
type TeamMember struct {
	ID       string
	Name     string
	Email    string
	Role     string // "owner", "member", "accountant", "auditor"
	Since    time.Time
	Disabled bool
	Waiting  bool // the address is not confirmed yet
	Self     bool // the reader
}

// TeamInvitation is one that can still be used. Revoking posts "id".
type TeamInvitation struct {
	ID      string
	Email   string
	Role    string
	Expires time.Time
}

// InviteForm invites an address.
type InviteForm struct {
	Email frontend.Field `form:"email"`
	Role  frontend.Field `form:"role"`
}

// AcceptInvitation is GET /invitation/{token}, and a refused POST.
type AcceptInvitation struct {
	frontend.Shell
	Token     string
	Invalid   bool // unknown, used, revoked, too old, or of a workspace that was closed
	Elsewhere bool // the address has an account in another workspace
	Workspace string
	Email     string
	Role      string
	Form      AcceptForm
}

// AcceptForm is what the invited types. Passwords are never sent back to the page.
type AcceptForm struct {
	Name     frontend.Field `form:"name"`
	Password frontend.Field `form:"password"`
}

// AccountLog is GET /settings/log.
type AccountLog struct {
	frontend.Shell
	Rows     []AccountLogRow
	OlderURL string // "" where there is nothing older
	Newest   bool   // nothing newer is before these
}

// AccountLogRow is a line of the log, with names as they are today.
type AccountLogRow struct {
	At      time.Time
	Kind    string
	Who     string // "" is the operator
	Subject string // a name or an address; "" where there is none, or it was erased
	Was     string // a role
	Became  string // a role

	Delivery string // the delivery it is about
}

// Membership is GET /settings/membership, and a refused POST: what the reader is here, and how to leave.
type Membership struct {
	frontend.Shell
	Role       string
	NoPassword bool   // a passkey is the proof
	ProveURL   string // where it is first given, without a password; "" where that was lately
	Form       LeaveForm
}

// LeaveForm asks for the password before the member leaves.
type LeaveForm struct {
	Password frontend.Field `form:"password"`
}

func (Team) Template() string             { return "sender/team" }
func (AcceptInvitation) Template() string { return "public/invitation" }
func (AccountLog) Template() string       { return "sender/account_log" }
func (Membership) Template() string       { return "sender/membership" }
