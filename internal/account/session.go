package account

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Idle is how long a session lasts without being used.
const Idle = 7 * 24 * time.Hour

// Fresh is how long a proof of who somebody is allows what a browser left open must not: keys, addresses, factors.
const Fresh = 15 * time.Minute

// Session is one signed-in browser. Hash is of its token, whose text only the cookie holds.
type Session struct {
	Hash       Hash
	Member     string
	UserAgent  string // of its last use, as the browser names itself
	Address    string // of its last use
	CreatedAt  time.Time
	LastSeenAt time.Time
	ProvedAt   time.Time // when the member last proved who they are: by password, code or passkey
	RevokedAt  time.Time
}

// Check tells whether the session is still good at the instant.
func (s *Session) Check(at time.Time) error {
	if !s.RevokedAt.IsZero() || at.Sub(s.CreatedAt) >= ForSession.Lifetime() || at.Sub(s.LastSeenAt) >= Idle {
		return ErrSessionOver
	}
	return nil
}

// IsStale reports whether LastSeenAt is worth a write: an hour old, not at every request.
func (s *Session) IsStale(at time.Time) bool { return at.Sub(s.LastSeenAt) >= time.Hour }

// IsFresh reports whether the member has proved who they are so lately that they need not again.
func (s *Session) IsFresh(at time.Time) bool {
	return !s.ProvedAt.IsZero() && at.Sub(s.ProvedAt) < Fresh
}

// Handle names the session on pages and in forms. The hash cannot be told from it, nor the token from either.
func (s *Session) Handle() string {
	sum := sha256.Sum256(append([]byte("quittance/session-handle/v1\x00"), s.Hash[:]...))
	return hex.EncodeToString(sum[:16])
}
