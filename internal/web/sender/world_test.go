package sender_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
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
	"quittance/internal/db/rate"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/link"
	"quittance/internal/tariff"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/sender"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// world is the sender's door over a real database and a real vault, with a clock that stands still.
type world struct {
	t        *testing.T
	db       *db.DB
	vault    *storage.Vault
	commands *command.Commands
	url      string
	site     *web.Site
	now      time.Time
	log      *bytes.Buffer

	mu      sync.Mutex
	mail    []string // confirmation tokens, in the order they were asked for
	told    []string // alerts, by member and kind
	asks    []string // members whose reset was asked for, "" for nobody
	invited []string // paths of invitations
}

const password = "quatre murs et un toit"

// template is a migrated database, made once.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "quittance-sender-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), "sqlite://"+path, db.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.Migrate(context.Background()), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

var renderer = sync.OnceValues(func() (*frontend.Renderer, error) { return screen.NewRenderer(frontend.UnbuiltAssets()) })

func newWorld(t *testing.T, change ...func(*sender.Deps)) *world {
	t.Helper()
	return newWorldIn(t, storagetest.NewBucket(), change...)
}

// newWorldIn is newWorld with a bucket of the test's own.
func newWorldIn(t *testing.T, bucket storage.Bucket, change ...func(*sender.Deps)) *world {
	t.Helper()
	content, err := template()
	must(t, err)
	path := filepath.Join(t.TempDir(), "quittance.db")
	must(t, os.WriteFile(path, content, 0o600))
	return newWorldOn(t, "sqlite://"+path, bucket, change...)
}

// newWorldOn is newWorldIn on a database that is migrated.
func newWorldOn(t *testing.T, databaseURL string, bucket storage.Bucket, change ...func(*sender.Deps)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	w.db = dbtest.Open(t, databaseURL)
	root, err := storage.NewRootKey(bytes.Repeat([]byte{7}, storage.KeySize))
	must(t, err)
	w.vault, err = storage.NewVault(storage.VaultConfig{Bucket: bucket, Catalog: catalog.Of(w.db), Keys: root, Now: w.at})
	must(t, err)
	keys, err := link.NewKeys("quittance", "k1", ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)), nil)
	must(t, err)
	pages, err := renderer()
	must(t, err)
	base, err := url.Parse("https://quittance.test")
	must(t, err)
	w.site = web.New(web.Options{
		DB: w.db, Renderer: pages, Assets: http.NotFoundHandler(), Logger: slog.New(slog.NewJSONHandler(w.log, nil)), Now: w.at, Entropy: rand.Reader, BaseURL: base,
	})
	w.commands = &command.Commands{
		DB: w.db, Vault: w.vault, Links: keys, ShortKey: []byte("k"), URL: w.site.URL, Payments: true, SMS: true, PasscodeKey: []byte("k"), Now: w.at, Entropy: rand.Reader,
		Closer: noProcessor{}, Observer: noProcessor{},
	}
	deps := sender.Deps{
		Commands: w.commands, Vault: w.vault, Signup: account.Open, Confirmations: w, Resets: w, MaxBytes: 1 << 20, Front: screen.Front{Region: "fr-par"},
		Alerts: w, Keys: root, Invitations: w, Checkouts: w, Addresses: w,
		Tariff: func(ctx context.Context) (tariff.Table, error) { return rate.Table(ctx, w.db) },
		Digest: func(label, value string) string { return fmt.Sprintf("%x", label+value) },
	}
	for _, c := range change {
		c(&deps)
	}
	must(t, sender.Register(w.site, deps))
	server := httptest.NewServer(w.site)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func (w *world) at() time.Time { return w.now }

// noProcessor stands where checkouts are closed. It does not answer about the payment called "silent".
type noProcessor struct{}

func (noProcessor) Close(_ context.Context, p delivery.Payment) error {
	if p.ID == "silent" {
		return errors.New("no answer")
	}
	return nil
}

func (noProcessor) Observe(context.Context, delivery.ID, string) error { return nil }

// RequestConfirmation keeps the token that the mail would hold.
func (w *world) RequestConfirmation(ctx context.Context, m account.Member) error {
	text, hash, err := account.NewToken(account.ForConfirmation, rand.Reader)
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.mail = append(w.mail, text)
	w.mu.Unlock()
	return login.CreateToken(ctx, w.db, account.Token{
		Hash: hash, Purpose: account.ForConfirmation, Member: m.ID, Workspace: m.Workspace, Email: m.Email, CreatedAt: w.now,
		ExpiresAt: w.now.Add(account.ForConfirmation.Lifetime()),
	})
}

// member makes a confirmed member; workspace "" makes one with a profile.
func (w *world) member(role account.Role, email, workspace string) account.Member {
	w.t.Helper()
	hash, err := account.HashPassword(password, rand.Reader)
	must(w.t, err)
	m := account.Member{
		ID: "m-" + email, Workspace: workspace, Email: email, Name: "Camille " + string(role), Role: role, PasswordHash: hash, ConfirmedAt: w.now, CreatedAt: w.now,
	}
	if workspace != "" {
		must(w.t, roster.AddMember(w.t.Context(), w.db, m))
		return m
	}
	m.Workspace = "ws-" + email
	must(w.t, roster.Begin(w.t.Context(), w.db, account.Workspace{
		ID: m.Workspace, Slug: m.Workspace, Name: "Atelier Moreau", Language: "fr", Zone: delivery.DefaultZone, CreatedAt: w.now,
		Profile: account.Profile{LegalName: "Atelier Moreau SARL", Address: "3 rue Haute\n69001 Lyon", Telephone: "+33 4 72 00 00 00"},
	}, m))
	return m
}

