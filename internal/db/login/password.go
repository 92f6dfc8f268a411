package login

import (
	"context"
	"database/sql"
	"errors"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

const passwordKind = string(account.Password)

// MemberOf is a row as the domain knows it, without the password's hash.
func MemberOf(m sqlgen.Member) account.Member {
	out := account.Member{
		ID: m.ID, Workspace: m.WorkspaceID, Email: m.Email, Name: m.Name, Role: account.Role(m.Role), Released: m.ReleasedEmail != "",
		ConfirmedAt: db.Time(m.ConfirmedAt), CreatedAt: db.Time(m.CreatedAt), DisabledAt: db.Time(m.DisabledAt),
	}
	if out.Released {
		out.Email = m.ReleasedEmail
	}
	return out
}

// Password returns the hash of a member's password; "" where there is none.
func Password(ctx context.Context, from db.Reader, member string) (string, error) {
	c, err := from.Reading().GetCredential(ctx, sqlgen.GetCredentialParams{MemberID: member, Kind: passwordKind})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", db.Classify("read password", err)
	}
	return c.Secret, nil
}

// SavePassword keeps the hash of a member's password.
func SavePassword(ctx context.Context, tx *db.Tx, member, hash string, at int64) error {
	err := tx.Queries().SaveCredential(ctx, sqlgen.SaveCredentialParams{MemberID: member, Kind: passwordKind, Secret: hash, CreatedAt: at, UsedAt: at})
	return db.Classify("keep password", err)
}

// SetPassword replaces the password's hash and ends every session of the member but the given one; the zero hash
// keeps none.
func SetPassword(ctx context.Context, to db.Writer, member, hash string, keep account.Hash, at delivery.Instant) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Queries().LockMember(ctx, member); err != nil {
			return db.Classify("lock member", err)
		}
		if err := SavePassword(ctx, tx, member, hash, int64(at)); err != nil {
			return err
		}
		return endSessions(ctx, tx, member, keep)
	})
}
