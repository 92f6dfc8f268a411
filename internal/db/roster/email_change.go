package roster

import (
	"context"
	"errors"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/factor"
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
	if err := factor.EndOtherSessions(ctx, tx, t.Member, keep); err != nil {
		return "", err
	}
	return was, Log(ctx, tx, e)
}

// RestoreEmail undoes TakeEmail for who reads the mailbox of the address that was, and did not change it: the member has that
// address again; the password and what was added since open nothing any more, and every session ends. Links by which later
// changes could be undone are void: they are in the hands of who made these.
func RestoreEmail(ctx context.Context, tx *db.Tx, t account.Token, e account.Event) error {
	if _, err := setEmail(ctx, tx, t, e); err != nil {
		return err
	}
	since := int64(delivery.At(t.CreatedAt))
	if err := voidSince(ctx, tx, t, e, 0, account.ForReset, account.ForNewEmail); err != nil {
		return err
	}
	if err := voidSince(ctx, tx, t, e, since, account.ForOldEmail); err != nil {
		return err
	}
	err := tx.Queries().DeleteCredentialsSince(ctx, sqlgen.DeleteCredentialsSinceParams{MemberID: t.Member, Since: since})
	if err != nil {
		return db.Classify("remove credentials", err)
	}
	if err := tx.EndSessions(ctx, t.Member); err != nil {
		return err
	}
	return Log(ctx, tx, e)
}

func setEmail(ctx context.Context, tx *db.Tx, t account.Token, e account.Event) (was string, err error) {
	if err := Release(ctx, tx, t.Email, true, e.At); err != nil {
		return "", err
	}
	err = tx.UpdateMember(ctx, t.Member, func(m *account.Member) error {
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
