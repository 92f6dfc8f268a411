// Package roster is who is in a workspace: how it is made and closed, how people are let in, change their role and go,
// and the account log in which all of that stands.
//
// It promises that what the log says happened did, and the other way round: a line is written by the transaction of what
// it tells. A workspace keeps an owner who can sign in, whatever happens at the same time: who changes members holds the
// workspace's row.
package roster

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Log writes a line of the account log, together with what it tells.
func Log(ctx context.Context, tx *db.Tx, e account.Event) error {
	return db.Classify("write account log", tx.Queries().InsertAccountEvent(ctx, sqlgen.InsertAccountEventParams{
		ID: e.ID, WorkspaceID: e.Workspace, MemberID: e.Member, Kind: string(e.Kind), Subject: e.Subject, Was: e.Was, Became: e.Became, At: int64(delivery.At(e.At)),
	}))
}

// MostEvents bounds what Events returns.
const MostEvents = 200

// newest is greater than every id.
const newest = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"

// Events returns lines of a workspace's log, the newest first: those older than the id, or the newest of all for "".
func Events(ctx context.Context, d *db.DB, workspace, before string, limit int) ([]account.Event, error) {
	if before == "" {
		before = newest
	}
	list, err := d.Reading().ListAccountEvents(ctx, sqlgen.ListAccountEventsParams{
		WorkspaceID: workspace, Before: before, Most: int32(min(max(limit, 1), MostEvents)), //nolint:gosec // bounded
	})
	out := make([]account.Event, len(list))
	for i, e := range list {
		out[i] = account.Event{
			ID: e.ID, Workspace: e.WorkspaceID, Member: e.MemberID, Kind: account.EventKind(e.Kind), Subject: e.Subject,
			Was: e.Was, Became: e.Became, At: delivery.Instant(e.At).Time(),
		}
	}
	return out, db.Classify("read account log", err)
}
