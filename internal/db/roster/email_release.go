package roster

import (
	"context"
	"errors"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Release frees an address for whom it is about to belong to, where the member who has it needs it no more: see
// account.Member.Frees. That member keeps their row, their name and, to be read, the address; it finds them no more.
// Proven says that who asks reads the mailbox. An address that stays somebody's is no error: taking it is db.ErrExists.
func Release(ctx context.Context, tx *db.Tx, email string, proven bool, at time.Time) error {
	row, err := tx.Queries().GetMemberByEmail(ctx, email)
	if err := db.Classify("find member", err); errors.Is(err, db.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	w, err := LockWorkspace(ctx, tx, row.WorkspaceID)
	if err != nil {
		return err
	}
	m := account.Member{Role: account.Role(row.Role)}
	if row.DisabledAt != 0 {
		m.DisabledAt = delivery.Instant(row.DisabledAt).Time()
	}
	if !m.Frees(w, proven, at) {
		return nil
	}
	return db.Classify("release address", tx.Queries().ReleaseEmail(ctx, row.ID))
}
