package account

import "slices"

// Role is what a member is to the workspace.
type Role string

// The roles.
const (
	Owner      Role = "owner"
	Colleague  Role = "member"
	Accountant Role = "accountant"
	Auditor    Role = "auditor"
)

// Permission is one thing that a role may do.
type Permission string

// The permissions.
const (
	See         Permission = "see"          // deliveries, their timelines and certificates
	Send        Permission = "send"         // draft, upload, send, correct, replace, withdraw, extend
	Waive       Permission = "waive"        // renounce a gate, reset codes
	MoveMoney   Permission = "move_money"   // refund, record a payment
	SeeMoney    Permission = "see_money"    // payments, refunds, exports
	SeeEvidence Permission = "see_evidence" // whole evidence, with personal values
	ManageKeys  Permission = "manage_keys"  // API keys
	Administer  Permission = "administer"   // profile, members, connected account
	SeeLog      Permission = "see_log"      // the account log
)

// permissions says who may do what. The owner may do everything.
var permissions = map[Role][]Permission{
	Owner:      {See, Send, Waive, MoveMoney, SeeMoney, SeeEvidence, ManageKeys, Administer, SeeLog},
	Colleague:  {See, Send, Waive, SeeMoney, SeeEvidence, ManageKeys},
	Accountant: {See, MoveMoney, SeeMoney},
	Auditor:    {See, SeeMoney, SeeEvidence, SeeLog},
}

// Roles lists all roles, the most powerful first.
func Roles() []Role { return []Role{Owner, Colleague, Accountant, Auditor} }

// IsKnown reports whether the role exists.
func (r Role) IsKnown() bool { return permissions[r] != nil }

// Can reports whether the role allows it; an unknown role allows nothing.
func (r Role) Can(p Permission) bool { return slices.Contains(permissions[r], p) }

// Check is Can as a problem.
func (r Role) Check(p Permission) error {
	if !r.Can(p) {
		return ErrNotPermitted.With("permission", string(p))
	}
	return nil
}

// KeepOwner refuses a change of role, or a removal (to ""), that would leave the workspace without an owner. owners
// counts those who can sign in.
func KeepOwner(from, to Role, owners int) error {
	if from == Owner && to != Owner && owners <= 1 {
		return ErrLastOwner
	}
	return nil
}
