package db_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// The suite runs every sentence on both engines (package dbtest).

var (
	morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 123456000, time.UTC))
	unique  atomic.Int64
)

// onBoth runs the test on both engines, on a database with one workspace and its owner.
func onBoth(t *testing.T, run func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		if err := roster.Begin(t.Context(), d, workspace("w1"), owner("m1", "ada@example.org")); err != nil {
			t.Fatal(err)
		}
		run(t, d)
	})
}

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func workspace(id string) account.Workspace {
	return account.Workspace{
		ID: id, Slug: id, Name: "Atelier " + id, Language: "fr", Accent: "pine", Zone: "Europe/Paris", CreatedAt: morning.Time(),
		Profile: account.Profile{LegalName: "Atelier SARL", Address: "1 rue Basse\n75001 Paris", Telephone: "+33142000000", SIREN: "732829320"},
	}
}

func owner(id, email string) account.Member {
	return account.Member{ID: id, Email: email, Name: "Ada", Role: account.Owner, PasswordHash: "$argon2id$" + id, CreatedAt: morning.Time()}
}

func id() string { return fmt.Sprintf("i%09d", unique.Add(1)) }

func file(name string) delivery.Deliverable {
	sum := sha256.Sum256([]byte(name))
	return delivery.Deliverable{
		ID: id(), Object: "o-" + name, Name: delivery.Personal(name), Size: 1000, MediaType: "application/pdf",
		SHA256: hex.EncodeToString(sum[:]), CRC32: 0xfedcba98, FirstSeen: morning,
	}
}

// spec is a price of 450 euros, one client who pays and signs, and one reader.
func spec(title string) draft.Spec {
	person := func(name string, roles ...delivery.Role) delivery.Recipient {
		return delivery.Recipient{
			Name: delivery.Personal(name), Company: "Société Générale d'Été", Email: delivery.Personal(strings.ToLower(name) + "@example.org"),
			Phone: "+33639980001", Roles: roles,
		}
	}
	return draft.Spec{
		Terms:      delivery.Terms{Title: delivery.Personal(title), Reference: "AF-12", ExpiresOn: "2027-01-31"},
		Recipients: []delivery.Recipient{person("Rémi", delivery.Payer, delivery.Signer), person("Zoé", delivery.Reader)},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, VATRate: 2000, DueOn: "2026-12-15",
		Files: []delivery.Deliverable{file("plan.pdf"), file("report.pdf")},
	}
}

// draft commits a new draft.
func drafted(t testing.TB, d *db.DB, title string) *delivery.Delivery {
	t.Helper()
	out, err := d.CreateDelivery(t.Context(), delivery.ID(id()), func(x *delivery.Delivery) ([]delivery.Event, error) {
		plan := draft.Plan(spec(title), id)
		plan.Workspace, plan.Member = "w1", "m1"
		return x.Save("sender:m1", morning, plan)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sent commits a draft and sends it.
func sent(t testing.TB, d *db.DB, title string) *delivery.Delivery {
	t.Helper()
	return update(t, d, drafted(t, d, title).ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		var links []delivery.LinkIssued
		for _, r := range x.Recipients {
			links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: "l-" + r.ID})
		}
		return x.Send("sender:m1", morning.Add(time.Minute), links, true)
	})
}

func update(t testing.TB, d *db.DB, id delivery.ID, decide func(*delivery.Delivery) ([]delivery.Event, error)) *delivery.Delivery {
	t.Helper()
	out, err := d.UpdateDelivery(t.Context(), id, decide)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sealing commits a delivery whose payment was recorded and whose signature was waived.
func sealing(t testing.TB, d *db.DB) *delivery.Delivery {
	t.Helper()
	x := sent(t, d, "Plans")
	update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", morning.Add(time.Hour), delivery.PaymentRecorded{
			Payment: "p-" + string(x.ID), Due: x.Dues[0].ID, Amount: 45000, Currency: "EUR", ReceivedOn: "2026-11-22", Reference: "VIR 1",
		})
	})
	return update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		r := x.Releases[0]
		return x.Waive("sender:m1", morning.Add(2*time.Hour), r.ID, r.Gates[len(r.Gates)-1].ID, "known client")
	})
}

func isProblem(err error, want error) bool { return errors.Is(err, want) }
