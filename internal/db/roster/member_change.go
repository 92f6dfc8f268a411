package roster

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Change changes a member of the workspace of the event, whose subject the member is, and writes it to the log, with the
// role before and after; then may add to the transaction, nil adds nothing. What changes nothing is not written.
// account.ErrLastOwner when nobody would be left who owns the workspace and can sign in; db.ErrNotFound when the member
// is of another workspace; account.ErrElsewhere when who is let in again has used the address elsewhere since.
func Change(ctx context.Context, d *db.DB, e account.Event, change func(*account.Member) error, then func(context.Context, *db.Tx) error) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := LockWorkspace(ctx, tx, e.Workspace)
		if err != nil {
			return err
		}
		owners, err := countOwners(ctx, tx, e.Workspace)
		if err != nil {
			return err
		}
		line, changed := e, false
		err = UpdateMember(ctx, tx, e.Subject, func(m *account.Member) error {
			if m.Workspace != e.Workspace {
				return db.ErrNotFound
			}
			was := *m
			if err := change(m); err != nil {
				return err
			}
			if changed = *m != was; was.Role != m.Role {
				line.Was, line.Became = string(was.Role), string(m.Role)
			}
			switch {
			case m.Released && m.DisabledAt.IsZero() && !was.DisabledAt.IsZero():
				return account.ErrElsewhere
			case w.IsClosed():
				return nil // its last owner may give up reading it
			}
			return account.KeepOwner(standing(was), standing(*m), owners)
		})
		if err != nil || !changed {
			return err
		}
		if e.Kind == account.MemberLeft {
			// Disabled keys do not work; these must not come back when an owner lets the member in again.
			err := tx.Queries().RevokeAPIKeysOfMember(ctx, sqlgen.RevokeAPIKeysOfMemberParams{MemberID: e.Subject, At: int64(delivery.At(e.At))})
			if err != nil {
				return db.Classify("revoke keys", err)
			}
		}
		if err := Log(ctx, tx, line); err != nil || then == nil {
			return err
		}
		return then(ctx, tx)
	})
}

// standing is the role of who can sign in, and "" of who cannot.
func standing(m account.Member) account.Role {
	if m.CanSignIn() != nil {
		return ""
	}
	return m.Role
}

func countOwners(ctx context.Context, tx *db.Tx, workspace string) (int, error) {
	list, err := tx.Queries().ListMembers(ctx, workspace)
	owners := 0
	for _, m := range list {
		if account.Role(m.Role) == account.Owner && m.ConfirmedAt != 0 && m.DisabledAt == 0 {
			owners++
		}
	}
	return owners, db.Classify("list members", err)
}
