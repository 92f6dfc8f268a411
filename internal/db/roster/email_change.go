package roster

import (
	"context"
	"errors"
	"slices"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// TakeEmail gives the member of the token, which is used in the same transaction, the address it holds, and ends every
// session of theirs but one: whoever came in while the old address opened the account is out. What was mailed to the old
// address opens nothing any more. It returns the address that was.
// account.ErrEmailTaken when the address is another member's; account.ErrToken when the member may not sign in.
func TakeEmail(ctx context.Context, tx *db.Tx, t account.Token, keep account.Hash, e account.Event) (was string, err error) {
	if was, err = setEmail(ctx, tx, t, e); err != nil {
		return "", err
	}
	if err := voidSince(ctx, tx, t, e, 0, account.ForReset, account.ForConfirmation, account.ForNewEmail); err != nil {
		return "", err
	}
	if err := login.EndOtherSessions(ctx, tx, t.Member, keep); err != nil {
		return "", err
	}
	return was, Log(ctx, tx, e)
}

// RestoreEmail undoes TakeEmail for who reads the mailbox of the address that was, and did not change it: the member has that
// address again and the account is guarded by what guarded it when the change was asked for, which is when the token was made.
// Every session ends; the password opens nothing; passkeys, apps, recovery codes and API keys added since are gone; links by
// which later changes could be undone are void, as they are in the hands of who made these. did makes a line of the account
// log: there is one for the address, one where factors went, and one for each key. It returns the address that opened the
// account meanwhile, which is to be told.
//
// Who may be holding the link, and what they gain:
//   - The member, against an intruder in their account. Nothing that the intruder added after asking lets them back. What
//     was added before asking stays, as nobody can tell it from the member's own: the member was told of each such addition
//     at their own address while it happened, and sees all that is left when they come in. The way in is a new password,
//     by a link to the mailbox they are reading; a second factor that stays is one that they had, and the operator can take
//     that away too.
//   - A stranger who reads the mailbox that the member has left. They can choose a new password, as they could have on the
//     day the change was asked for; every factor of that day still stands in their way. Only what the member added
//     since does not, or an intruder's additions would outlive the undoing. The member is told at the address they
//     took, and an owner can shut the account; after seven days the link is worth nothing.
//
// So it makes nobody stronger than the old mailbox made them when the change was asked for.
func RestoreEmail(ctx context.Context, tx *db.Tx, t account.Token, did func(kind account.EventKind, subject string) account.Event) (undone string, err error) {
	e := did(account.EmailRestored, t.Member)
	if undone, err = setEmail(ctx, tx, t, e); err != nil {
		return "", err
	}
	since := int64(delivery.At(t.CreatedAt))
	if err := voidSince(ctx, tx, t, e, 0, account.ForReset, account.ForNewEmail); err != nil {
		return "", err
	}
	if err := voidSince(ctx, tx, t, e, since, account.ForOldEmail); err != nil {
		return "", err
	}
	if err := Log(ctx, tx, e); err != nil {
		return "", err
	}
	if err := dropSince(ctx, tx, t.Member, since, delivery.At(e.At), did); err != nil {
		return "", err
	}
	return undone, login.EndAll(ctx, tx, t.Member)
}

// dropSince removes the password, and what the member added at the instant or after it by which programs or people come in.
func dropSince(ctx context.Context, tx *db.Tx, member string, since int64, at delivery.Instant, did func(account.EventKind, string) account.Event) error {
	q := tx.Queries()
	kinds, err := q.DeleteCredentialsSince(ctx, sqlgen.DeleteCredentialsSinceParams{MemberID: member, Since: since})
	if err != nil {
		return db.Classify("remove credentials", err)
	}
	codes, err := q.DeleteRecoveryCodesSince(ctx, sqlgen.DeleteRecoveryCodesSinceParams{MemberID: member, Since: since})
	if err != nil {
		return db.Classify("forget recovery codes", err)
	}
	factor := func(kind string) bool { return kind != string(account.Password) }
	if codes > 0 || slices.ContainsFunc(kinds, factor) {
		if err := Log(ctx, tx, did(account.FactorRemoved, member)); err != nil {
			return err
		}
	}
	keys, err := q.RevokeAPIKeysSince(ctx, sqlgen.RevokeAPIKeysSinceParams{MemberID: member, Since: since, At: int64(at)})
	if err != nil {
		return db.Classify("revoke keys", err)
	}
	for _, key := range keys {
		if err := Log(ctx, tx, did(account.KeyRevoked, key)); err != nil {
			return err
		}
	}
	return nil
}

func setEmail(ctx context.Context, tx *db.Tx, t account.Token, e account.Event) (was string, err error) {
	if err := Release(ctx, tx, t.Email, true, e.At); err != nil {
		return "", err
	}
	err = UpdateMember(ctx, tx, t.Member, func(m *account.Member) error {
		if m.CanSignIn() != nil {
			return account.ErrToken
		}
		was, m.Email = m.Email, t.Email
		return nil
	})
	if errors.Is(err, db.ErrExists) {
		return "", account.ErrEmailTaken
	}
	return was, err
}

// voidSince makes the member's links useless that were made at the instant or after it.
func voidSince(ctx context.Context, tx *db.Tx, t account.Token, e account.Event, since int64, purposes ...account.Purpose) error {
	for _, p := range purposes {
		err := tx.Queries().VoidTokensSince(ctx, sqlgen.VoidTokensSinceParams{
			At: int64(delivery.At(e.At)), WorkspaceID: t.Workspace, Purpose: string(p), MemberID: t.Member, Since: since,
		})
		if err != nil {
			return db.Classify("void links", err)
		}
	}
	return nil
}
