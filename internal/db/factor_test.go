package db_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

func inTx(t *testing.T, d *db.DB, what func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), what); err != nil {
		t.Fatal(err)
	}
}

func TestSessionsAreOfTheirMember(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		other := owner("m2", "bob@example.org")
		other.Workspace = "w1"
		if err := roster.AddMember(t.Context(), d, other); err != nil {
			t.Fatal(err)
		}
		now := morning.Time()
		sessions := map[string]account.Session{
			"desk":  {Hash: account.Hash{1}, Member: "m1", CreatedAt: now, LastSeenAt: now.Add(time.Minute), UserAgent: "Firefox", Address: "192.0.2.1"},
			"phone": {Hash: account.Hash{2}, Member: "m1", CreatedAt: now, LastSeenAt: now, ProvedAt: now},
			"old":   {Hash: account.Hash{3}, Member: "m1", CreatedAt: now.Add(-account.Idle), LastSeenAt: now.Add(-account.Idle)},
			"bob's": {Hash: account.Hash{4}, Member: "m2", CreatedAt: now, LastSeenAt: now},
		}
		for _, s := range sessions {
			if err := login.CreateSession(t.Context(), d, s); err != nil {
				t.Fatal(err)
			}
		}
		list, err := login.Sessions(t.Context(), d, "m1", now)
		if err != nil || len(list) != 2 || list[0] != sessions["desk"] || list[1] != sessions["phone"] {
			t.Fatalf("%+v %v", list, err)
		}
		bobs, phones := sessions["bob's"], sessions["phone"]
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := login.EndSession(ctx, tx, "m1", bobs.Handle()); err != nil {
				return err
			}
			return login.EndSession(ctx, tx, "m1", phones.Handle())
		})
		if _, _, err := login.FindSession(t.Context(), d, bobs.Hash); err != nil {
			t.Errorf("somebody else's session was ended: %v", err)
		}
		if _, _, err := login.FindSession(t.Context(), d, phones.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("the session goes on: %v", err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return login.ProveSession(ctx, tx, bobs.Hash, morning.Add(time.Hour))
		})
		if s, _, err := login.FindSession(t.Context(), d, bobs.Hash); err != nil || !s.IsFresh(now.Add(time.Hour)) || s.IsFresh(now.Add(time.Hour+account.Fresh)) {
			t.Errorf("%+v %v", s, err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return login.EndOtherSessions(ctx, tx, "m2", bobs.Hash) })
		if list, err := login.Sessions(t.Context(), d, "m1", now); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// atOnce runs what ten times at once and counts those that said yes.
func atOnce(t *testing.T, what func() (bool, error)) int {
	t.Helper()
	var yes atomic.Int64
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			ok, err := what()
			if err != nil {
				t.Error(err)
			}
			if ok {
				yes.Add(1)
			}
		})
	}
	group.Wait()
	return int(yes.Load())
}

func TestACeremonyIsTriedFiveTimesAndEndsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		begin := func(n byte) account.Hash {
			c := account.Ceremony{Hash: account.Hash{n}, Purpose: account.ForSecondFactor, Member: "m1", Data: []byte("x")}
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return login.BeginCeremony(ctx, tx, c, morning) })
			return c.Hash
		}
		hash := begin(1)
		end := morning.Add(account.ForSecondFactor.Lifetime())
		for sentence, c := range map[string]struct {
			hash    account.Hash
			purpose account.Purpose
			at      delivery.Instant
			over    bool
		}{
			"it is found":               {hash, account.ForSecondFactor, end - 1, false},
			"not for another purpose":   {hash, account.ForPasskey, morning, true},
			"not by another token":      {account.Hash{9}, account.ForSecondFactor, morning, true},
			"not when its time is over": {hash, account.ForSecondFactor, end, true},
		} {
			x, err := login.Ceremony(ctx, d, c.hash, c.purpose, c.at)
			if over := errors.Is(err, account.ErrCeremonyOver); over != c.over || !over && (err != nil || x.Member != "m1" || string(x.Data) != "x") {
				t.Errorf("%s: %+v %v", sentence, x, err)
			}
		}
		tried := atOnce(t, func() (bool, error) {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := login.TryCeremony(ctx, tx, hash, account.ForSecondFactor, morning)
				return err
			})
			if errors.Is(err, account.ErrCeremonyOver) {
				return false, nil
			}
			return err == nil, err
		})
		if tried != account.CeremonyAttempts {
			t.Errorf("%d attempts", tried)
		}
		ended := atOnce(t, func() (bool, error) {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return login.EndCeremony(ctx, tx, hash) })
			if errors.Is(err, account.ErrCeremonyOver) {
				return false, nil
			}
			return err == nil, err
		})
		if ended != 1 {
			t.Errorf("it ended %d times", ended)
		}
		hash = begin(2)
		if err := login.SetPassword(ctx, d, "m1", "new hash", account.Hash{}, morning); err != nil {
			t.Fatal(err)
		}
		if _, err := login.Ceremony(ctx, d, hash, account.ForSecondFactor, morning); !errors.Is(err, account.ErrCeremonyOver) {
			t.Errorf("a sign-in by the old password goes on: %v", err)
		}
		hash = begin(3)
		if err := d.Sweep(ctx, end+1); err != nil {
			t.Fatal(err)
		}
		if _, err := login.Ceremony(ctx, d, hash, account.ForSecondFactor, morning); !errors.Is(err, account.ErrCeremonyOver) {
			t.Errorf("one that is over is kept: %v", err)
		}
	})
}

func TestCodesServeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		step := morning.Time().Truncate(30 * time.Second)
		_, hashes, err := account.NewRecoveryCodes("m1", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		code := account.Credential{Member: "m1", Kind: account.Code, Secret: "sealed", CreatedAt: morning.Time(), UsedAt: step}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := login.AddCredential(ctx, tx, code); err != nil {
				return err
			}
			return login.ReplaceRecoveryCodes(ctx, tx, "m1", hashes, morning)
		})
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return login.AddCredential(ctx, tx, code) }); !isProblem(err, db.ErrExists) {
			t.Errorf("a second app: %v", err)
		}
		if list, err := login.Credentials(ctx, d, "m1", account.Code); err != nil || len(list) != 1 || list[0] != code {
			t.Errorf("%+v %v", list, err)
		}
		use := func(at time.Time) func() (bool, error) {
			return func() (ok bool, err error) {
				err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { ok, err = login.UseCode(ctx, tx, "m1", at); return err })
				return ok, err
			}
		}
		for _, c := range []struct {
			at   time.Time
			want int
		}{{step, 0}, {step.Add(time.Minute), 1}, {step.Add(30 * time.Second), 0}, {step.Add(2 * time.Minute), 1}} {
			if got := atOnce(t, use(c.at)); got != c.want {
				t.Errorf("the code of %s serves %d times, want %d", c.at, got, c.want)
			}
		}
		recovers := func(member string, h account.Hash) func() (bool, error) {
			return func() (ok bool, err error) {
				err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					ok, err = login.UseRecoveryCode(ctx, tx, member, h, morning)
					return err
				})
				return ok, err
			}
		}
		if n := atOnce(t, recovers("m1", hashes[0])); n != 1 {
			t.Errorf("a recovery code serves %d times", n)
		}
		if n := atOnce(t, recovers("m2", hashes[1])); n != 0 {
			t.Error("somebody else's recovery code serves")
		}
		if n, err := login.RecoveryCodesLeft(ctx, d, "m1"); err != nil || n != account.RecoveryCodes-1 {
			t.Errorf("%d left: %v", n, err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			if _, err := login.RemoveCredential(ctx, tx, "m1", account.Passkey, ""); err != nil {
				return err
			}
			n, err := login.Unlock(ctx, tx, "m1")
			if n != 1 {
				t.Errorf("%d credentials were removed", n)
			}
			return err
		})
		if n, err := login.RecoveryCodesLeft(ctx, d, "m1"); err != nil || n != 0 {
			t.Errorf("%d left: %v", n, err)
		}
		if m, err := roster.MemberByEmail(ctx, d, "ada@example.org"); err != nil || m.PasswordHash == "" {
			t.Errorf("the password is gone: %+v %v", m, err)
		}
	})
}

func TestAPasskeyIsUsedAsLongAsItStands(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		key := account.Credential{Member: "m1", Kind: account.Passkey, ID: "key", Secret: "counter 1", CreatedAt: morning.Time()}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return login.AddCredential(ctx, tx, key) })
		use := func(member string) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return login.UsePasskey(ctx, tx, member, "key", "counter 2", morning.Time().Add(time.Hour))
			})
		}
		if err := use("m2"); !errors.Is(err, account.ErrCeremonyOver) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := use("m1"); err != nil {
			t.Fatal(err)
		}
		list, err := login.Credentials(t.Context(), d, "m1", account.Passkey)
		if err != nil || len(list) != 1 || list[0].Secret != "counter 2" || !list[0].UsedAt.Equal(morning.Time().Add(time.Hour)) {
			t.Errorf("%+v, %v", list, err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := login.RemoveCredential(ctx, tx, "m1", account.Passkey, "key")
			return err
		})
		if err := use("m1"); !errors.Is(err, account.ErrCeremonyOver) {
			t.Errorf("one that was removed: %v", err)
		}
		session := account.Session{Hash: account.Hash{1}, Member: "m1", CreatedAt: morning.Time(), LastSeenAt: morning.Time()}
		for _, err := range []error{login.CreateSession(t.Context(), d, session), login.End(t.Context(), d, session.Hash)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := login.FindSession(t.Context(), d, session.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a session that was ended: %v", err)
		}
	})
}
