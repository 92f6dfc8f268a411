package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/db/dbtest"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/storage"
)

// While something else holds what is to be written, who waits for an answer is told in time and nothing of theirs is done
// later; who has no such bound goes on waiting, and reading goes on for all.
func TestWhatIsHeldIsGivenUpByWhoeverIsWaitedForAndByNobodyElse(t *testing.T) {
	const short = 100 * time.Millisecond
	extend := func(ctx context.Context, d *db.DB, id delivery.ID) error {
		_, err := d.UpdateDelivery(ctx, id, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Extend("sender:m1", morning.Add(time.Hour), "2027-06-30")
		})
		return err
	}
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		read := func() *delivery.Delivery {
			t.Helper()
			got, err := d.Delivery(t.Context(), x.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		release := dbtest.Hold(t, db.URL(d))
		for name, ctx := range map[string]context.Context{
			"soon":         db.GiveUpAt(t.Context(), time.Now().Add(short)),
			"at once":      db.GiveUpAt(t.Context(), time.Now().Add(-time.Hour)),
			"each":         db.GiveUpAfter(t.Context(), short),
			"the last one": db.GiveUpAfter(db.GiveUpAt(t.Context(), time.Now().Add(time.Hour)), short),
		} {
			err := extend(ctx, d, x.ID)
			if !errors.Is(err, db.ErrBusy) || problem.KindOf(err) != problem.Busy || ctx.Err() != nil {
				t.Errorf("%s: %v, %v", name, err, ctx.Err())
			}
		}
		patient := make(chan error, 1)
		go func() { patient <- extend(t.Context(), d, x.ID) }()
		if err := extend(db.GiveUpAfter(t.Context(), short), d, x.ID); !errors.Is(err, db.ErrBusy) {
			t.Errorf("behind a job: %v", err)
		}
		if now := read(); now.Seq != x.Seq {
			t.Errorf("event %d is there while all is held", now.Seq)
		}
		release()
		if err := <-patient; err != nil {
			t.Errorf("a job that waited: %v", err)
		}
		if now := read(); now.Seq != x.Seq+1 || now.Terms.ExpiresOn != "2027-06-30" {
			t.Errorf("%d events after the one that had all the time", now.Seq-x.Seq)
		}
		bound := db.GiveUpAfter(t.Context(), time.Minute)
		if err := extend(bound, d, x.ID); problem.KindOf(err) != problem.Invalid {
			t.Errorf("what the domain says inside its time: %v", err)
		}
	})
}

// Uploads know the same by storage's own name.
func TestAnUploadHearsOfABusyDatabaseByItsName(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		err := catalog.Of(d).CreateObject(db.GiveUpAt(t.Context(), time.Now().Add(-time.Hour)), object(id()))
		if !errors.Is(err, storage.ErrBusy) || !errors.Is(err, db.ErrBusy) {
			t.Error(err)
		}
	})
}
