package autosave_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/autosave"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

const now = delivery.Instant(1_795_424_400_000_000)

func TestAFormIsItsMembersAndForgottenInTime(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range []string{"m1", "m2"} {
			check(roster.Begin(ctx, d, account.Workspace{ID: "w" + m, Language: "fr", Zone: "Europe/Paris"},
				account.Member{ID: m, Email: m + "@example.org", Role: account.Owner, CreatedAt: time.Unix(1, 0)}))
		}
		is := func(member, name, want string) {
			t.Helper()
			f, ok, err := autosave.Get(ctx, d, member, name)
			check(err)
			if ok != (want != "") || f.Content != want || (ok && f.SavedAt == 0) {
				t.Errorf("%s %s: %q, %v", member, name, f.Content, ok)
			}
		}
		long := strings.Repeat("é", autosave.MaxBytes/2)
		is("m1", "new", "")
		check(autosave.Forget(ctx, d, "m1", "new"))
		check(autosave.Keep(ctx, d, "m1", "new", autosave.Form{Content: "title=Plans", SavedAt: now}))
		check(autosave.Keep(ctx, d, "m1", "new", autosave.Form{Content: long, SavedAt: now}))
		check(autosave.Keep(ctx, d, "m2", "new", autosave.Form{Content: "title=Other", SavedAt: now.Add(-31 * 24 * time.Hour)}))
		is("m1", "new", long)
		is("m1", "other", "")
		is("m2", "new", "title=Other")
		check(d.Sweep(ctx, now))
		is("m1", "new", long)
		is("m2", "new", "")
		check(autosave.Forget(ctx, d, "m1", "new"))
		is("m1", "new", "")
	})
}
