//go:build bench

package main

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/config"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

const (
	listed   = 100_000 // deliveries of the workspace
	listRuns = 20
	listTime = 50 * time.Millisecond
)

// list asks for a sender's pages of a workspace that has very many deliveries, on both engines: the time of the server alone,
// without a network, of warm pages.
func (b *bench) list(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			handler, session := crowdedWorkspace(t, engine)
			for _, p := range []struct{ what, path string }{
				{"list", "/deliveries"},
				{"  a page in its middle", "/deliveries?older=0fixture000000000000050000"},
				{"  filtered", "/deliveries?state=to_sign"},
				{"  filtered by a rare state", "/deliveries?state=expired"},
				{"  searched, one of all", "/deliveries?q=dossier77777"},
				{"  searched, words of all", "/deliveries?q=plans+lot"},
				{"  searched, words of all in vain", "/deliveries?q=plans+lot&state=completed"},
				{"what needs the sender", "/deliveries/needs"},
			} {
				took := make([]time.Duration, listRuns)
				for i := range took {
					took[i] = ownTime(t, handler, p.path, session)
				}
				warm := slices.Sorted(slices.Values(took[1:]))
				p95 := warm[len(warm)*95/100]
				b.add(row{p.what + ", of 100,000, " + engine, millis(p95) + ", best " + millis(warm[0]), "", "", "95 % < 50 ms", p95 < listTime})
			}
		})
	}
}

// ownTime is how long the server takes for a page.
func ownTime(t *testing.T, handler http.Handler, path, session string) time.Duration {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "session", Value: session})
	w := httptest.NewRecorder()
	began := time.Now()
	handler.ServeHTTP(w, r)
	took := time.Since(began)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return took
}

// crowdedWorkspace is a server in this process, and a member of a workspace that has every delivery there is.
func crowdedWorkspace(t *testing.T, engine string) (http.Handler, string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	check(t, err)
	variables := install(t, engine).env
	variables = append(slices.DeleteFunc(variables, func(v string) bool { return v[:min(len(v), 10)] != "QUITTANCE_" || v == "QUITTANCE_ADDR=127.0.0.1:0" }),
		"QUITTANCE_ADDR="+listener.Addr().String())
	c, err := config.Load(variables)
	check(t, err)
	s, err := buildServer(t.Context(), c, slog.New(slog.DiscardHandler), listener, "web")
	check(t, err)
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	})
	now := s.now()
	m := account.Member{ID: "m1", Workspace: "w1", Email: "m1@example.org", Name: "Odile Marchand", Role: account.Owner, ConfirmedAt: now, CreatedAt: now}
	check(t, roster.SignUp(t.Context(), s.db, account.Workspace{
		ID: "w1", Slug: "w1", Name: "Atelier", Language: "fr", Zone: delivery.DefaultZone, CreatedAt: now,
		Profile: account.Profile{LegalName: "Atelier SARL", Address: "1 rue Basse\n75001 Paris", Telephone: "+33142000000"},
	}, m, false, account.Event{ID: "e1", Workspace: "w1", Kind: account.WorkspaceMade, At: now}))
	text, hash, err := account.NewToken(account.ForSession, rand.Reader)
	check(t, err)
	check(t, login.CreateSession(t.Context(), s.db, account.Session{Hash: hash, Member: m.ID, CreatedAt: now, LastSeenAt: now, ProvedAt: now}))
	dbtest.Fill(t, s.db, "w1", "m1", listed)
	return s.http.Handler, text
}
