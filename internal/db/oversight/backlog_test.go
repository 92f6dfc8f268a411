package oversight_test

import (
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
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
