package db_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/outbox"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

func TestDeliveryIsReadBackAsCommitted(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		want := sealing(t, d)
		if want.Releases[0].State != delivery.ReleaseSealing {
			t.Fatalf("release is %s", want.Releases[0].State)
		}
		for _, how := range []struct {
			name string
			read *db.DB
		}{{"from memory", d}, {"from the rows", reopen(t, d)}} {
			got, err := how.read.Delivery(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n got %+v\nwant %+v", how.name, got, want)
			}
		}
		if _, err := d.Delivery(t.Context(), "nobody"); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an unknown delivery gives %v", err)
		}
	})
}

// reopen opens the same database again, with nothing in memory.
func reopen(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	return dbtest.Open(t, db.URL(d))
}

func TestWhatIsReturnedIsTheCallers(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		want := sent(t, d, "Plans")
		for range 2 {
			got, err := d.Delivery(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got.Terms.Title != "Plans" || got.Recipients[0].Roles[0] != delivery.Payer || got.Releases[0].Gates[0].State != delivery.GatePending {
				t.Fatal("what a caller changed is seen by the next one")
			}
			got.Terms.Title, got.Recipients[0].Roles[0], got.Releases[0].Gates[0].State = "Other", delivery.Reader, delivery.GatePassed
		}
	})
}

func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	const writers, each = 8, 6
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		other := reopen(t, d) // a second server
		var group sync.WaitGroup
		failures := make(chan error, writers*each)
		for w := range writers {
			on := d
			if w%2 == 1 {
				on = other
			}
			group.Go(func() {
				for n := range each {
					_, err := on.UpdateDelivery(t.Context(), x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
						return x.NoteMessage(morning.Add(time.Hour), delivery.MessageSent{Message: fmt.Sprint(w, "/", n), Kind: "test", Channel: "email"})
					})
					failures <- err
				}
			})
		}
		group.Wait()
		for range writers * each {
			if err := <-failures; err != nil {
				t.Fatal(err)
			}
		}
		got, err := d.Delivery(t.Context(), x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Seq != x.Seq+writers*each || got.Version != x.Version+writers*each {
			t.Errorf("seq %d version %d after %d and %d", got.Seq, got.Version, x.Seq, x.Version)
		}
		if err := d.CheckReplay(t.Context(), x.ID); err != nil {
			t.Error(err)
		}
	})
}

type recorder struct{ fail error }

func (r recorder) Enqueue(ctx context.Context, tx *db.Tx, d *delivery.Delivery, events []delivery.Event) error {
	for _, e := range events {
		_, err := tx.SQL().ExecContext(ctx, `INSERT INTO message (id, key, delivery_id, recipient_id, member_id, kind, channel, state, attempts, created_at,
			attempted_at, ended_at, provider, provider_id, failure) VALUES ($1, $2, $3, '', '', 'job', 'email', 'planned', 0, 0, 0, 0, '', '', '')`,
			fmt.Sprint(d.ID, e.Seq), fmt.Sprint(d.ID, e.Seq), string(d.ID))
		if err != nil {
			return err
		}
	}
	return r.fail
}

func TestStateEventsAndJobsCommitTogetherOrNotAtAll(t *testing.T) {
	boom := errors.New("boom")
	note := func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.NoteMessage(morning.Add(time.Hour), delivery.MessageSent{Message: "x", Kind: "test", Channel: "email"})
	}
	cases := map[string]struct {
		enqueue error
		decide  db.Decide
		want    error
		commits bool
	}{
		"a decision that returns events commits all three": {decide: func(_ context.Context, _ *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) { return note(x) }, commits: true},
		"an error of the decision leaves nothing, and is returned as it is": {want: boom, decide: func(ctx context.Context, tx *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
			if _, err := proof.AppendLeaf(ctx, tx, [32]byte{1}, morning); err != nil {
				return nil, err
			}
			if _, err := note(x); err != nil {
				return nil, err
			}
			return nil, boom
		}},
		"jobs that cannot be inserted leave nothing": {enqueue: boom, want: boom, decide: func(_ context.Context, _ *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
			return note(x)
		}},
		"no event and no other write changes nothing": {decide: func(context.Context, *db.Tx, *delivery.Delivery) ([]delivery.Event, error) { return nil, nil }},
	}
	onBoth(t, func(t *testing.T, d *db.DB) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				d.UseEnqueuer(recorder{})
				x := sent(t, d, "Plans")
				was := traces(t, d, x.ID)
				d.UseEnqueuer(recorder{fail: c.enqueue})
				if _, err := d.UpdateDeliveryWith(t.Context(), x.ID, c.decide); !errors.Is(err, c.want) {
					t.Fatalf("got %v, want %v", err, c.want)
				}
				want := was
				if c.commits {
					want = [4]int64{was[0] + 1, was[1] + 1, was[2] + 1, was[3]}
				}
				if is := traces(t, d, x.ID); is != want {
					t.Errorf("version, events, jobs, leaves: %v, want %v", is, want)
				}
			})
		}
	})
}

