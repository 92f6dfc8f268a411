package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

// linkTo keeps a link to an address for the member, as of the instant.
func linkTo(t *testing.T, d *db.DB, p account.Purpose, email string, at delivery.Instant) account.Token {
	t.Helper()
	x := account.Token{Purpose: p, Member: "m1", Workspace: "w1", Email: email, CreatedAt: at.Time(), ExpiresAt: at.Time().Add(p.Lifetime())}
	copy(x.Hash[:], id())
	if err := login.CreateToken(t.Context(), d, x); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAnAddressIsChangedAndTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		confirmed(t, d, "m1")
		address := func() string {
			t.Helper()
			m, err := roster.Member(t.Context(), d, "m1")
			if err != nil {
				t.Fatal(err)
			}
			return m.Email
		}
		use := func(x account.Token, at delivery.Instant) error {
			_, err := login.UseToken(t.Context(), d, x.Hash, x.Purpose, at, func(ctx context.Context, tx *db.Tx, x account.Token) error {
				line := func(kind account.EventKind, subject string) account.Event {
					e := did(id(), kind, "m1", subject)
					e.At = at.Time()
					return e
				}
				if x.Purpose == account.ForOldEmail {
					_, err := roster.RestoreEmail(ctx, tx, x, line)
					return err
				}
				_, err := roster.TakeEmail(ctx, tx, x, account.Hash{}, line(account.EmailChanged, "m1"))
				return err
			})
			return err
		}
		other := owner("m2", "bob@example.org")
		other.Workspace = "w1"
		if err := roster.AddMember(t.Context(), d, other); err != nil {
			t.Fatal(err)
		}
		if err := use(linkTo(t, d, account.ForNewEmail, "bob@example.org", morning), morning); !errors.Is(err, account.ErrEmailTaken) || address() != "ada@example.org" {
			t.Errorf("somebody else's: %v, %s", err, address())
		}
		// Two links at once: one of them is the address, and the other opens nothing any more.
		var wait sync.WaitGroup
		links := []account.Token{linkTo(t, d, account.ForNewEmail, "x@example.org", morning), linkTo(t, d, account.ForNewEmail, "y@example.org", morning)}
		errs := make([]error, len(links))
		for n, x := range links {
			wait.Go(func() { errs[n] = use(x, morning) })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), account.ErrToken) {
			t.Errorf("two links at once: %v", errs)
		}
		later := morning.Add(time.Minute)
		first, second := linkTo(t, d, account.ForOldEmail, "ada@example.org", morning), linkTo(t, d, account.ForOldEmail, "x@example.org", later)
		if err := use(first, later); err != nil || address() != "ada@example.org" {
			t.Errorf("taken back: %v, %s", err, address())
		}
		if err := use(second, later); !errors.Is(err, account.ErrToken) {
			t.Errorf("the link of a later change: %v", err)
		}
		if m, err := roster.MemberByEmail(t.Context(), d, "ada@example.org"); err != nil || m.PasswordHash != "" {
			t.Errorf("the password of who changed it still opens: %v", err)
		}
	})
}

func TestAWayInStaysWhateverIsRemovedAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return login.AddCredential(ctx, tx, account.Credential{Member: "m1", Kind: account.Passkey, ID: "p1", Secret: "{}", CreatedAt: morning.Time()})
		})
		if err != nil {
			t.Fatal(err)
		}
		removals := []func(context.Context, *db.Tx) (bool, error){
			func(ctx context.Context, tx *db.Tx) (bool, error) {
				return login.DropPassword(ctx, tx, "m1", account.Hash{})
			},
			func(ctx context.Context, tx *db.Tx) (bool, error) { return login.RemovePasskey(ctx, tx, "m1", "p1") },
		}
		errs := make([]error, len(removals))
		var wait sync.WaitGroup
		for n, remove := range removals {
			wait.Go(func() {
				errs[n] = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := remove(ctx, tx)
					return err
				})
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), account.ErrLastWayIn) {
			t.Errorf("one of the two stays: %v", errs)
		}
	})
}

func TestWhoseAddressIsFree(t *testing.T) {
	hour := morning.Add(time.Hour).Time()
	closed := account.Workspace{ClosedAt: morning.Time()}
	for name, tt := range map[string]struct {
		m      account.Member
		w      account.Workspace
		proven bool
		at     time.Time
		want   bool
	}{
		"a member's is not":                             {account.Member{Role: account.Colleague}, account.Workspace{}, true, hour, false},
		"that of who left is, to who reads the mailbox": {account.Member{Role: account.Colleague, DisabledAt: hour}, account.Workspace{}, true, hour, true},
		"and not to who says so":                        {account.Member{Role: account.Colleague, DisabledAt: hour}, account.Workspace{}, false, hour, false},
		"that of a member of a closed workspace is":     {account.Member{Role: account.Auditor}, closed, false, hour, true},
		"its owner's is not":                            {account.Member{Role: account.Owner}, closed, true, hour, false},
		"unless they left":                              {account.Member{Role: account.Owner, DisabledAt: hour}, closed, false, hour, true},
		"or it can be exported no more":                 {account.Member{Role: account.Owner}, closed, false, hour.AddDate(3, 0, 0), true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.m.Frees(tt.w, tt.proven, tt.at); got != tt.want {
				t.Errorf("free: %t", got)
			}
		})
	}
}
