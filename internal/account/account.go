// Package account is who may do what: workspaces, their members, passwords, sessions, API keys and invitations.
//
// It promises that no secret is kept in clear: passwords as argon2id, tokens and API keys as SHA-256 of 256 random
// bits. Time and entropy are arguments; storing is the caller's, as are the limits on how often one may try.
package account

import "time"

// Workspace is a sender's organisation: what recipients see as the sender, and where the money goes.
type Workspace struct {
	ID            string
	Slug          string
	Name          string
	Profile       Profile
	Language      string // "fr" or "en"
	Zone          string // IANA time zone of its calendar days
	StripeAccount string // connected account; "" = the instance's own
	Bank          Bank   // where transfers go
	Accent        Accent // what its clients see it by
	CreatedAt     time.Time
	ClosedAt      time.Time // nobody works in it any more; its owners may export it
	// SuspendedAt is when the operator suspended it, and SuspendedWhy the reason its members read; zero while it works.
	SuspendedAt  time.Time
	SuspendedWhy string
	SMSCap       int64 // text messages a day; 0: what the installation allows
}

// IsSuspended reports whether the operator has suspended the workspace.
func (w Workspace) IsSuspended() bool { return !w.SuspendedAt.IsZero() }

// MayAsk refuses what asks somebody for money or a signature while the workspace is suspended, and once it is closed. Who
// has paid keeps what they paid for: files, certificate, receipt.
func (w Workspace) MayAsk() error {
	switch {
	case w.IsClosed():
		return ErrClosed
	case w.IsSuspended():
		return ErrSuspended
	}
	return nil
}

// IsClosed reports whether the workspace was closed.
func (w *Workspace) IsClosed() bool { return !w.ClosedAt.IsZero() }

// Bank is the account that transfers are made to. Without an IBAN there is none.
type Bank struct {
	IBAN   string // checked, in capitals without spaces
	BIC    string // "" where the payer's bank needs none
	Holder string
}

// IsKnown reports whether transfers can be asked for.
func (b Bank) IsKnown() bool { return b.IBAN != "" }

// Member is a person of a workspace. Email is normal (NormalEmail) and unique on the instance.
type Member struct {
	ID           string
	Workspace    string
	Email        string
	Name         string
	Role         Role
	PasswordHash string // PHC string; "" = no password yet
	ConfirmedAt  time.Time
	CreatedAt    time.Time
	DisabledAt   time.Time
	// Released: the address is another member's now, or may be. It is still where this one is written to.
	Released bool
}

// Frees reports whether the member's address may become somebody else's: that of a closed workspace in which the member may
// have no session any more, or of who left, for whoever has proven that they read its mailbox.
func (m *Member) Frees(w Workspace, proven bool, at time.Time) bool {
	left := !m.DisabledAt.IsZero()
	if w.IsClosed() {
		return left || w.Admits(m.Role, at) != nil
	}
	return left && proven
}

// CanSignIn reports whether the member may have a session: confirmed and not disabled.
func (m *Member) CanSignIn() error {
	switch {
	case !m.DisabledAt.IsZero():
		return ErrDisabled
	case m.ConfirmedAt.IsZero():
		return ErrUnconfirmed
	}
	return nil
}
