package account

import "time"

// Idle is how long a session lasts without being used.
const Idle = 7 * 24 * time.Hour

// Session is one signed-in browser. Hash is of its token, whose text only the cookie holds.
type Session struct {
	Hash       Hash
	Member     string
	CreatedAt  time.Time
	LastSeenAt time.Time
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
