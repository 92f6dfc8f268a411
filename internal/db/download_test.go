package db_test

import (
	"context"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/ratelimit"
)

func TestWhatWasServedAddsUp(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		file := access.Download{Delivery: x.ID, Recipient: x.Recipients[0].ID, Release: x.Releases[0].ID, Deliverable: x.Deliverables[0].ID}
		other := file
		other.Deliverable = ""
		for n, step := range []struct {
			sentence     string
			what         access.Download
			from, to     int64
			whole, first bool
		}{
			{"the end alone is not the whole", file, 60, 100, false, true},
			{"nothing adds nothing", file, 10, 10, false, true},
			{"another download counts apart", other, 0, 60, false, true},
			{"what was missing completes it", file, 0, 60, true, true},
			{"then the next one counts afresh", file, 60, 100, false, false},
			{"and is whole in its turn", file, 0, 100, true, false},
		} {
			var whole, first bool
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				whole, first, err = access.AddServed(ctx, tx, morning.Add(time.Duration(n)*time.Minute), step.what, step.from, step.to, 100)
				return err
			})
			if err != nil || whole != step.whole || first != step.first {
				t.Errorf("%s: whole %v, first %v: %v", step.sentence, whole, first, err)
			}
		}
		for what, want := range map[access.Download]bool{file: true, other: false, {Delivery: x.ID}: false} {
			if got, err := access.HasBeenServed(t.Context(), d, what); err != nil || got != want {
				t.Errorf("%+v was served: %v, %v", what, got, err)
			}
		}
	})
}

func TestLookingAtALimitTakesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		hour := ratelimit.Limit{Key: "looked at", Max: 1, Window: time.Hour}
		for range 3 {
			if wait, err := ratelimit.Wait(t.Context(), d, morning, hour); err != nil || wait != 0 {
				t.Fatalf("before: %v, %v", wait, err)
			}
		}
		if wait, err := ratelimit.Take(t.Context(), d, morning, hour); err != nil || wait != 0 {
			t.Fatal(wait, err)
		}
		if wait, err := ratelimit.Wait(t.Context(), d, morning.Add(20*time.Minute), hour); err != nil || wait != 40*time.Minute {
			t.Errorf("after: %v, %v", wait, err)
		}
	})
}
