package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Session is a signed-in browser. The cookie's token is stored as a hash only.
type Session struct {
	Hash      [32]byte
	Member    string
	Workspace string
	CreatedAt delivery.Instant
	SeenAt    delivery.Instant
	ExpiresAt delivery.Instant
}

// CreateSession keeps a session.
func (d *DB) CreateSession(ctx context.Context, s Session) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("keep session", tx.w().InsertSession(ctx, sqlgen.InsertSessionParams{
			Hash: s.Hash[:], MemberID: s.Member, WorkspaceID: s.Workspace,
			CreatedAt: int64(s.CreatedAt), SeenAt: int64(s.SeenAt), ExpiresAt: int64(s.ExpiresAt),
		}))
	})
}

// SessionMember returns a session that has not expired, with its member. ErrNotFound otherwise, and for a removed
// member.
func (d *DB) SessionMember(ctx context.Context, hash [32]byte, now delivery.Instant) (Session, Member, error) {
	r, err := d.queries.GetSession(ctx, sqlgen.GetSessionParams{Hash: hash[:], Now: int64(now)})
	return Session{
		Hash: hash, Member: r.Session.MemberID, Workspace: r.Session.WorkspaceID, CreatedAt: delivery.Instant(r.Session.CreatedAt),
		SeenAt: delivery.Instant(r.Session.SeenAt), ExpiresAt: delivery.Instant(r.Session.ExpiresAt),
	}, memberOf(r.Member), classify("read session", err)
}

// TouchSession notes that a session was used and until when it is good. Callers do so once in a while, not per request.
func (d *DB) TouchSession(ctx context.Context, hash [32]byte, seen, expires delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("extend session", tx.w().TouchSession(ctx, sqlgen.TouchSessionParams{Hash: hash[:], SeenAt: int64(seen), ExpiresAt: int64(expires)}))
	})
}

// EndSession forgets a session. An unknown one is no error.
func (d *DB) EndSession(ctx context.Context, hash [32]byte) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("end session", tx.w().DeleteSession(ctx, hash[:]))
	})
}

// EndSessions forgets every session of a member.
func (d *DB) EndSessions(ctx context.Context, member string) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.endSessions(ctx, member, nil) })
}

func (t *Tx) endSessions(ctx context.Context, member string, keep []byte) error {
	if keep == nil {
		keep = []byte{}
	}
	return classify("end sessions", t.w().DeleteSessionsOfMember(ctx, sqlgen.DeleteSessionsOfMemberParams{MemberID: member, But: keep}))
}

// EmailToken is what a confirmation or reset message carries, stored as a hash only.
type EmailToken struct {
	Hash      [32]byte
	Member    string
	Purpose   string
	Email     string // the address it was sent to
	CreatedAt delivery.Instant
	ExpiresAt delivery.Instant
	UsedAt    delivery.Instant
}

func emailTokenOf(t sqlgen.EmailToken) EmailToken {
	out := EmailToken{
		Member: t.MemberID, Purpose: t.Purpose, Email: t.Email, CreatedAt: delivery.Instant(t.CreatedAt),
		ExpiresAt: delivery.Instant(t.ExpiresAt), UsedAt: delivery.Instant(t.UsedAt),
	}
	copy(out.Hash[:], t.Hash)
	return out
}

// CreateEmailToken keeps a token.
func (d *DB) CreateEmailToken(ctx context.Context, t EmailToken) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("keep token", tx.w().InsertEmailToken(ctx, sqlgen.InsertEmailTokenParams{
			Hash: t.Hash[:], MemberID: t.Member, Purpose: t.Purpose, Email: t.Email, CreatedAt: int64(t.CreatedAt), ExpiresAt: int64(t.ExpiresAt),
		}))
	})
}

// EmailToken looks at a token without using it: opening a link changes nothing. ErrNotFound.
func (d *DB) EmailToken(ctx context.Context, hash [32]byte) (EmailToken, error) {
	t, err := d.queries.GetEmailToken(ctx, hash[:])
	return emailTokenOf(t), classify("read token", err)
}

// UseEmailToken uses a token, once. ErrUsed when it is unknown, of another purpose, used or too old.
func (d *DB) UseEmailToken(ctx context.Context, hash [32]byte, purpose string, at delivery.Instant) (EmailToken, error) {
	var used sqlgen.EmailToken
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		used, err = tx.w().UseEmailToken(ctx, sqlgen.UseEmailTokenParams{Hash: hash[:], Purpose: purpose, At: int64(at)})
		if isNoRow(err) {
			return ErrUsed
		}
		return classify("use token", err)
	})
	return emailTokenOf(used), err
}

// Invitation lets a person join a workspace; its token is stored as a hash only.
type Invitation struct {
	Hash       [32]byte
	Workspace  string
	InvitedBy  string
	Email      string
	Role       string
	CreatedAt  delivery.Instant
	ExpiresAt  delivery.Instant
	AcceptedAt delivery.Instant
}

func invitationOf(i sqlgen.Invitation) Invitation {
	out := Invitation{
		Workspace: i.WorkspaceID, InvitedBy: i.InvitedBy, Email: i.Email, Role: i.Role, CreatedAt: delivery.Instant(i.CreatedAt),
		ExpiresAt: delivery.Instant(i.ExpiresAt), AcceptedAt: delivery.Instant(i.AcceptedAt),
	}
	copy(out.Hash[:], i.Hash)
	return out
}

// CreateInvitation keeps an invitation.
func (d *DB) CreateInvitation(ctx context.Context, i Invitation) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("keep invitation", tx.w().InsertInvitation(ctx, sqlgen.InsertInvitationParams{
			Hash: i.Hash[:], WorkspaceID: i.Workspace, InvitedBy: i.InvitedBy, Email: i.Email, Role: i.Role,
			CreatedAt: int64(i.CreatedAt), ExpiresAt: int64(i.ExpiresAt),
		}))
	})
}

// Invitation looks at an invitation without using it. ErrNotFound.
func (d *DB) Invitation(ctx context.Context, hash [32]byte) (Invitation, error) {
	i, err := d.queries.GetInvitation(ctx, hash[:])
	return invitationOf(i), classify("read invitation", err)
}

// Invitations returns those of a workspace that can still be accepted.
func (d *DB) Invitations(ctx context.Context, workspace string, now delivery.Instant) ([]Invitation, error) {
	list, err := d.queries.ListInvitations(ctx, sqlgen.ListInvitationsParams{WorkspaceID: workspace, Now: int64(now)})
	out := make([]Invitation, len(list))
	for i, x := range list {
		out[i] = invitationOf(x)
	}
	return out, classify("list invitations", err)
}

// AcceptInvitation makes the invited member, once, in the invitation's workspace and role and with its address, which
// is confirmed thereby. ErrUsed when the invitation is unknown, used or too old; ErrExists when the address is taken.
func (d *DB) AcceptInvitation(ctx context.Context, hash [32]byte, m Member, passwordHash string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		i, err := tx.w().UseInvitation(ctx, sqlgen.UseInvitationParams{Hash: hash[:], At: int64(at)})
		if isNoRow(err) {
			return ErrUsed
		}
		if err != nil {
			return classify("use invitation", err)
		}
		m.Workspace, m.Role, m.Email, m.ConfirmedAt = i.WorkspaceID, i.Role, i.Email, at
		return tx.addMember(ctx, m, passwordHash)
	})
}
