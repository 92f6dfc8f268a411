package board_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/property"
)

// derived is all that is derived of every delivery, as text.
func derived(t testing.TB, d *db.DB) []string {
	t.Helper()
	rows, err := d.SQL().QueryContext(t.Context(), `SELECT 'word ' || workspace_id || ' ' || delivery_id || ' ' || word FROM delivery_word
		UNION ALL SELECT 'need ' || workspace_id || ' ' || delivery_id || ' ' || kind || ' ' || subject || ' ' || CAST(from_at AS TEXT) FROM attention
		UNION ALL SELECT 'situation ' || id || ' ' || situation || ' ' || moved || ' ' || CAST(moved_at AS TEXT) FROM delivery`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line sql.NullString
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// forget drops it all.
func forget(t testing.TB, d *db.DB) {
	t.Helper()
	for _, s := range []string{
		`DELETE FROM delivery_word`, `DELETE FROM attention`, `UPDATE delivery SET situation = '', moved = '', moved_at = 0`, `DELETE FROM projection`,
		`INSERT INTO delivery_word (workspace_id, word, delivery_id) SELECT workspace_id, 'zz', id FROM delivery`, // of another version
	} {
		if _, err := d.SQL().ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func remake(t testing.TB, d *db.DB) (batches int) {
	t.Helper()
	for {
		batches++
		done, err := board.Remake(t.Context(), d)
		if err != nil || batches > 1000 {
			t.Fatal(batches, err)
		}
		if done {
			return batches
		}
	}
}

// After whatever happened to a delivery, what was written on the way is what its state and its events give.
func TestWhatIsDerivedStepByStepIsWhatIsDerivedAtOnce(t *testing.T) {
	d := dbtest.Open(t, dbtest.Engines()[0].URL(t))
	if _, err := d.SQL().ExecContext(t.Context(), "PRAGMA synchronous = OFF"); err != nil {
		t.Fatal(err)
	}
	signUp(t, d, "w1", "m1")
	property.Check(t, func(rt *rapid.T) {
		x := sent(t, d, fmt.Sprintf("Plans %d", rapid.IntRange(0, 99).Draw(rt, "title")))
		at := morning.Add(time.Minute)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			at = at.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 30 * time.Hour, 20 * 24 * time.Hour}).Draw(rt, "later"))
			verb := rapid.SampledFrom(verbs).Draw(rt, "verb")
			who := rapid.IntRange(0, 1).Draw(rt, "who")
			_, err := d.UpdateDelivery(context.Background(), x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				return verb(x, at, x.Recipients[who].ID)
			})
			if err == nil {
				continue
			}
			if code, ok := codeOf(err); !ok {
				rt.Fatal(code, err)
			}
		}
		ofIt := func() []string {
			return slices.DeleteFunc(derived(t, d), func(row string) bool { return !strings.Contains(row, string(x.ID)) })
		}
		want := ofIt()
		forget(t, d)
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return board.RemakeOne(ctx, d, tx, x.ID) })
		if err != nil {
			rt.Fatal(err)
		}
		if got := ofIt(); !slices.Equal(got, want) {
			rt.Fatalf("derived at once\n%v\nwant\n%v", got, want)
		}
	})
}

// Deriving everything anew stops and goes on, and writes that come between are kept.
func TestRemakingGoesOnWhereItStopped(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		var all []*delivery.Delivery
		for i := range 60 {
			all = append(all, sent(t, d, fmt.Sprintf("Plans %d", i)))
		}
		forget(t, d)
		if ready, err := board.Of(d).IsReady(t.Context()); ready || err != nil {
			t.Error(ready, err)
		}
		if done, err := board.Remake(t.Context(), d); done || err != nil {
			t.Fatal(done, err)
		}
		for _, i := range []int{0, 59} { // one before, one after what was reached
			update(t, d, all[i].ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.NoteMessageFailure(morning.Add(time.Hour), delivery.MessageFailed{Recipient: x.Recipients[0].ID, Channel: "sms"})
			})
		}
		if n := remake(t, d); n != 1 {
			t.Errorf("%d batches more", n)
		}
		if ready, err := board.Of(d).IsReady(t.Context()); !ready || err != nil {
			t.Error(ready, err)
		}
		want := derived(t, d)
		forget(t, d)
		remake(t, d)
		if got := derived(t, d); !slices.Equal(got, want) {
			t.Errorf("got %d rows, want %d", len(got), len(want))
		}
		if done, err := board.Remake(t.Context(), d); !done || err != nil {
			t.Error(done, err)
		}
	})
}

// Rows that were there before migration 39 get what is derived since then.
func TestWhatWasThereBeforeIsDerivedToo(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		opened, silent := sent(t, d, "Opened"), sent(t, d, "Silent")
		at := morning.Add(time.Hour)
		update(t, d, opened.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Open(at, delivery.RecipientOpened{Recipient: x.Recipients[0].ID})
		})
		remake(t, d)
		for _, s := range []string{
			`ALTER TABLE delivery DROP COLUMN moved`, `ALTER TABLE delivery DROP COLUMN moved_at`, `DELETE FROM goose_db_version WHERE version_id = 39`,
			`UPDATE projection SET version = version - 1`,
		} {
			if _, err := d.SQL().ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		moves := func() string {
			list, err := board.Of(d).Summaries(t.Context(), []string{string(opened.ID), string(silent.ID)})
			if err != nil || len(list) != 2 {
				t.Fatal(list, err)
			}
			return fmt.Sprint(list[0].Move, list[0].MovedAt, list[1].Move, list[1].MovedAt)
		}
		if got := moves(); got != fmt.Sprint("", 0, "", 0) {
			t.Errorf("before it is derived: %q", got)
		}
		remake(t, d)
		if got, want := moves(), fmt.Sprint("opened", at, "", 0); got != want {
			t.Errorf("after: %q, want %q", got, want)
		}
	})
}
