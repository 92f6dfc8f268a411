package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
	"quittance/internal/problem"
)

func TestLimitsAreSharedExactly(t *testing.T) {
	const takers, each, most = 6, 5, 11
	onBoth(t, func(t *testing.T, d *db.DB) {
		other := reopen(t, d) // a second server
		var allowed atomic.Int64
		var group sync.WaitGroup
		failures := make(chan error, takers)
		for n := range takers {
			on := []*db.DB{d, other}[n%2]
			group.Go(func() {
				var failed error
				for range each {
					wait, err := ratelimit.Take(t.Context(), on, morning, ratelimit.Limit{Key: "a", Max: most, Window: time.Hour}, ratelimit.Limit{Key: "b", Max: 1000, Window: time.Hour})
					failed = errors.Join(failed, err)
					if err == nil && wait == 0 {
						allowed.Add(1)
					}
				}
				failures <- failed
			})
		}
		group.Wait()
		for range takers {
			if err := <-failures; err != nil {
				t.Fatal(err)
			}
		}
		if allowed.Load() != most {
			t.Errorf("%d were allowed, want %d", allowed.Load(), most)
		}
	})
}

func TestLimitsRoll(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		hour := ratelimit.Limit{Key: "k", Max: 2, Window: time.Hour}
		for n, step := range []struct {
			sentence string
			after    time.Duration
			limits   []ratelimit.Limit
			wait     time.Duration
		}{
			{"the first is free", 0, []ratelimit.Limit{hour}, 0},
			{"the second is free", 30 * time.Minute, []ratelimit.Limit{hour}, 0},
			{"the third waits until the first is an hour old", 40 * time.Minute, []ratelimit.Limit{hour}, 20 * time.Minute},
			{"a refusal takes nothing of the other limits", 40 * time.Minute, []ratelimit.Limit{hour, {Key: "other", Max: 1, Window: time.Hour}}, 20 * time.Minute},
			{"so that the other is still free", 40 * time.Minute, []ratelimit.Limit{{Key: "other", Max: 1, Window: time.Hour}}, 0},
			{"another window of the same key counts apart", 40 * time.Minute, []ratelimit.Limit{{Key: "k", Max: 1, Window: time.Minute}}, 0},
			{"when the first has left, one more is free", time.Hour, []ratelimit.Limit{hour}, 0},
			{"and then the second is waited for", time.Hour, []ratelimit.Limit{hour}, 30 * time.Minute},
			{"a limit of nothing allows nothing", 0, []ratelimit.Limit{{Key: "none", Max: 0, Window: time.Minute}}, ratelimit.Forever},
			{"a life-long limit counts", 0, []ratelimit.Limit{{Key: "life", Max: 1}}, 0},
			{"and never forgets", 10000 * time.Hour, []ratelimit.Limit{{Key: "life", Max: 1}}, ratelimit.Forever},
		} {
			wait, err := ratelimit.Take(t.Context(), d, morning.Add(step.after), step.limits...)
			if err != nil || wait != step.wait {
				t.Errorf("%d %s: wait %v, want %v: %v", n, step.sentence, wait, step.wait, err)
			}
		}
		if err := d.Sweep(t.Context(), morning.Add(9000*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if wait, err := ratelimit.Take(t.Context(), d, morning, ratelimit.Limit{Key: "life", Max: 1}); err != nil || wait != ratelimit.Forever {
			t.Errorf("sweeping forgot a life-long limit: %v %v", wait, err)
		}
	})
}

func TestPasscodeCountersRefuseAndReset(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		counters := passcode.Subject{Workspace: "w1", Delivery: "d1", Recipient: "r1", PhoneKey: "ph", Address: "ad"}.Counters()
		take := func(at delivery.Instant) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return otp.TakeCounters(ctx, tx, at, counters) })
		}
		for n := range 8 {
			if err := take(morning.Add(time.Duration(n) * time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		err := take(morning.Add(10 * time.Minute))
		var p *problem.Problem
		if !errors.As(err, &p) || !isProblem(err, passcode.ErrTooMany) || p.Wait != 24*time.Hour-10*time.Minute {
			t.Fatalf("the ninth gives %v", err)
		}
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return otp.ResetCounters(ctx, tx, counters) })
		if err != nil {
			t.Fatal(err)
		}
		if err := take(morning.Add(11 * time.Minute)); err != nil {
			t.Errorf("after a reset: %v", err)
		}
	})
}

func TestPasscodeAttemptsAreCountedOneAfterTheOther(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sent(t, d, "Plans")
		binding := passcode.Bind("aa", "Plans", 45000, "EUR")
		issue := func(id string) passcode.Passcode {
			p := passcode.Issue(id, string(x.ID), x.Releases[0].ID, x.Recipients[0].ID, "ph", binding, morning.Time())
			if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return otp.Issue(ctx, tx, p) }); err != nil {
				t.Fatal(err)
			}
			return p
		}
		issue("c1")
		p := issue("c2")
		if first, err := otp.ByID(t.Context(), d, "c1"); err != nil || first.State != passcode.Void {
			t.Errorf("the code before is %s: %v", first.State, err)
		}
		other := reopen(t, d)
		try := func(on *db.DB, typed string) (result passcode.Result, err error) {
			err = on.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, result, err = otp.Verify(ctx, tx, "c2", func(p *passcode.Passcode) passcode.Result {
					return p.Verify(key, typed, binding, morning.Time().Add(time.Minute))
				})
				return err
			})
			return result, err
		}
		wrong := fmt.Sprintf("%06d", 0)
		if wrong == p.Code(key) {
			wrong = "000001"
		}
		var group sync.WaitGroup
		results := make(chan passcode.Outcome, 8)
		for n := range 8 {
			group.Go(func() {
				r, err := try([]*db.DB{d, other}[n%2], wrong)
				if err != nil {
					t.Error(err)
				}
				results <- r.Outcome
			})
		}
		group.Wait()
		count := map[passcode.Outcome]int{}
		for range 8 {
			count[<-results]++
		}
		if count[passcode.Wrong] != passcode.MaxAttempts || count[passcode.Exhausted] != 8-passcode.MaxAttempts {
			t.Errorf("outcomes %v", count)
		}
		if r, err := try(d, p.Code(key)); err != nil || r.Outcome != passcode.Exhausted {
			t.Errorf("the right code after too many: %v %v", r, err)
		}
		list, err := otp.Issued(t.Context(), d, x.ID, x.Recipients[0].ID, 0)
		if err != nil || len(list) != 2 || list[0].ID != "c2" && list[0].ID != "c1" {
			t.Errorf("issued: %v %v", list, err)
		}
	})
}
