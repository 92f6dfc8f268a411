package book_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/book"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

var morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// filled is a database with deliveries as rows, of two workspaces.
func filled(t *testing.T, d *db.DB) {
	t.Helper()
	for _, w := range []string{"w1", "w2"} {
		err := roster.Begin(t.Context(), d, account.Workspace{ID: w, Slug: w, Language: "fr", Zone: "Europe/Paris", CreatedAt: morning.Time()},
			account.Member{ID: "m" + w, Email: w + "@example.org", Name: "Ada", Role: account.Owner, CreatedAt: morning.Time()})
		if err != nil {
			t.Fatal(err)
		}
	}
	dbtest.Fill(t, d, "w1", "mw1", 30)
}

func remember(t *testing.T, d *db.DB, n int, name, email string, informed bool) {
	t.Helper()
	x := &delivery.Delivery{
		ID: delivery.ID(fmt.Sprintf("0fixture00000000%010d", n)), Workspace: "w1", Terms: delivery.Terms{ClientKind: delivery.Business},
		Recipients: []delivery.Recipient{{ID: "r", Name: delivery.Personal(name), Email: delivery.Personal(email), Phone: "+33639980001", Roles: []delivery.Role{delivery.Payer}}},
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return book.Remember(ctx, tx, x, "mw1", informed, morning.Add(time.Duration(n)*time.Minute), func() string { return fmt.Sprintf("c%03d", n) })
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClientIsOneAddress(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		filled(t, d)
		b := book.Of(d)
		remember(t, d, 1, "Hélène", "Helene@Berthier.example", false)
		remember(t, d, 1, "Hélène", "helene@berthier.example", false) // the same delivery again
		remember(t, d, 2, "Hélène Berthier", "helene@berthier.example", true)
		remember(t, d, 3, "Hélène Berthier", "helene@berthier.example", false)
		list, next, err := b.Clients(t.Context(), "w1", book.Place{}, 10)
		if err != nil || next != nil || len(list) != 1 {
			t.Fatal(list, next, err)
		}
		x := list[0]
		if x.Name != "Hélène Berthier" || x.InformedAt != morning.Add(2*time.Minute) || x.LastAt != morning.Add(3*time.Minute) || x.Phone != "+33639980001" {
			t.Errorf("%+v", x)
		}
		ids, more, err := b.History(t.Context(), x.ID, "", 2)
		if err != nil || len(ids) != 2 || ids[0] != "0fixture000000000000000003" || more != ids[1] {
			t.Error(ids, more, err)
		}
		if ids, more, err = b.History(t.Context(), x.ID, more, 2); err != nil || len(ids) != 1 || more != "" {
			t.Error(ids, more, err)
		}
		for text, want := range map[string]int{"hel": 1, "BERTH exam": 1, "elene": 0, "hel roux": 0, "": 0} {
			if found, err := b.Search(t.Context(), "w1", text, 5); err != nil || len(found) != want {
				t.Errorf("%q finds %v %v", text, found, err)
			}
		}
		remember(t, d, 4, "Hélène Roux", "helene@berthier.example", false) // who is called otherwise now is found by that name
		for text, want := range map[string]int{"roux": 1, "berthier": 1, "helene roux": 1} {
			if found, err := b.Search(t.Context(), "w1", text, 5); err != nil || len(found) != want {
				t.Errorf("renamed, %q finds %v %v", text, found, err)
			}
		}
		remember(t, d, 5, "Hélène Petit", "helene@berthier.example", false)
		if found, err := b.Search(t.Context(), "w1", "roux", 5); err != nil || len(found) != 0 {
			t.Errorf("by a name that is no more: %v %v", found, err)
		}
		if found, err := b.Search(t.Context(), "w2", "hel", 5); err != nil || len(found) > 0 {
			t.Error(found, err)
		}
		if _, err := b.Client(t.Context(), "w2", x.ID); !errors.Is(err, db.ErrNotFound) {
			t.Error(err)
		}
		known := &delivery.Delivery{Workspace: "w1", Recipients: []delivery.Recipient{{Email: "helene@berthier.example", Roles: []delivery.Role{delivery.Payer}}}}
		if ok, err := b.AreInformed(t.Context(), known); !ok || err != nil {
			t.Error(ok, err)
		}
		known.Recipients = append(known.Recipients, delivery.Recipient{Email: "paul@roux.example", Roles: []delivery.Role{delivery.Payer}})
		if ok, err := b.AreInformed(t.Context(), known); ok || err != nil {
			t.Error(ok, err)
		}
	})
}

func TestClientsCanBePaged(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		filled(t, d)
		for n := 1; n <= 5; n++ {
			remember(t, d, n, fmt.Sprint("Client ", n), fmt.Sprintf("client%d@example.org", n), false)
		}
		var names string
		var place book.Place
		for range 4 {
			list, next, err := book.Of(d).Clients(t.Context(), "w1", place, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				names += x.Name[len(x.Name)-1:]
			}
			if next == nil {
				break
			}
			place = *next
		}
		if names != "54321" {
			t.Error(names)
		}
	})
}

func TestNotesOfADelivery(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		filled(t, d)
		const id = "0fixture000000000000000001"
		for n := range book.MaxNotes {
			if err := book.AddNote(t.Context(), d, id, book.Note{ID: fmt.Sprintf("n%03d", n), Member: "mw1", Text: fmt.Sprint(n), At: morning}); err != nil {
				t.Fatal(err)
			}
		}
		if err := book.AddNote(t.Context(), d, id, book.Note{ID: "more", Member: "mw1", Text: "x"}); !errors.Is(err, book.ErrTooManyNotes) {
			t.Error(err)
		}
		notes, err := book.Of(d).Notes(t.Context(), id)
		if err != nil || len(notes) != book.MaxNotes || notes[0].Text != "99" || notes[0].MemberName != "Ada" {
			t.Error(len(notes), err)
		}
		if err := book.DeleteNote(t.Context(), d, "0fixture000000000000000002", "n000"); !errors.Is(err, db.ErrNotFound) {
			t.Error("deleted by another delivery", err)
		}
		if err := book.DeleteNote(t.Context(), d, id, "n000"); err != nil {
			t.Error(err)
		}
	})
}
