package roster

import (
	"context"
	"errors"

	"quittance/internal/account"
	"quittance/internal/db"
)

var errNoInstance = errors.New("the installation was not set up")

// SignUp makes a workspace with its first member. alone says that the installation receives real payments on one account:
// a second workspace is then account.ErrOneWorkspace, because the money of one would pass through the other's hands.
// db.ErrExists when the e-mail address is taken.
func SignUp(ctx context.Context, d *db.DB, w account.Workspace, m account.Member, alone bool, e account.Event) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := MakeWorkspace(ctx, tx, w, alone, e); err != nil {
			return err
		}
		m.Workspace = w.ID
		if err := Release(ctx, tx, m.Email, false, e.At); err != nil {
			return err
		}
		return AddMember(ctx, tx, m)
	})
}

// MakeWorkspace is SignUp without a member: whoever is invited comes later.
func MakeWorkspace(ctx context.Context, tx *db.Tx, w account.Workspace, alone bool, e account.Event) error {
	if alone {
		// One at a time: the next one counts what this one made.
		n, err := tx.Queries().LockInstance(ctx)
		if err != nil || n == 0 {
			return db.Classify("lock instance", orMissing(err))
		}
		others, err := tx.Queries().CountOpenWorkspaces(ctx)
		if err != nil {
			return db.Classify("count workspaces", err)
		}
		if others > 0 {
			return account.ErrOneWorkspace
		}
	}
	if err := insertWorkspace(ctx, tx, w); err != nil {
		return err
	}
	return Log(ctx, tx, e)
}

func orMissing(err error) error {
	if err == nil {
		return errNoInstance
	}
	return err
}
