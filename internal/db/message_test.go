package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/catalog"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/outbox"
	"quittance/internal/db/webhook"
	"quittance/storage"
	"quittance/storage/storagetest"
)

func TestCatalog(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, e.URL(t))
			storagetest.CatalogSuite(t, func(t *testing.T) storage.Catalog {
				t.Helper()
				// The suite wants a catalog without objects; its cases run one after the other.
				for _, statement := range []string{`DELETE FROM part`, `DELETE FROM object`} {
					if _, err := d.SQL().ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
				}
				return catalog.Of(d)
			})
		})
	}
}

func TestAnEventOfTheProcessorIsStoredOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		other := reopen(t, d)
		event := webhook.StripeEvent{ID: "evt_1", Type: "checkout.session.completed", Payment: "p1", Object: "cs_1", CreatedAt: morning, ReceivedAt: morning}
		var news, jobs atomic.Int64
		var group sync.WaitGroup
		for n := range 6 {
			group.Go(func() {
				isNew, err := webhook.StoreStripeEvent(ctx, []*db.DB{d, other}[n%2], event, func(context.Context, *db.Tx) error { jobs.Add(1); return nil })
				if err != nil {
					t.Error(err)
				}
				if isNew {
					news.Add(1)
				}
			})
		}
		group.Wait()
		if news.Load() != 1 || jobs.Load() != 1 {
			t.Errorf("%d times new, %d jobs", news.Load(), jobs.Load())
		}
		connected := event
		connected.Account = "acct_1"
		if isNew, err := webhook.StoreStripeEvent(ctx, d, connected, nil); err != nil || !isNew {
			t.Errorf("the same id of another account: %v %v", isNew, err)
		}
		waiting, err := webhook.UnprocessedStripeEvents(ctx, d, morning.Add(time.Second), 10)
		if err != nil || len(waiting) != 2 {
			t.Fatalf("waiting: %v %v", waiting, err)
		}
		if err := webhook.FinishStripeEvent(ctx, d, "", "evt_1", morning.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if err := webhook.FinishStripeEvent(ctx, d, "", "evt_1", morning.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got, err := webhook.FindStripeEvent(ctx, d, "", "evt_1"); err != nil || got.ProcessedAt != morning.Add(time.Minute) || got.Payment != "p1" {
			t.Errorf("%+v %v", got, err)
		}
		if at, err := webhook.LatestStripeEvent(ctx, d, "acct_1", false); err != nil || at != morning {
			t.Errorf("latest %v %v", at, err)
		}
		if at, err := webhook.LatestStripeEvent(ctx, d, "", true); err != nil || at != 0 {
			t.Errorf("latest of a mode without events %v %v", at, err)
		}
	})
}

func TestAMessageIsOnRecordBeforeItLeaves(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		plan := outbox.Message{ID: "m-1", Key: "invitation/r1", Delivery: "d1", Recipient: "r1", Kind: "invitation", Channel: "email", CreatedAt: morning}
		if _, isNew, err := outbox.Plan(ctx, d, plan); err != nil || !isNew {
			t.Fatalf("%v %v", isNew, err)
		}
		again := plan
		again.ID = "m-2"
		if m, isNew, err := outbox.Plan(ctx, d, again); err != nil || isNew || m.ID != "m-1" {
			t.Fatalf("%+v %v %v", m, isNew, err)
		}
		begin := func(again bool) bool {
			t.Helper()
			_, begun, err := outbox.Begin(ctx, d, "m-1", morning.Add(time.Minute), again)
			if err != nil {
				t.Fatal(err)
			}
			return begun
		}
		if !begin(false) || begin(false) {
			t.Error("an attempt must be begun once")
		}
		if !begin(true) {
			t.Error("a code must be tried again after an unknown outcome")
		}
		if m, err := outbox.ByID(ctx, d, "m-1"); err != nil || m.State != outbox.Attempted || m.Attempts != 2 {
			t.Errorf("unsent: %+v %v", m, err)
		}
		if err := outbox.Replan(ctx, d, "m-1"); err != nil || !begin(false) {
			t.Errorf("an attempt that never left must be begun again: %v", err)
		}
		sent := outbox.Outcome{State: outbox.Sent, Provider: "smtp", ProviderID: "x1", At: morning.Add(time.Hour)}
		if ended, err := outbox.End(ctx, d, "m-1", sent); err != nil || !ended {
			t.Fatalf("%v %v", ended, err)
		}
		if begin(true) {
			t.Error("what was sent is sent again")
		}
		if list, err := outbox.Of(ctx, d, "d1"); err != nil || len(list) != 1 || list[0].State != outbox.Sent || list[0].ProviderID != "x1" {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestTheAccessLogHasOneRowPerLinkAddressAndHour(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		first := access.Access{LinkID: "l", Address: [32]byte{1}, At: morning, Count: 2}
		soon, later, elsewhere := first, first, first
		soon.At, later.At, elsewhere.Address = morning.Add(time.Minute), morning.Add(time.Hour), [32]byte{2}
		for range 2 {
			if err := access.Record(ctx, d, []access.Access{first, soon, later, elsewhere}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := access.Of(ctx, d, "l", 10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%v %v", list, err)
		}
		if list[0].At != later.At || list[0].Count != 4 || list[1].Count != 8 || list[1].At != soon.At || list[2].Count != 4 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAShortLinkIsStoredAsAHash(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		x := sent(t, d, "Plans")
		want := access.ShortLink{
			Token: [16]byte{1, 2, 3}, Delivery: x.ID, Recipient: x.Recipients[0].ID, LinkID: x.Recipients[0].LinkID,
			CreatedAt: morning, ExpiresAt: morning.Add(time.Hour),
		}
		if err := access.CreateShortLink(ctx, d, want); err != nil {
			t.Fatal(err)
		}
		if got, err := access.FindShortLink(ctx, d, want.Token); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := access.FindShortLink(ctx, d, [16]byte{9}); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an unknown token gives %v", err)
		}
		if err := d.Sweep(ctx, morning.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := access.FindShortLink(ctx, d, want.Token); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an expired token stayed: %v", err)
		}
	})
}