// traces counts what a write leaves: version, events, jobs, leaves.
func traces(t *testing.T, d *db.DB, id delivery.ID) [4]int64 {
	t.Helper()
	x, err := reopen(t, d).Delivery(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	events, err := d.Events(t.Context(), id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := outbox.Of(t.Context(), d, id)
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := proof.LogSize(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return [4]int64{x.Version, int64(len(events)), int64(len(jobs)), leaves}
}

func TestDraftIsReplacedWholeAndChildrenGo(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := drafted(t, d, "Plans")
		want := update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			s := spec("Other plans")
			s.Recipients = s.Recipients[:1]
			s.Files = s.Files[:1]
			plan := draft.Plan(s, id)
			plan.Workspace, plan.Member = "w1", "m1"
			return x.Save("sender:m1", morning, plan)
		})
		got, err := reopen(t, d).Delivery(t.Context(), x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Recipients) != 1 || len(got.Deliverables) != 1 || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v", got)
		}
	})
}

func TestCreatingTwiceKeepsTheFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := drafted(t, d, "Plans")
		_, err := d.CreateDelivery(t.Context(), x.ID, func(y *delivery.Delivery) ([]delivery.Event, error) {
			plan := draft.Plan(spec("Thief"), id)
			plan.Workspace, plan.Member = "w1", "m1"
			return y.Save("sender:m1", morning, plan)
		})
		if !isProblem(err, db.ErrExists) {
			t.Fatalf("got %v", err)
		}
		got, err := reopen(t, d).Delivery(t.Context(), x.ID)
		if err != nil || got.Terms.Title != "Plans" {
			t.Errorf("%v %v", got, err)
		}
	})
}

func TestWorkIsFoundByWhatIsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		done := sealing(t, d)
		late := delivery.At(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC))
		due, err := d.DueDeliveries(t.Context(), late, 10)
		if err != nil || len(due) == 0 || due[0] != x.ID {
			t.Errorf("due: %v %v", due, err)
		}
		if due, err := d.DueDeliveries(t.Context(), morning, 10); err != nil || len(due) > 0 {
			t.Errorf("due too early: %v %v", due, err)
		}
		sealingNow, err := d.SealingReleases(t.Context(), late, 10)
		if err != nil || len(sealingNow) != 1 || sealingNow[0].Release != done.Releases[0].ID {
			t.Errorf("sealing: %v %v", sealingNow, err)
		}
		update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.StartPayment(morning.Add(time.Hour), x.Recipients[0].ID, x.Dues[0].ID, "pay-1", "", delivery.Card)
		})
		unsettled, err := d.UnsettledPayments(t.Context(), 0, late, 0, 10)
		if err != nil || len(unsettled) != 1 || unsettled[0] != (db.PaymentRef{Delivery: x.ID, Payment: "pay-1"}) {
			t.Errorf("unsettled: %v %v", unsettled, err)
		}
		if got, err := d.DeliveryOfPayment(t.Context(), "pay-1"); err != nil || got != x.ID {
			t.Errorf("delivery of the payment: %v %v", got, err)
		}
		if _, err := d.DeliveryOfPayment(t.Context(), "pay-2"); !isProblem(err, db.ErrNotFound) {
			t.Errorf("unknown payment: %v", err)
		}
	})
}
