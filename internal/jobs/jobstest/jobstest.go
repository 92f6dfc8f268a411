// Package jobstest gives the tests of jobs a sender whose deliveries have something to be done for.
package jobstest

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// Morning is when everything here happens; Phone is the signer's.
var Morning = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const Phone = "+33639980001"

// Open makes a database with one workspace, w1, and its owner, m1.
func Open(t *testing.T) *db.DB {
	t.Helper()
	store, err := db.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "q.db"), db.Options{})
	check(t, err)
	t.Cleanup(func() { check(t, store.Close()) })
	check(t, store.Migrate(t.Context()))
	check(t, roster.Begin(t.Context(), store, account.Workspace{ID: "w1", Slug: "w1", Name: "Atelier", Language: "fr", Zone: "Europe/Paris", CreatedAt: Morning},
		account.Member{ID: "m1", Workspace: "w1", Email: "ada@example.org", Name: "Ada", Role: account.Owner, PasswordHash: "x", CreatedAt: Morning}))
	return store
}

// Vault keeps objects in memory.
func Vault(t *testing.T, store *db.DB, now func() time.Time) *storage.Vault {
	t.Helper()
	root, err := storage.NewRootKey(bytes.Repeat([]byte{7}, storage.KeySize))
	check(t, err)
	vault, err := storage.NewVault(storage.VaultConfig{Bucket: storagetest.NewBucket(), Catalog: catalog.Of(store), Keys: root, Now: now})
	check(t, err)
	return vault
}

// Signing sends d1 to r1, which only waits for a signature; its link goes by text message.
func Signing(t *testing.T, store *db.DB) *delivery.Delivery {
	t.Helper()
	return Sent(t, store, "d1", draft.Spec{
		Terms:      delivery.Terms{Title: "Plans"},
		Recipients: []delivery.Recipient{{Name: "Rémi", Email: "remi@example.org", Phone: Phone, Roles: []delivery.Role{delivery.Signer}, Invite: delivery.InviteBySMS}},
		Files:      []delivery.Deliverable{{ID: "f1", Object: "o1", Name: "plan.pdf", Size: 1000, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), FirstSeen: delivery.At(Morning)}},
	})
}

// Paid sends d2 to s1, of which a part was paid by hand, p1, and of that a part is to be given back, r1. The workspace has its
// legal name.
func Paid(t *testing.T, store *db.DB) *delivery.Delivery {
	t.Helper()
	Named(t, store, "Atelier Moreau SARL")
	d := Sent(t, store, "d2", draft.Spec{
		Terms: delivery.Terms{Title: "Devis"}, Recipients: []delivery.Recipient{{Name: "Rémi", Email: "remi@example.org", Roles: []delivery.Role{delivery.Payer}}},
		Price: &delivery.Money{Amount: 45_000, Currency: "EUR"}, VATRate: 2000,
		Files: []delivery.Deliverable{{ID: "f2", Object: "o2", Name: "devis.pdf", Size: 10, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), Visible: true, FirstSeen: delivery.At(Morning)}},
	})
	change(t, store, d.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", delivery.At(Morning), delivery.PaymentRecorded{Payment: "p1", Due: x.Dues[0].ID, Amount: 15_000})
	})
	return change(t, store, d.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Refund("sender:m1", delivery.At(Morning), "r1", "p1", 1_000)
	})
}

// Named changes the legal name of the workspace.
func Named(t *testing.T, store *db.DB, name string) {
	t.Helper()
	check(t, roster.UpdateWorkspace(t.Context(), store, "w1", func(w *account.Workspace) error { w.Profile.LegalName = name; return nil }))
}

// Sent is a delivery of workspace w1, with ids that begin with r (of d1) or s, which was just sent.
func Sent(t *testing.T, store *db.DB, id delivery.ID, spec draft.Spec) *delivery.Delivery {
	t.Helper()
	n := 0
	plan := draft.Plan(spec, func() string { n++; return map[delivery.ID]string{"d1": "r", "d2": "s"}[id] + strconv.Itoa(n) })
	plan.Workspace, plan.Member = "w1", "m1"
	_, err := store.CreateDelivery(t.Context(), id, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Save("sender:m1", delivery.At(Morning), plan)
	})
	check(t, err)
	return change(t, store, id, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Send("sender:m1", delivery.At(Morning), []delivery.LinkIssued{{Recipient: x.Recipients[0].ID, LinkID: "l" + string(id[1:])}}, true)
	})
}

func change(t *testing.T, store *db.DB, id delivery.ID, decide func(*delivery.Delivery) ([]delivery.Event, error)) *delivery.Delivery {
	t.Helper()
	d, err := store.UpdateDelivery(t.Context(), id, decide)
	check(t, err)
	return d
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
