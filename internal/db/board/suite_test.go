package board_test

import (
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

var (
	morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	unique  atomic.Int64
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func newID() string { return fmt.Sprintf("0id%023d", unique.Add(1)) }

// onAll runs the test on both engines, and on a PostgreSQL that sorts as French does.
func onAll(t *testing.T, run func(t *testing.T, d *db.DB)) {
	t.Helper()
	start := func(t *testing.T, d *db.DB) {
		t.Helper()
		signUp(t, d, "w1", "m1")
		run(t, d)
	}
	dbtest.OnBoth(t, start)
	t.Run("PostgreSQL in French", func(t *testing.T) {
		t.Parallel()
		start(t, dbtest.French(t))
	})
}

func signUp(t testing.TB, d *db.DB, workspace, member string) {
	t.Helper()
	err := roster.Begin(t.Context(), d, account.Workspace{ID: workspace, Language: "fr", Zone: "Europe/Paris", CreatedAt: morning.Time()},
		account.Member{ID: member, Email: member + "@example.org", Role: account.Owner, CreatedAt: morning.Time()})
	if err != nil {
		t.Fatal(err)
	}
}

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
		Files: []delivery.Deliverable{{ID: newID(), Object: newID(), Name: "plan.pdf", Size: 1000, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), FirstSeen: morning}},
	}
}

func drafted(t testing.TB, d *db.DB, title string) *delivery.Delivery {
	t.Helper()
	out, err := d.CreateDelivery(t.Context(), delivery.ID(newID()), func(x *delivery.Delivery) ([]delivery.Event, error) {
		plan := draft.Plan(spec(title), newID)
		plan.Workspace, plan.Member = "w1", "m1"
		return x.Save("sender:m1", morning, plan)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sent(t testing.TB, d *db.DB, title string) *delivery.Delivery {
	t.Helper()
	return update(t, d, drafted(t, d, title).ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		var links []delivery.LinkIssued
		for _, r := range x.Recipients {
			links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: newID()})
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