// browser is one visitor with cookies of their own.
type browser struct {
	*world
	client *http.Client
	lang   string
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	must(w.t, err)
	return &browser{world: w, lang: "en", client: &http.Client{
		Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn is the browser of a member who typed the password.
func (w *world) signedIn(m account.Member) *browser {
	w.t.Helper()
	b := w.browser()
	b.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther).at("/deliveries")
	return b
}

// page is an answer.
type page struct {
	t      *testing.T
	status int
	header http.Header
	body   string // as a reader sees it: entities decoded, every space a plain one
}

func (b *browser) do(method, path, mediaType string, body io.Reader, headers ...string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, body)
	must(b.t, err)
	r.Header.Set("Accept-Language", b.lang)
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.client.Do(r)
	must(b.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	must(b.t, err)
	spaces := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	return page{b.t, res.StatusCode, res.Header, spaces.Replace(html.UnescapeString(string(content)))}
}

// get opens a page; the form of a new delivery at the address of its own that it is led to.
func (b *browser) get(path string) page {
	b.t.Helper()
	p := b.do(http.MethodGet, path, "", nil)
	if own := p.header.Get("Location"); strings.HasPrefix(own, "/deliveries/new?") && p.status == http.StatusSeeOther {
		return b.do(http.MethodGet, own, "", nil)
	}
	return p
}

func (b *browser) post(path string, pairs ...string) page {
	b.t.Helper()
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values(pairs).Encode()))
}

func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// file is one chosen in a form; the name goes out as it is.
type file struct{ name, content string }

// postForm sends a form as a browser without script does.
func (b *browser) postForm(path string, fields url.Values, files ...file) page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, list := range fields {
		for _, value := range list {
			must(b.t, form.WriteField(name, value))
		}
	}
	for _, f := range files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", `form-data; name="files"; filename="`+f.name+`"`)
		header.Set("Content-Type", "application/octet-stream")
		part, err := form.CreatePart(header)
		must(b.t, err)
		_, err = io.WriteString(part, f.content)
		must(b.t, err)
	}
	must(b.t, form.Close())
	return b.do(http.MethodPost, path, form.FormDataContentType(), &body)
}

func (p page) is(status int) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.body)
	}
	return p
}

// at wants a redirect to the path.
func (p page) at(path string) page {
	p.t.Helper()
	if got := p.header.Get("Location"); got != path {
		p.t.Fatalf("sent to %q, want %q", got, path)
	}
	return p
}

func (p page) has(words ...string) page {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.body, w) {
			p.t.Fatalf("the page lacks %q:\n%s", w, p.body)
		}
	}
	return p
}

func (p page) hasInOrder(words ...string) page {
	p.t.Helper()
	rest := p.body
	for _, w := range words {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			p.t.Fatalf("the page lacks %q, or has it earlier:\n%s", w, p.body)
		}
		rest = after
	}
	return p
}

func (p page) hasNot(words ...string) page {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.body, w) {
			p.t.Fatalf("the page must not have %q:\n%s", w, p.body)
		}
	}
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// input is what one delivery is typed with; pairs override it, and "" for a value leaves the input empty.
func input(pairs ...string) url.Values {
	v := values([]string{
		"title", "Plans, maison Berthier", "price", "1 250,00", "vat_rate", "2000", "due_on", "2026-12-15", "client_kind", "business", "reference", "D-17",
		"gates", "payment,signature", "recipients-0-name", "Hélène Berthier", "recipients-0-email", "helene@berthier.example",
		"recipients-0-phone", "06 12 34 56 78", "recipients-0-language", "fr", "action", "review",
	})
	v["recipients-0-roles"] = []string{"payer", "signer"}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// draft makes a delivery with two files and returns its id.
func (b *browser) draft(pairs ...string) string {
	b.t.Helper()
	p := b.postForm("/deliveries/new", input(pairs...), file{"plan.pdf", "a plan"}, file{"notes é.txt", "some notes"}).is(http.StatusSeeOther)
	id, ok := strings.CutPrefix(strings.TrimSuffix(p.header.Get("Location"), "/send"), "/deliveries/")
	if !ok {
		b.t.Fatalf("sent to %q", p.header.Get("Location"))
	}
	return id
}

// sent makes a delivery and sends it.
func (b *browser) sent(pairs ...string) string {
	b.t.Helper()
	id := b.draft(pairs...)
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther).at("/deliveries/" + id)
	return id
}

func (w *world) delivery(id string) *delivery.Delivery {
	w.t.Helper()
	d, err := w.db.Delivery(w.t.Context(), delivery.ID(id))
	must(w.t, err)
	return d
}

// happens lets a recipient or the bank do something.
func (w *world) happens(id string, what func(d *delivery.Delivery) ([]delivery.Event, error)) {
	w.t.Helper()
	_, err := w.db.UpdateDelivery(w.t.Context(), delivery.ID(id), what)
	must(w.t, err)
}
