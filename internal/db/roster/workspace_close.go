package roster

import (
	"context"
	"slices"

	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Unfinished is what is under way in a workspace that is to be closed.
func Unfinished(ctx context.Context, d *db.DB, workspace string) (account.Unfinished, error) {
	return unfinished(ctx, d.Reading(), workspace)
}

func unfinished(ctx context.Context, q *sqlgen.Queries, workspace string) (u account.Unfinished, err error) {
	for _, count := range []struct {
		of *int64
		by func() (int64, error)
	}{
		{&u.Drafts, func() (int64, error) { return q.CountInState(ctx, inState(workspace, delivery.Draft)) }},
		{&u.Open, func() (int64, error) { return q.CountInState(ctx, inState(workspace, delivery.Sent)) }},
		{&u.Paid, func() (int64, error) { return q.CountPaidAndWaiting(ctx, workspace) }},
		{&u.Unapplied, func() (int64, error) { return q.CountAttention(ctx, waiting(workspace, agenda.NoticeUnapplied)) }},
		{&u.RefundsFailed, func() (int64, error) { return q.CountAttention(ctx, waiting(workspace, agenda.NoticeRefundFailed)) }},
		{&u.Announced, func() (int64, error) { return q.CountAttention(ctx, waiting(workspace, agenda.NoticeTransfer)) }},
		{&u.RefundsUnderWay, func() (int64, error) { return q.CountRefundsUnderWay(ctx, workspace) }},
		{&u.Disputes, func() (int64, error) { return q.CountAttention(ctx, waiting(workspace, agenda.NoticeDispute)) }},
	} {
		if *count.of, err = count.by(); err != nil {
			return u, db.Classify("count what is unfinished", err)
		}
	}
	return u, nil
}

func inState(workspace string, s delivery.State) sqlgen.CountInStateParams {
	return sqlgen.CountInStateParams{WorkspaceID: workspace, State: string(s)}
}

func waiting(workspace string, k agenda.NoticeKind) sqlgen.CountAttentionParams {
	return sqlgen.CountAttentionParams{WorkspaceID: workspace, Kind: string(k)}
}

// Close closes the workspace of the event for good: its invitations are void, every session in it ends but the one of who
// closed it, and then runs in the same transaction with the members who could sign in. What account.Unfinished.MayClose
// refuses is refused here, as the transaction sees it. account.ErrClosed when it was closed before.
func Close(ctx context.Context, d *db.DB, e account.Event, elsewhere bool, keep account.Hash, then func(ctx context.Context, tx *db.Tx, members []account.Member) error) error {
	at := int64(delivery.At(e.At))
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := LockWorkspace(ctx, tx, e.Workspace)
		if err != nil {
			return err
		}
		if w.IsClosed() {
			return account.ErrClosed
		}
		q := tx.Queries()
		u, err := unfinished(ctx, q, w.ID)
		if err != nil {
			return err
		}
		if err := u.MayClose(elsewhere); err != nil {
			return err
		}
		if _, err := q.CloseWorkspace(ctx, sqlgen.CloseWorkspaceParams{ID: w.ID, At: at}); err != nil {
			return db.Classify("close workspace", err)
		}
		if err := q.VoidInvitations(ctx, sqlgen.VoidInvitationsParams{At: at, WorkspaceID: w.ID, Purpose: string(account.ForInvitation)}); err != nil {
			return db.Classify("void invitations", err)
		}
		if err := q.EndSessionsOfWorkspace(ctx, sqlgen.EndSessionsOfWorkspaceParams{WorkspaceID: w.ID, But: keep[:]}); err != nil {
			return db.Classify("end sessions", err)
		}
		members, err := Members(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		if err := then(ctx, tx, slices.DeleteFunc(members, func(m account.Member) bool { return m.CanSignIn() != nil })); err != nil {
			return err
		}
		return Log(ctx, tx, e)
	})
}
