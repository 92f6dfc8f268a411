package entrance_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// A visit that lasts is looked at again: what was allowed when it began may be no more.
func TestAVisitIsLookedAtAgain(t *testing.T) {
	now := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	later := now
	d, err := db.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "quittance.db"), db.Options{Logger: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	must(t, d.Migrate(t.Context()))
	site := web.New(web.Options{DB: d, Assets: http.NotFoundHandler(), Now: func() time.Time { return later }})
	in := &entrance.Entrance{Site: site}

	w := account.Workspace{ID: "w1", Slug: "w1", Name: "Atelier", Language: "fr", Zone: "Europe/Paris", CreatedAt: now}
	m := account.Member{ID: "m1", Workspace: "w1", Email: "camille@moreau.example", Name: "Camille", Role: account.Owner, PasswordHash: "x", ConfirmedAt: now, CreatedAt: now}
	must(t, roster.Begin(t.Context(), d, w, m))
	v := entrance.Visit{Member: m, Workspace: w}
	change := func(change func(*account.Member)) {
		must(t, roster.UpdateMember(t.Context(), d, m.ID, func(m *account.Member) error { change(m); return nil }))
	}
	for _, tt := range []struct {
		when string
		make func()
		want problem.Kind
	}{
		{"as it began", func() {}, 0},
		{"with a role that still allows it", func() { change(func(m *account.Member) { m.Role = account.Auditor }) }, 0},
		{"with a role that does not", func() {}, problem.Forbidden},
		{"after the member was disabled", func() { change(func(m *account.Member) { m.Role, m.DisabledAt = account.Owner, now }) }, problem.Unauthenticated},
		{"after they were let in again", func() {
			change(func(m *account.Member) { m.DisabledAt = time.Time{} })
			v.Session.Hash = begin(t, d, now)
		}, 0},
		{"for another workspace", func() { v.Workspace.ID = "w2" }, problem.Unauthenticated},
		{"after the longest silence of a session", func() { v.Workspace.ID = "w1"; later = now.AddDate(1, 0, 0) }, problem.Unauthenticated},
		{"after the session ended", func() { later = now; must(t, login.End(t.Context(), d, v.Session.Hash)) }, problem.Unauthenticated},
	} {
		if v.Session.Hash == (account.Hash{}) {
			v.Session.Hash = begin(t, d, now)
		}
		tt.make()
		need := account.See
		if tt.want == problem.Forbidden {
			need = account.Send
		}
		if got := problem.KindOf(in.StillMay(t.Context(), v, need)); got != tt.want {
			t.Errorf("%s: kind %d, want %d", tt.when, got, tt.want)
		}
	}
}

// begin starts a session of the member.
func begin(t *testing.T, d *db.DB, at time.Time) account.Hash {
	t.Helper()
	_, hash, err := account.NewToken(account.ForSession, rand.Reader)
	must(t, err)
	must(t, login.CreateSession(t.Context(), d, account.Session{Hash: hash, Member: "m1", CreatedAt: at, LastSeenAt: at, ProvedAt: at}))
	return hash
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
