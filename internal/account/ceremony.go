package account

import "time"

// The purposes of ceremonies: what is begun in one request and ended in another, by who holds its token.
const (
	ForSecondFactor   Purpose = "second-factor"   // the password was right; the code is still to come
	ForCodeEnrolment  Purpose = "code-enrolment"  // the secret was shown; a right code proves that it was kept
	ForPasskey        Purpose = "passkey"         // a passkey is being made
	ForPasskeySignIn  Purpose = "passkey-sign-in" // a passkey is being used, by whom is not known yet
	ForPasskeyProof   Purpose = "passkey-proof"   // a member who is signed in proves who they are
	CeremonyAttempts          = 5                 // wrong codes, then it is begun again
	ceremonyLifetime          = 5 * time.Minute
	enrolmentLifetime         = 15 * time.Minute // an app may have to be installed first
)

// Ceremony is one that was begun. Hash is of its token, which a cookie holds: half signed in is no session.
type Ceremony struct {
	Hash      Hash
	Purpose   Purpose
	Member    string // "" where it is not known yet who signs in
	Data      []byte
	Attempts  int
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Credential is what proves who a member is. Of a password and of a code there is one, with the empty ID.
type Credential struct {
	Member    string
	Kind      CredentialKind
	ID        string
	Secret    string
	CreatedAt time.Time
	UsedAt    time.Time // of a code: the beginning of the last step that was accepted
}

// CredentialKind is a way of proving who one is.
type CredentialKind string

// The kinds.
const (
	Password CredentialKind = "password"
	Code     CredentialKind = "totp"
	Passkey  CredentialKind = "passkey"
)
