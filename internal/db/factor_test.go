package db_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/factor"
)

func inTx(t *testing.T, d *db.DB, what func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), what); err != nil {
		t.Fatal(err)
	}
}

func TestSessionsAreOfTheirMember(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		other := owner("m2", "bob@example.org")
		other.Workspace = "w1"
		if err := d.AddMember(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		now := morning.Time()
		sessions := map[string]account.Session{
			"desk":  {Hash: account.Hash{1}, Member: "m1", CreatedAt: now, LastSeenAt: now.Add(time.Minute), UserAgent: "Firefox", Address: "192.0.2.1"},
			"phone": {Hash: account.Hash{2}, Member: "m1", CreatedAt: now, LastSeenAt: now, ProvedAt: now},
			"old":   {Hash: account.Hash{3}, Member: "m1", CreatedAt: now.Add(-account.Idle), LastSeenAt: now.Add(-account.Idle)},
			"bob's": {Hash: account.Hash{4}, Member: "m2", CreatedAt: now, LastSeenAt: now},
		}
		for _, s := range sessions {
			if err := d.CreateSession(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		list, err := factor.Sessions(t.Context(), d, "m1", now)
		if err != nil || len(list) != 2 || list[0] != sessions["desk"] || list[1] != sessions["phone"] {
			t.Fatalf("%+v %v", list, err)
		}
		bobs, phones := sessions["bob's"], sessions["phone"]
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := factor.EndSession(ctx, tx, "m1", bobs.Handle()); err != nil {
				return err
			}
			return factor.EndSession(ctx, tx, "m1", phones.Handle())
		})
		if _, _, err := d.Session(t.Context(), bobs.Hash); err != nil {
			t.Errorf("somebody else's session was ended: %v", err)
		}
		if _, _, err := d.Session(t.Context(), phones.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("the session goes on: %v", err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return factor.ProveSession(ctx, tx, bobs.Hash, morning.Add(time.Hour))
		})
		if s, _, err := d.Session(t.Context(), bobs.Hash); err != nil || !s.IsFresh(now.Add(time.Hour)) || s.IsFresh(now.Add(time.Hour+account.Fresh)) {
			t.Errorf("%+v %v", s, err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return factor.EndOtherSessions(ctx, tx, "m2", bobs.Hash) })
		if list, err := factor.Sessions(t.Context(), d, "m1", now); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}
