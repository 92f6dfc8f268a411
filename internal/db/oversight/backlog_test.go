package oversight_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
)

func TestWhatWaitsIsCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		backlog := func(want oversight.Backlog, at time.Time) {
			t.Helper()
			if got, err := oversight.Waiting(t.Context(), d, at); err != nil || got != want {
				t.Errorf("%+v, %v; want %+v", got, err, want)
			}
		}
		backlog(oversight.Backlog{}, evening)
		take(t, d, 5, evening)
		event := webhook.StripeEvent{ID: "evt_1", Type: "charge.updated", CreatedAt: delivery.At(evening), ReceivedAt: delivery.At(evening)}
		if _, err := webhook.StoreStripeEvent(t.Context(), d, event, nil); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			`INSERT INTO river_job (args, attempt, kind, max_attempts, state) VALUES ('{}', 1, 'sweep', 25, 'retryable')`,
			`INSERT INTO river_job (args, attempt, kind, max_attempts, state) VALUES ('{}', 0, 'sweep', 25, 'available')`,
		} {
			if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		backlog(oversight.Backlog{FailingJobs: 1, Webhooks: 1, SMSToday: 1}, evening)
		backlog(oversight.Backlog{FailingJobs: 1, Webhooks: 1}, evening.Add(48*time.Hour))
		if err := webhook.FinishStripeEvent(t.Context(), d, "", "evt_1", delivery.At(evening)); err != nil {
			t.Fatal(err)
		}
		backlog(oversight.Backlog{FailingJobs: 1, SMSToday: 1}, evening)
	})
}

func TestWorkspacesArePagedByTheirIDs(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, id := range []string{"w3", "w2"} {
			w := account.Workspace{ID: id, Slug: id, Name: "Atelier " + id, Language: "fr", Zone: "Europe/Paris", CreatedAt: evening}
			if err := roster.Begin(t.Context(), d, w, account.Member{ID: "m" + id, Email: id + "@example.org", Role: account.Owner, CreatedAt: evening}); err != nil {
				t.Fatal(err)
			}
		}
		by := oversight.Decision{ID: "e1", Member: "m1", At: delivery.At(evening)}
		closed := ""
		if err := oversight.Suspend(t.Context(), d, "w3", " Three reports. ", by, func(_ context.Context, _ *db.Tx, id string) error { closed = id; return nil }); err != nil {
			t.Fatal(err)
		}
		if closed != "w3" {
			t.Errorf("the pages of %q are closed", closed)
		}
		first, err := oversight.Workspaces(t.Context(), d, "", 2)
		if err != nil || len(first) != 2 || first[0].ID != "w1" || first[1].ID != "w2" {
			t.Fatalf("%+v, %v", first, err)
		}
		rest, err := oversight.Workspaces(t.Context(), d, "w2", 2)
		if err != nil || len(rest) != 1 || rest[0].Name != "Atelier w3" || rest[0].SuspendedWhy != "Three reports." || rest[0].SuspendedAt != by.At {
			t.Errorf("%+v, %v", rest, err)
		}
	})
}
