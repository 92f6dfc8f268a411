package oversight_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/ulid"
)

var evening = time.Date(2026, 11, 22, 22, 30, 0, 0, time.UTC) // 23:30 in Paris

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// onBoth runs a test on a database of each engine, with one workspace.
func onBoth(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := account.Workspace{ID: "w1", Slug: "w1", Name: "Atelier", Language: "fr", Zone: "Europe/Paris", CreatedAt: evening}
		if err := roster.Begin(t.Context(), d, w, account.Member{ID: "m1", Email: "a@example.org", Role: account.Owner, CreatedAt: evening}); err != nil {
			t.Fatal(err)
		}
		test(t, d)
	})
}

func take(t *testing.T, d *db.DB, most int64, at time.Time) (wait time.Duration) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		wait, err = oversight.TakeSMS(ctx, tx, "w1", most, at)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return wait
}

func TestAWorkspaceSendsSoManyMessagesADayOfItsOwnZone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var sent, refused atomic.Int64
		var group sync.WaitGroup
		for range 12 {
			group.Go(func() {
				if take(t, d, 5, evening) == 0 {
					sent.Add(1)
				} else {
					refused.Add(1)
				}
			})
		}
		group.Wait()
		if sent.Load() != 5 || refused.Load() != 7 {
			t.Errorf("%d sent, %d refused", sent.Load(), refused.Load())
		}
		if wait := take(t, d, 5, evening); wait != 30*time.Minute {
			t.Errorf("the next day begins in %s", wait)
		}
		if wait := take(t, d, 5, evening.Add(31*time.Minute)); wait != 0 {
			t.Errorf("on the next day one waits %s", wait)
		}
		spent, err := oversight.SMSSpent(t.Context(), d, 7, evening.Add(time.Hour), 10)
		want := []oversight.Spend{{Workspace: "w1", Day: "2026-11-23", Messages: 1}, {Workspace: "w1", Day: "2026-11-22", Messages: 5, Refused: 8}}
		if err != nil || fmt.Sprint(spent) != fmt.Sprint(want) {
			t.Errorf("%+v %v", spent, err)
		}
	})
}

func TestTheOperatorGivesAWorkspaceANumberOfItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			messages int64
			want     error
		}{{-1, oversight.ErrBadCap}, {100_001, oversight.ErrBadCap}, {2, nil}} {
			if err := oversight.SetSMSCap(t.Context(), d, "w1", c.messages, decision()); !errors.Is(err, c.want) {
				t.Errorf("%d: %v", c.messages, err)
			}
		}
		if err := oversight.SetSMSCap(t.Context(), d, "none", 2, decision()); !errors.Is(err, db.ErrNotFound) {
			t.Error(err)
		}
		for n, want := range []bool{true, true, false} {
			if got := take(t, d, 1, evening) == 0; got != want {
				t.Errorf("message %d: %v", n+1, got)
			}
		}
		if err := oversight.SetSMSCap(t.Context(), d, "w1", 0, decision()); err != nil {
			t.Fatal(err)
		}
		if take(t, d, 0, evening) != 0 {
			t.Error("without a bound one is refused")
		}
		if got := decided(t, d); !slices.Equal(got, []account.EventKind{account.SMSCapChanged, account.SMSCapChanged}) {
			t.Errorf("the account log holds %v", got)
		}
	})
}

func TestASuspendedWorkspaceAsksNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		mayAsk := func() error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return oversight.MayAsk(ctx, tx, "w1") })
		}
		if err := oversight.Suspend(t.Context(), d, "w1", " \n", decision(), closesNothing); !errors.Is(err, oversight.ErrNoReason) {
			t.Errorf("without a reason: %v", err)
		}
		if err := oversight.Resume(t.Context(), d, "w1", decision()); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("one that works: %v", err)
		}
		if err := mayAsk(); err != nil {
			t.Error(err)
		}
		if err := oversight.Suspend(t.Context(), d, "w1", "three reports", decision(), closesNothing); err != nil {
			t.Fatal(err)
		}
		if err := oversight.Suspend(t.Context(), d, "w1", "again", decision(), closesNothing); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
		if err := mayAsk(); !errors.Is(err, account.ErrSuspended) {
			t.Errorf("suspended: %v", err)
		}
		w, err := roster.Workspace(t.Context(), d, "w1")
		if err != nil || !w.IsSuspended() || w.SuspendedWhy != "three reports" || !errors.Is(w.MayAsk(), account.ErrSuspended) {
			t.Errorf("%+v %v", w, err)
		}
		if err := oversight.Resume(t.Context(), d, "w1", decision()); err != nil {
			t.Fatal(err)
		}
		if err := mayAsk(); err != nil {
			t.Error(err)
		}
		if got := decided(t, d); !slices.Equal(got, []account.EventKind{account.WorkspaceResumed, account.WorkspaceSuspended}) {
			t.Errorf("the account log holds %v", got)
		}
	})
}

func TestWhatFollowsASendingWhileTheSenderIsSuspended(t *testing.T) {
	came := func(processor delivery.Processor, after time.Duration) []delivery.Payment {
		return []delivery.Payment{{Processor: processor, State: delivery.PaymentSettled, StartedAt: delivery.At(evening.Add(after))}}
	}
	onBoth(t, func(t *testing.T, d *db.DB) {
		if err := oversight.Suspend(t.Context(), d, "w1", "three reports", decision(), closesNothing); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			payments      []delivery.Payment
			serves, still bool
		}{
			"nobody paid": {nil, false, false},
			"paid through the processor, also meanwhile":   {came("stripe", time.Hour), true, true},
			"by hand, on record before":                    {came(delivery.ByHand, -time.Hour), true, true},
			"by hand, by the word of who was suspended":    {came(delivery.ByHand, time.Hour), true, false},
			"a page of the processor that nobody has used": {[]delivery.Payment{{Processor: "stripe", State: delivery.PaymentOpen}}, false, false},
		} {
			x := &delivery.Delivery{Workspace: "w1", Payments: c.payments}
			serves, still := oversight.MayServe(t.Context(), d, x), oversight.MayStillAsk(t.Context(), d, x)
			for what, got := range map[string]struct {
				err  error
				want bool
			}{"recipients are served": {serves, c.serves}, "the sender may write": {still, c.still}} {
				if got.want != (got.err == nil) || !got.want && !errors.Is(got.err, account.ErrSuspended) {
					t.Errorf("%s: %s: %v", name, what, got.err)
				}
			}
		}
		if err := oversight.Resume(t.Context(), d, "w1", decision()); err != nil {
			t.Fatal(err)
		}
		if err := oversight.MayStillAsk(t.Context(), d, &delivery.Delivery{Workspace: "w1"}); err != nil {
			t.Errorf("at work again: %v", err)
		}
	})
}

// decision is one of an operator, with a line of the account log of its own.
func decision() oversight.Decision {
	return oversight.Decision{ID: ulid.New(evening, rand.Reader), Member: "operator", At: delivery.At(evening)}
}

// decided are the decisions in the account log of the workspace, sorted.
func decided(t *testing.T, d *db.DB) (kinds []account.EventKind) {
	t.Helper()
	list, err := roster.Events(t.Context(), d, "w1", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Member == "operator" && e.At.Equal(evening) {
			kinds = append(kinds, e.Kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

func closesNothing(context.Context, *db.Tx, string) error { return nil }
