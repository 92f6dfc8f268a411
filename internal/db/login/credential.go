package login

import (
	"context"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Credentials returns what a member has of a kind, the oldest first.
func Credentials(ctx context.Context, d *db.DB, member string, kind account.CredentialKind) ([]account.Credential, error) {
	list, err := d.Reading().ListCredentials(ctx, sqlgen.ListCredentialsParams{MemberID: member, Kind: string(kind)})
	out := make([]account.Credential, len(list))
	for i, r := range list {
		out[i] = account.Credential{
			Member: r.MemberID, Kind: account.CredentialKind(r.Kind), ID: r.ID, Secret: r.Secret, CreatedAt: time.UnixMicro(r.CreatedAt).UTC(), UsedAt: instant(r.UsedAt),
		}
	}
	return out, db.Classify("list credentials", err)
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// AddCredential keeps one. db.ErrExists when the member has one of that kind and ID.
func AddCredential(ctx context.Context, tx *db.Tx, c account.Credential) error {
	used := int64(0)
	if !c.UsedAt.IsZero() {
		used = c.UsedAt.UnixMicro()
	}
	return db.Classify("keep credential", tx.Queries().InsertCredential(ctx, sqlgen.InsertCredentialParams{
		MemberID: c.Member, Kind: string(c.Kind), ID: c.ID, Secret: c.Secret, CreatedAt: c.CreatedAt.UnixMicro(), UsedAt: used,
	}))
}

// UseCode accepts a step of a member's codes. False when it, or a later one, was accepted before: the same code does
// not open twice, on this server or another.
func UseCode(ctx context.Context, tx *db.Tx, member string, step time.Time) (bool, error) {
	n, err := tx.Queries().UseCredential(ctx, sqlgen.UseCredentialParams{MemberID: member, Kind: string(account.Code), At: step.UnixMicro()})
	return n == 1, db.Classify("use code", err)
}

// DropPassword has a member come in by passkeys alone; their other sessions end. False when there was no password.
// account.ErrLastWayIn without a passkey.
func DropPassword(ctx context.Context, tx *db.Tx, member string, keep account.Hash) (bool, error) {
	q := tx.Queries()
	if _, err := q.LockMember(ctx, member); err != nil {
		return false, db.Classify("lock member", err)
	}
	was, err := RemoveCredential(ctx, tx, member, account.Password, "")
	if err != nil || !was {
		return false, err
	}
	if err := keepsWayIn(ctx, tx, member); err != nil {
		return false, err
	}
	return true, EndOtherSessions(ctx, tx, member, keep)
}

// RemovePasskey forgets one. False when there was none. account.ErrLastWayIn for the last one of who has no password.
func RemovePasskey(ctx context.Context, tx *db.Tx, member, id string) (bool, error) {
	if _, err := tx.Queries().LockMember(ctx, member); err != nil {
		return false, db.Classify("lock member", err)
	}
	was, err := RemoveCredential(ctx, tx, member, account.Passkey, id)
	if err != nil || !was {
		return false, err
	}
	return true, keepsWayIn(ctx, tx, member)
}

// keepsWayIn is account.ErrLastWayIn where neither a password nor a passkey is left. The caller holds the member's row.
func keepsWayIn(ctx context.Context, tx *db.Tx, member string) error {
	for _, kind := range []account.CredentialKind{account.Password, account.Passkey} {
		list, err := tx.Queries().ListCredentials(ctx, sqlgen.ListCredentialsParams{MemberID: member, Kind: string(kind)})
		if err != nil || len(list) > 0 {
			return db.Classify("list credentials", err)
		}
	}
	return account.ErrLastWayIn
}

// RemoveCredential forgets one. False when there was none.
func RemoveCredential(ctx context.Context, tx *db.Tx, member string, kind account.CredentialKind, id string) (bool, error) {
	n, err := tx.Queries().DeleteCredential(ctx, sqlgen.DeleteCredentialParams{MemberID: member, Kind: string(kind), ID: id})
	return n == 1, db.Classify("remove credential", err)
}

// ReplaceRecoveryCodes makes these the only ones of the member.
func ReplaceRecoveryCodes(ctx context.Context, tx *db.Tx, member string, hashes []account.Hash, at delivery.Instant) error {
	q := tx.Queries()
	if err := q.DeleteRecoveryCodes(ctx, member); err != nil {
		return db.Classify("forget recovery codes", err)
	}
	for _, h := range hashes {
		if err := q.InsertRecoveryCode(ctx, sqlgen.InsertRecoveryCodeParams{MemberID: member, Hash: h[:], CreatedAt: int64(at)}); err != nil {
			return db.Classify("keep recovery code", err)
		}
	}
	return nil
}

// UseRecoveryCode uses one up. False when the member has none such, or has used it.
func UseRecoveryCode(ctx context.Context, tx *db.Tx, member string, hash account.Hash, at delivery.Instant) (bool, error) {
	n, err := tx.Queries().UseRecoveryCode(ctx, sqlgen.UseRecoveryCodeParams{MemberID: member, Hash: hash[:], At: int64(at)})
	return n == 1, db.Classify("use recovery code", err)
}

// RecoveryCodesLeft counts those that can still be used.
func RecoveryCodesLeft(ctx context.Context, d *db.DB, member string) (int, error) {
	n, err := d.Reading().CountRecoveryCodes(ctx, member)
	return int(n), db.Classify("count recovery codes", err)
}

// Unlock takes every factor but the password from a member, and ends their sessions and ceremonies: for who lost all of
// them. It returns how many credentials there were.
func Unlock(ctx context.Context, tx *db.Tx, member string) (int, error) {
	q := tx.Queries()
	if _, err := q.LockMember(ctx, member); err != nil {
		return 0, db.Classify("lock member", err)
	}
	n, err := q.DeleteFactors(ctx, member)
	if err != nil {
		return 0, db.Classify("remove credentials", err)
	}
	if err := q.DeleteRecoveryCodes(ctx, member); err != nil {
		return 0, db.Classify("forget recovery codes", err)
	}
	if err := q.DeleteCeremoniesOfMember(ctx, member); err != nil {
		return 0, db.Classify("end ceremonies", err)
	}
	return int(n), EndOtherSessions(ctx, tx, member, account.Hash{})
}

// UsePasskey keeps what a passkey's use changed, its counter, and the instant. account.ErrCeremonyOver when it was
// removed meanwhile.
func UsePasskey(ctx context.Context, tx *db.Tx, member, id, secret string, at time.Time) error {
	n, err := tx.Queries().UsePasskey(ctx, sqlgen.UsePasskeyParams{MemberID: member, ID: id, Secret: secret, At: at.UnixMicro()})
	if err == nil && n != 1 {
		return account.ErrCeremonyOver
	}
	return db.Classify("use passkey", err)
}
