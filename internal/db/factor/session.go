// Package factor keeps what proves who a member is, beside the password: sessions and their proofs, ceremonies under
// way, codes, passkeys and recovery codes.
//
// It promises that what may happen once happens once on any number of servers: every use is a guarded UPDATE or
// DELETE whose number of rows is read. No secret reaches it in clear: tokens and codes are hashed, the others sealed.
package factor

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
		if s := db.SessionOf(r); s.Check(at) == nil {
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
		if s := db.SessionOf(r); s.Handle() == handle {
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
