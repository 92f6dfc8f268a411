package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/web"
	"quittance/internal/web/api"
	"quittance/internal/web/command"
	"quittance/storage"
	"quittance/storage/storagetest"
)

var (
	morning = time.Date(2026, 11, 22, 9, 0, 0, 123456000, time.UTC)
	quiet   = slog.New(slog.DiscardHandler)
)

// house is a site with the API, a database with two workspaces and a clock that stands still.
type house struct {
	*httptest.Server
	db    *db.DB
	site  *web.Site
	vault *storage.Vault
	log   *bytes.Buffer
	mu    sync.Mutex
	now   time.Time
	pages int    // of every file
	soon  int    // files that were to be counted
	key   string // of the owner of w1, with every scope
	other string // of the owner of w2
}

var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "quittance-api-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), "sqlite://"+path, db.Options{Logger: quiet})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(context.Background()); err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	return newHouse(t)
}

func newHouse(t testing.TB) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "quittance.db")
	check(t, os.WriteFile(path, must[[]byte](t)(migrated()), 0o600))
	return newHouseOn(t, "sqlite://"+path)
}

// newHouseOn is newHouse on a database that is migrated.
func newHouseOn(t testing.TB, databaseURL string) *house {
	t.Helper()
	h := &house{db: dbtest.Open(t, databaseURL), now: morning, log: &bytes.Buffer{}}
	root := must[*storage.RootKey](t)(storage.NewRootKey(bytes.Repeat([]byte{1}, 32)))
	h.vault = must[*storage.Vault](t)(storage.NewVault(storage.VaultConfig{
		Bucket: storagetest.NewBucket(), Catalog: catalog.Of(h.db), Keys: root, Now: h.clock,
	}))
	h.site = newSite(t, h)
	check(t, api.Register(h.site, api.Deps{Commands: newCommands(t, h, h.site), MaxUpload: 1 << 20}))
	h.Server = httptest.NewServer(h.site)
	t.Cleanup(h.Close)
	h.signUp(t, "w1", "m1", "ada@example.org")
	h.signUp(t, "w2", "m2", "bob@example.org")
	h.key = h.newKey(t, "w1", "m1", account.Scopes()...)
	h.other = h.newKey(t, "w2", "m2", account.Scopes()...)
	return h
}

func newSite(t testing.TB, h *house) *web.Site {
	t.Helper()
	return web.New(web.Options{
		DB: h.db, Renderer: must[*frontend.Renderer](t)(screen.NewRenderer(frontend.UnbuiltAssets())), Assets: http.NotFoundHandler(),
		Logger: slog.New(slog.NewTextHandler(&lockedWriter{h: h}, nil)), Now: h.clock, Entropy: rand.Reader,
		BaseURL: &url.URL{Scheme: "https", Host: "quittance.example"},
	})
}

func newCommands(t testing.TB, h *house, site *web.Site) *command.Commands {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	return &command.Commands{
		DB: h.db, Vault: h.vault, Links: must[*link.Keys](t)(link.NewKeys("instance", "k1", private, nil)), URL: site.URL,
		Pages: counted{h}, Payments: true, SMS: true, PasscodeKey: []byte("0123456789abcdef"), Now: h.clock, Entropy: rand.Reader,
	}
}

// counted says of every file that it has the pages of the house.
type counted struct{ h *house }

func (c counted) Count(context.Context, storage.Object) int {
	c.h.mu.Lock()
	defer c.h.mu.Unlock()
	return c.h.pages
}

func (c counted) Soon(storage.Object) {
	c.h.mu.Lock()
	defer c.h.mu.Unlock()
	c.h.soon++
}

type lockedWriter struct{ h *house }

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.h.mu.Lock()
	defer w.h.mu.Unlock()
	return w.h.log.Write(p)
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) signUp(t testing.TB, workspace, member, email string) {
	t.Helper()
	check(t, roster.Begin(t.Context(), h.db, account.Workspace{
		ID: workspace, Slug: workspace, Name: "Atelier " + workspace, Language: "fr", Zone: "Europe/Paris", CreatedAt: morning,
		Profile: account.Profile{LegalName: "Atelier SARL", Address: "1 rue Basse\n75001 Paris", Telephone: "+33142000000", SIREN: "732829320"},
	}, account.Member{ID: member, Email: email, Name: "Ada", Role: account.Owner, PasswordHash: "$argon2id$x", CreatedAt: morning}))
	check(t, roster.ConfirmEmail(t.Context(), h.db, member, delivery.At(morning)))
}

func (h *house) newKey(t testing.TB, workspace, member string, scopes ...account.Scope) string {
	t.Helper()
	text, hint, hash, err := account.NewAPIKey(rand.Reader)
	check(t, err)
	check(t, login.CreateAPIKey(t.Context(), h.db, account.APIKey{
		ID: text[:10], Workspace: workspace, Member: member, Name: "test", Hint: hint, Hash: hash, Scopes: scopes, CreatedAt: morning,
	}))
	return text
}

// reply is an answer, read.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// call sends a request; headers come in pairs. A string as body is sent as it is, anything else as JSON.
func (h *house) call(t testing.TB, key, method, path string, body any, headers ...string) reply {
	t.Helper()
	var content []byte
	switch body := body.(type) {
	case nil:
	case string:
		content = []byte(body)
	default:
		content = must[[]byte](t)(json.Marshal(body))
	}
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), method, h.URL+path, bytes.NewReader(content)))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := h.Client().Do(r)
	check(t, err)
	defer func() { check(t, res.Body.Close()) }()
	return reply{res.StatusCode, res.Header, must[[]byte](t)(io.ReadAll(res.Body))}
}

// want fails unless the status is the one given, and decodes the body.
func want[T any](t testing.TB, r reply, status int) T {
	t.Helper()
	var out T
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return out
}

// wantProblem fails unless the answer is a problem document with the code, and returns its wrong fields as "path code".
func wantProblem(t testing.TB, r reply, status int, code string) []string {
	t.Helper()
	p := want[web.Document](t, r, status)
	if p.Code != code || p.Status != status || p.Request == "" || p.Type != "about:blank" {
		t.Fatalf("not the problem %s: %s", code, r.body)
	}
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("content type %q", got)
	}
	var fields []string
	for _, f := range p.Errors {
		fields = append(fields, f.Field+" "+f.Code)
	}
	return fields
}

// upload stores a file by tus in two pieces and returns its id.
func (h *house) upload(t testing.TB, key, name, content string) string {
	t.Helper()
	begun := h.tus(t, key, http.MethodPost, "/api/v1/uploads", "", "Upload-Length", itoa(len(content)), "Upload-Metadata", "filename "+base64Of(name))
	if begun.status != http.StatusCreated {
		t.Fatalf("begin upload: %d %s", begun.status, begun.body)
	}
	location := begun.header.Get("Location")
	half := len(content) / 2
	for _, piece := range []struct {
		offset int
		bytes  string
	}{{0, content[:half]}, {half, content[half:]}} {
		if r := h.tus(t, key, http.MethodPatch, location, piece.bytes, "Upload-Offset", itoa(piece.offset), "Content-Type", "application/offset+octet-stream"); r.status != http.StatusNoContent {
			t.Fatalf("continue upload: %d %s", r.status, r.body)
		}
	}
	return location[strings.LastIndexByte(location, '/')+1:]
}

func (h *house) tus(t testing.TB, key, method, path, body string, headers ...string) reply {
	t.Helper()
	return h.call(t, key, method, path, body, append([]string{"Tus-Resumable", "1.0.0"}, headers...)...)
}
