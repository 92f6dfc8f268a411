package account

import "quittance/internal/problem"

// The problems people may see. Who signs in wrongly never learns whether the address is known.
var (
	ErrSignIn         = problem.New(problem.Unauthenticated, "sign_in_failed", "e-mail address or password is wrong")
	ErrUnconfirmed    = problem.New(problem.Forbidden, "email_unconfirmed", "the e-mail address is not confirmed yet")
	ErrDisabled       = problem.New(problem.Forbidden, "member_disabled", "the account is closed")
	ErrNotPermitted   = problem.New(problem.Forbidden, "not_permitted", "your role does not allow this")
	ErrScopeMissing   = problem.New(problem.Forbidden, "scope_missing", "the API key does not allow this")
	ErrAPIKey         = problem.New(problem.Unauthenticated, "api_key_invalid", "the API key is not valid")
	ErrCeremonyOver   = problem.New(problem.Unauthenticated, "ceremony_over", "this took too long or was tried too often: begin again")
	ErrSessionOver    = problem.New(problem.Unauthenticated, "session_over", "sign in again")
	ErrToken          = problem.New(problem.Ended, "token_invalid", "the link is not valid or is too old")
	ErrSignupClosed   = problem.New(problem.Forbidden, "signup_closed", "accounts are made by the operator")
	ErrInviteNeeded   = problem.New(problem.Forbidden, "invite_needed", "an invitation is needed")
	ErrProfileMissing = problem.New(problem.Conflict, "profile_incomplete", "legal name, address and telephone are needed before the first sending")
	ErrSuspended      = problem.New(problem.Conflict, "workspace_suspended", "the operator of this installation has suspended the workspace")
	ErrClosed         = problem.New(problem.Ended, "workspace_closed", "the workspace was closed")
	ErrOneWorkspace   = problem.New(problem.Forbidden, "one_workspace", "this installation receives payments for one workspace")
	ErrElsewhere      = problem.New(problem.Conflict, "member_elsewhere", "the address has an account in another workspace")
	ErrMemberAlready  = problem.New(problem.Conflict, "member_already", "the address is that of a member")
	ErrEmailTaken     = problem.New(problem.Conflict, "email_taken", "the address has an account here already")
	ErrLastWayIn      = problem.New(problem.Conflict, "last_way_in", "without a password, an account keeps at least one passkey")
	ErrOneself        = problem.New(problem.Conflict, "oneself", "nobody changes their own role or disables themselves")
	ErrLastOwner      = problem.New(problem.Conflict, "last_owner", "a workspace keeps at least one owner")
)
