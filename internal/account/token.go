package account

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"time"
)

// Purpose keeps tokens of one use from serving another.
type Purpose string

// The purposes and how long their tokens live.
const (
	ForSession      Purpose = "session"
	ForConfirmation Purpose = "email-confirmation"
	ForReset        Purpose = "password-reset"
	ForInvitation   Purpose = "invitation"
	ForNewEmail     Purpose = "email-change" // in the mailbox of the address that is to be a member's
	ForOldEmail     Purpose = "email-undo"   // in that of the address that was; made when the change was asked for
	ForUndoneEmail  Purpose = "email-undone" // opens nothing: to whom the undoing of a change is told
)

// Lifetime is how long a token of the purpose is good, used or not.
func (p Purpose) Lifetime() time.Duration {
	switch p {
	case ForSession:
		return 30 * 24 * time.Hour
	case ForConfirmation:
		return 3 * 24 * time.Hour
	case ForReset:
		return time.Hour
	case ForInvitation:
		return 14 * 24 * time.Hour
	case ForNewEmail:
		return 24 * time.Hour
	case ForOldEmail, ForUndoneEmail:
		return 7 * 24 * time.Hour
	case ForSecondFactor, ForPasskey, ForPasskeySignIn, ForPasskeyProof:
		return ceremonyLifetime
	case ForCodeEnrolment:
		return enrolmentLifetime
	}
	return 0
}

const tokenSize = 32

// Hash is what is stored of a token or a key.
type Hash [sha256.Size]byte

// NewToken makes a token of 256 random bits, in 43 characters that are safe in a URL and a cookie, and the hash to
// store. The text is shown once and never stored.
func NewToken(p Purpose, entropy io.Reader) (text string, hash Hash, err error) {
	raw := make([]byte, tokenSize)
	if _, err := io.ReadFull(entropy, raw); err != nil {
		return "", Hash{}, fmt.Errorf("make token: read entropy: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), hashOf(string(p), raw), nil
}

// HashToken reads a token that a stranger sent; ErrToken when it cannot be one. Looking its hash up is all there is
// to verifying it: equal hashes are equal tokens.
func HashToken(p Purpose, text string) (Hash, error) {
	if len(text) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return Hash{}, ErrToken
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != tokenSize {
		return Hash{}, ErrToken
	}
	return hashOf(string(p), raw), nil
}

func hashOf(label string, secret []byte) Hash {
	return sha256.Sum256(append([]byte("quittance/"+label+"/v1\x00"), secret...))
}

// Token is a stored one-time token: for confirming an address, a new password, an invitation.
type Token struct {
	Hash      Hash
	Purpose   Purpose
	Member    string // "" for an invitation
	Workspace string
	Email     string // an invitation's, or the address to confirm
	Role      Role   // an invitation's
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Check tells whether the token is still good.
func (t *Token) Check(p Purpose, at time.Time) error {
	if t.Purpose != p || !t.UsedAt.IsZero() || !at.Before(t.ExpiresAt) {
		return ErrToken
	}
	return nil
}
