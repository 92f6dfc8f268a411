package board_test

import (
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/dbtest"
)

func TestTheStepsOfAFirstDelivery(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		lists := board.Of(d)
		is := func(when string, want board.Guide) {
			t.Helper()
			if got, err := lists.Guide(t.Context(), "w1", "m1"); err != nil || got != want {
				t.Errorf("%s: %+v, %v; want %+v", when, got, err, want)
			}
		}
		is("with nothing", board.Guide{})
		dbtest.Fill(t, d, "w1", "m1", 20)
		const first, draft = "0fixture000000000000000003", "0fixture000000000000000001"
		want := board.Guide{Draft: draft, Sent: first, HasDraft: true, HasSent: true}
		is("with some, of which none was paid", want)
		write := func(text string) {
			t.Helper()
			if _, err := d.SQL().ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		write(`UPDATE delivery SET settled = 1 WHERE id = '` + first + `'`)
		is("with one that was paid, and not signed", want)
		write(`UPDATE delivery SET release_state = 'unlocked' WHERE id = '` + first + `'`)
		want.HasOpened = true
		is("with one whose files are its client's", want)
		write(`INSERT INTO release (delivery_id, id, ord, deliverables, state, suspended, sealing_at, unlocked_at, revoked_at, delivered_at, reminders, certificates, attested_at)
			SELECT '` + first + `', 'r', 0, '[]', 'unlocked', sandbox, 1, 1, 0, 1, 0, '{}', 1 FROM delivery WHERE id = '` + first + `'`)
		want.HasAttested = true
		is("with one that was handed over", want)
		for range 2 {
			if err := board.CloseGuide(t.Context(), d, "m1", 7); err != nil {
				t.Fatal(err)
			}
		}
		is("put away", board.Guide{IsClosed: true})
	})
}
