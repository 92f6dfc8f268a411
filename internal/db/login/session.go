// Package login keeps what proves who a member or a program is: passwords, sessions and their proofs, ceremonies under
// way, codes, passkeys and recovery codes, the tokens of e-mail links, API keys.
//
// It promises that what may happen once happens once on any number of servers: every use is a guarded UPDATE or
// DELETE whose number of rows is read. No secret reaches it in clear: tokens and codes are hashed, the others sealed.
package login

import (
	"context"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Sessions returns the sessions of a member that are good at the instant, the last used first.
func Sessions(ctx context.Context, d *db.DB, member string, at time.Time) ([]account.Session, error) {
	list, err := d.Reading().ListSessions(ctx, member)
	if err != nil {
		return nil, db.Classify("list sessions", err)
	}
	return good(list, at), nil
}

func good(list []sqlgen.Session, at time.Time) []account.Session {
	var out []account.Session
	for _, r := range list {
		if s := sessionOf(r); s.Check(at) == nil {
			out = append(out, s)
		}
	}
	return out
}

// EndSession forgets the member's session of that handle. One that has ended already is no error.
func EndSession(ctx context.Context, tx *db.Tx, member, handle string) error {
	list, err := tx.Queries().ListSessions(ctx, member)
	if err != nil {
		return db.Classify("list sessions", err)
	}
	for _, r := range list {
		if s := sessionOf(r); s.Handle() == handle {
			_, err := tx.Queries().DeleteSessionOfMember(ctx, sqlgen.DeleteSessionOfMemberParams{Hash: r.Hash, MemberID: member})
			return db.Classify("end session", err)
		}
	}
	return nil
}

// EndOtherSessions forgets every session of the member but one.
func EndOtherSessions(ctx context.Context, tx *db.Tx, member string, keep account.Hash) error {
	return db.Classify("end sessions", tx.Queries().DeleteSessionsOfMember(ctx, sqlgen.DeleteSessionsOfMemberParams{MemberID: member, But: keep[:]}))
}

// ProveSession notes that who uses the session proved who they are. A session that has ended stays so.
func ProveSession(ctx context.Context, tx *db.Tx, hash account.Hash, at delivery.Instant) error {
	_, err := tx.Queries().ProveSession(ctx, sqlgen.ProveSessionParams{Hash: hash[:], At: int64(at)})
	return db.Classify("prove session", err)
}

// CreateSession keeps a session.
func CreateSession(ctx context.Context, to db.Writer, s account.Session) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("keep session", tx.Queries().InsertSession(ctx, sqlgen.InsertSessionParams{
			Hash: s.Hash[:], MemberID: s.Member, CreatedAt: db.Micros(s.CreatedAt), LastSeenAt: db.Micros(s.LastSeenAt),
			UserAgent: s.UserAgent, Address: s.Address, ProvedAt: db.Micros(s.ProvedAt),
		}))
	})
}

// FindSession returns a session with its member; Session.Check and Member.CanSignIn say whether they are good.
// db.ErrNotFound for an unknown one and one that was ended.
func FindSession(ctx context.Context, from db.Reader, hash account.Hash) (account.Session, account.Member, error) {
	r, err := from.Reading().GetSession(ctx, hash[:])
	r.Session.Hash = hash[:]
	return sessionOf(r.Session), MemberOf(r.Member), db.Classify("read session", err)
}

// SessionOf is a row as the domain knows it.
func sessionOf(r sqlgen.Session) account.Session {
	s := account.Session{
		Member: r.MemberID, UserAgent: r.UserAgent, Address: r.Address, CreatedAt: db.Time(r.CreatedAt), LastSeenAt: db.Time(r.LastSeenAt), ProvedAt: db.Time(r.ProvedAt),
	}
	copy(s.Hash[:], r.Hash)
	return s
}

// TouchSession notes when and from where a session was used last: when Session.IsStale, not per request.
func TouchSession(ctx context.Context, to db.Writer, s account.Session) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("extend session", tx.Queries().TouchSession(ctx, sqlgen.TouchSessionParams{
			Hash: s.Hash[:], LastSeenAt: db.Micros(s.LastSeenAt), UserAgent: s.UserAgent, Address: s.Address,
		}))
	})
}

// End forgets a session. An unknown one is no error.
func End(ctx context.Context, to db.Writer, hash account.Hash) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("end session", tx.Queries().DeleteSession(ctx, hash[:]))
	})
}

// EndAll forgets every session of a member.
func EndAll(ctx context.Context, to db.Writer, member string) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return endSessions(ctx, tx, member, account.Hash{})
	})
}

// endSessions ends what is half begun too: who typed the old password must not go on from there.
func endSessions(ctx context.Context, tx *db.Tx, member string, keep account.Hash) error {
	if err := tx.Queries().DeleteCeremoniesOfMember(ctx, member); err != nil {
		return db.Classify("end ceremonies", err)
	}
	return db.Classify("end sessions", tx.Queries().DeleteSessionsOfMember(ctx, sqlgen.DeleteSessionsOfMemberParams{MemberID: member, But: keep[:]}))
}
