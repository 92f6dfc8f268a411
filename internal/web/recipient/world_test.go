package recipient_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
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
	"quittance/internal/db/access"
	"quittance/internal/db/catalog"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/link"
	"quittance/internal/ulid"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/recipient"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// world is the recipient's door over a real database and a real vault, with a clock that stands still.
type world struct {
	t        *testing.T
	db       *db.DB
	vault    *storage.Vault
	keys     *link.Keys
	accesses *access.Log
	url      string
	site     *web.Site
	now      time.Time
	told     []string // reports that operators are told of
}

// template is a migrated database, made once.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "quittance-recipient-")
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

func digest(label, value string) [32]byte { return sha256.Sum256([]byte(label + "\x00" + value)) }

func newWorld(t *testing.T, change ...func(*recipient.Deps)) *world {
	t.Helper()
	content, err := template()
	must(t, err)
	path := filepath.Join(t.TempDir(), "quittance.db")
	must(t, os.WriteFile(path, content, 0o600))
	return newWorldOn(t, "sqlite://"+path, change...)
}

// online has a processor.
func online(d *recipient.Deps) { d.Checkout = &processor{before: func() {}} }

// newWorldOn is newWorld on a database that is migrated.
func newWorldOn(t *testing.T, databaseURL string, change ...func(*recipient.Deps)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)}
	log := slog.New(slog.DiscardHandler)
	w.db = dbtest.Open(t, databaseURL)
	root, err := storage.NewRootKey(bytes.Repeat([]byte{7}, storage.KeySize))
	must(t, err)
	w.vault, err = storage.NewVault(storage.VaultConfig{Bucket: storagetest.NewBucket(), Catalog: catalog.Of(w.db), Keys: root, Now: w.at})
	must(t, err)
	w.keys, err = link.NewKeys("quittance", "k1", ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)), nil)
	must(t, err)
	pages, err := renderer()
	must(t, err)
	base, err := url.Parse("http://quittance.test")
	must(t, err)
	w.site = web.New(web.Options{DB: w.db, Renderer: pages, Assets: http.NotFoundHandler(), Logger: log, Now: w.at, Entropy: rand.Reader, BaseURL: base})
	w.accesses = access.NewLog(w.db, digest, log)
	deps := recipient.Deps{
		Links: w.keys, Vault: w.vault, PasscodeKey: []byte("k"), Accesses: w.accesses, Workspaces: web.NewWorkspaces(w.db, w.at),
		TellOperators: func(_ context.Context, _ *db.Tx, report string) error { w.told = append(w.told, report); return nil },
		Digest:        func(label, value string) string { return fmt.Sprintf("%x", digest(label, value)) },
	}
	for _, c := range change {
		c(&deps)
	}
	recipient.Register(w.site, deps)
	server := httptest.NewServer(w.site)
	t.Cleanup(server.Close)
	w.url = server.URL
	must(t, roster.Begin(t.Context(), w.db, account.Workspace{
		ID: "ws", Slug: "ws", Name: "Atelier Moreau", Language: "fr", Zone: delivery.DefaultZone, CreatedAt: w.now,
		Profile: account.Profile{LegalName: "Atelier Moreau SARL", Address: "3 rue Haute\n69001 Lyon", Telephone: "+33 4 72 00 00 00", SIREN: "732829320"},
	}, account.Member{ID: "m1", Workspace: "ws", Email: "camille@moreau.example", Name: "Camille Moreau", Role: account.Owner, PasswordHash: "x", ConfirmedAt: w.now, CreatedAt: w.now}))
	return w
}

func (w *world) at() time.Time { return w.now }

func (w *world) instant() delivery.Instant { return delivery.At(w.now) }

func (w *world) id() string { return ulid.New(w.instant().Time(), rand.Reader) }

// sent sends one file to Hélène, who pays and signs.
func (w *world) sent(content string) *delivery.Delivery {
	w.t.Helper()
	return w.sentWith(content, func(*draft.Spec) {})
}

// consumer sends one file of digital content to Hélène, who bought it for herself.
func (w *world) consumer() *delivery.Delivery {
	w.t.Helper()
	return w.sentWith("a plan", func(s *draft.Spec) { s.Terms.ClientKind, s.Terms.Digital = delivery.Consumer, true })
}

