package db_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/proof"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

func events(t *testing.T, d *db.DB, id delivery.ID) ([]db.Record, []evidence.Link) {
	t.Helper()
	records, err := d.Events(t.Context(), id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	links := make([]evidence.Link, len(records))
	for i, r := range records {
		links[i] = r.Link()
	}
	return records, links
}

func TestEventsFormAChainAndHoldNoPersonalValue(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		records, links := events(t, reopen(t, d), x.ID)
		head, err := evidence.VerifyChain(evidence.Hash{}, links)
		if err != nil || head != x.Head {
			t.Fatalf("head %s, want %s: %v", head, evidence.Hash(x.Head), err)
		}
		for _, r := range records {
			for _, personal := range []string{"Rémi", "example.org", "Plans", "+33", "VIR", "known client"} {
				if strings.Contains(string(r.Data), personal) {
					t.Errorf("event %d holds %q: %s", r.Seq, personal, r.Data)
				}
			}
			if err := evidence.CheckDetails(r.Data, r.Details); err != nil {
				t.Errorf("event %d: %v", r.Seq, err)
			}
		}
		first, err := records[0].Event()
		if err != nil {
			t.Fatal(err)
		}
		drafted, ok := first.Data.(delivery.Drafted)
		if !ok || drafted.Terms.Title != "Plans" || drafted.Recipients[0].Email != "rémi@example.org" {
			t.Errorf("values are not back in their places: %+v", first)
		}
	})
}

func TestReplayGivesTheRows(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		if err := d.CheckReplay(t.Context(), x.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SQL().ExecContext(t.Context(), `UPDATE due SET settled = settled - 1 WHERE delivery_id = $1`, string(x.ID)); err != nil {
			t.Fatal(err)
		}
		if err := d.CheckReplay(t.Context(), x.ID); !isProblem(err, db.ErrReplay) {
			t.Errorf("a changed row gives %v", err)
		}
	})
}

func TestTheRecordRefusesEveryChange(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := proof.AppendLeaf(ctx, tx, evidence.Hash{1}, morning)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		before, _ := events(t, d, x.ID)
		for name, statement := range map[string]string{
			"changing an event is refused":     `UPDATE event SET data = '{}'`,
			"deleting an event is refused":     `DELETE FROM event`,
			"replacing an event is refused":    `INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT (delivery_id, seq) DO UPDATE SET data = '{}'`,
			"changing a leaf is refused":       `UPDATE log_leaf SET at = 0`,
			"deleting a leaf is refused":       `DELETE FROM log_leaf`,
			"changing a log hash is refused":   `UPDATE log_hash SET hash = hash`,
			"deleting a log hash is refused":   `DELETE FROM log_hash`,
			"deleting a delivery is refused":   `DELETE FROM delivery`,
			"a sequence number is never twice": `INSERT INTO event SELECT * FROM event`,
		} {
			t.Run(name, func(t *testing.T) {
				if _, err := d.SQL().ExecContext(t.Context(), statement); err == nil {
					t.Error("it was accepted")
				}
				if after, _ := events(t, d, x.ID); !reflect.DeepEqual(before, after) {
					t.Error("the events changed")
				}
			})
		}
	})
}

func TestSQLiteReplaceCannotRewriteAnEvent(t *testing.T) {
	d := dbtest.Open(t, dbtest.Engines()[0].URL(t))
	if err := roster.Begin(t.Context(), d, workspace("w1"), owner("m1", "ada@example.org")); err != nil {
		t.Fatal(err)
	}
	sent(t, d, "Plans")
	if _, err := d.SQL().ExecContext(t.Context(), `REPLACE INTO event SELECT * FROM event`); err == nil {
		t.Error("it was accepted")
	}
}

func TestLinksFollowTheRecipients(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		who := x.Recipients[0].ID
		at := morning.Add(time.Hour)
		update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) { return x.IssueLink("sender:m1", at, who, "new") })
		old, err := access.FindLink(t.Context(), d, "l-"+who)
		if err != nil || old.RevokedAt != at || old.Recipient != who || old.Delivery != x.ID {
			t.Errorf("old link %+v %v", old, err)
		}
		fresh, err := access.FindLink(t.Context(), d, "new")
		if err != nil || fresh.RevokedAt != 0 || fresh.IssuedAt != at {
			t.Errorf("new link %+v %v", fresh, err)
		}
		other, err := access.FindLink(t.Context(), d, "l-"+x.Recipients[1].ID)
		if err != nil || other.RevokedAt != 0 {
			t.Errorf("link of another recipient %+v %v", other, err)
		}
	})
}