func (w *world) sentWith(content string, change func(*draft.Spec)) *delivery.Delivery {
	w.t.Helper()
	o, err := w.vault.Store(w.t.Context(), storage.NewObject{Owner: "ws", Name: "plan.pdf", MediaType: "application/pdf", Size: storage.UnknownSize}, strings.NewReader(content))
	must(w.t, err)
	spec := draft.Spec{
		Terms:      delivery.Terms{Title: "Plans, maison Berthier", Language: "en", ExpiresOn: "2027-11-23", Zone: delivery.DefaultZone},
		Recipients: []delivery.Recipient{{Name: "Hélène Berthier", Email: "helene@berthier.example", Phone: "06 39 98 00 01"}},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000,
		Files: []delivery.Deliverable{command.Deliverable(w.id(), o)},
	}
	change(&spec)
	must(w.t, spec.Validate(w.instant()))
	drafted := draft.Plan(spec, w.id)
	drafted.Workspace, drafted.Member = "ws", "m1"
	dv, err := w.db.CreateDelivery(w.t.Context(), delivery.ID(w.id()), func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Save(delivery.Sender("m1"), w.instant(), drafted)
	})
	must(w.t, err)
	return w.happens(dv.ID, func(d *delivery.Delivery) ([]delivery.Event, error) {
		var links []delivery.LinkIssued
		for _, r := range d.Recipients {
			links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: w.id()})
		}
		return d.Send(delivery.Sender("m1"), w.instant(), links, false)
	})
}

// unlocked is a delivery whose money was recorded and whose signature was waived.
func (w *world) unlocked(content string) *delivery.Delivery {
	w.t.Helper()
	id := w.sent(content).ID
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordPayment(delivery.Sender("m1"), w.instant(), delivery.PaymentRecorded{
			Payment: w.id(), Due: d.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22",
		})
	})
	return w.waived(id)
}

// waivedAt is waived for a delivery whose signature is the gate at a place.
func (w *world) waivedAt(id delivery.ID, gate int) *delivery.Delivery {
	w.t.Helper()
	return w.sealed(id, w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Waive(delivery.Sender("m1"), w.instant(), d.Releases[0].ID, d.Releases[0].Gates[gate].ID, "client connu")
	}).Releases[0].ID)
}

// waived is a paid delivery whose signature is waived, and which is sealed then.
func (w *world) waived(id delivery.ID) *delivery.Delivery {
	w.t.Helper()
	return w.waivedAt(id, 1)
}

// sealed is a delivery whose last gate has fallen, with its certificate.
func (w *world) sealed(id delivery.ID, release string) *delivery.Delivery {
	w.t.Helper()
	kind, number := delivery.CompletionCertificate, "Q-"+string(id)
	w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.RecordCertificate(w.instant(), delivery.CertificateRecorded{Release: release, Kind: kind, Certificate: number, Evidence: strings.Repeat("0", 64)})
	})
	return w.happens(id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Seal(w.instant(), delivery.CertificateSealed{Release: release, Kind: kind, Certificate: number, PDF: strings.Repeat("0", 64), Level: "B-B"})
	})
}

func (w *world) happens(id delivery.ID, what func(d *delivery.Delivery) ([]delivery.Event, error)) *delivery.Delivery {
	w.t.Helper()
	d, err := w.db.UpdateDelivery(w.t.Context(), id, what)
	must(w.t, err)
	return d
}

// events are those of a type, in order.
func events[T delivery.Payload](w *world, id delivery.ID) []T {
	w.t.Helper()
	records, err := w.db.Events(w.t.Context(), id, 0, 0)
	must(w.t, err)
	var out []T
	for _, r := range records {
		e, err := r.Event()
		must(w.t, err)
		if x, ok := e.Data.(T); ok {
			out = append(out, x)
		}
	}
	return out
}

// browser is one visitor with cookies of their own.
type browser struct {
	*world
	client *http.Client
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	must(w.t, err)
	return &browser{w, &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// opened is a browser that followed the first recipient's link as it is now.
func (w *world) opened(d *delivery.Delivery) *browser {
	w.t.Helper()
	b := w.browser()
	token, err := w.keys.Sign(link.For(d, d.Recipients[0]))
	must(w.t, err)
	b.get("/d/" + token).is(http.StatusSeeOther)
	return b
}

type page struct {
	t      *testing.T
	status int
	header http.Header
	body   string // as a reader sees it: entities decoded, every space a plain one
}

func (b *browser) do(method, path string, body io.Reader, headers ...string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, body)
	must(b.t, err)
	r.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.client.Do(r)
	must(b.t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	must(b.t, err)
	return page{b.t, res.StatusCode, res.Header, strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(html.UnescapeString(string(content)))}
}

func (b *browser) get(path string, headers ...string) page {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, headers...)
}

func (b *browser) post(path string, form url.Values, headers ...string) page {
	b.t.Helper()
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

func (p page) is(status int) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.body)
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
