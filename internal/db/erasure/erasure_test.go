package erasure_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/book"
	"quittance/internal/db/catalog"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/erasure"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/storage"
	"quittance/storage/storagetest"
)

var morning = delivery.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// world is a workspace whose clock is moved by hand.
type world struct {
	t   *testing.T
	db  *db.DB
	at  delivery.Instant
	ids int
	erasure.Eraser
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, at: morning}
	w.Eraser = erasure.Eraser{DB: d, Vault: w.vault(catalog.Of(d)), NewID: w.id, Now: func() time.Time { return w.at.Time() }}
	w.check(roster.Begin(t.Context(), d, account.Workspace{ID: "w1", Slug: "w1", Language: "fr", Zone: "Europe/Paris", CreatedAt: morning.Time()},
		account.Member{ID: "m1", Email: "odile@example.org", Name: "Odile", Role: account.Owner, CreatedAt: morning.Time()}))
	return w
}

func (w *world) vault(c storage.Catalog) *storage.Vault {
	w.t.Helper()
	root, err := storage.NewRootKey([]byte(strings.Repeat("k", 32)))
	w.check(err)
	v, err := storage.NewVault(storage.VaultConfig{Bucket: storagetest.NewBucket(), Catalog: c, Keys: root})
	w.check(err)
	return v
}

var errOutage = errors.New("out of reach")

// outage is a catalog of a process that dies before it removes what is stored.
type outage struct{ storage.Catalog }

func (outage) Parts(context.Context, string) ([]storage.Part, error) { return nil, errOutage }

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) id() string {
	w.ids++
	return fmt.Sprintf("i%06d", w.ids)
}

// sent sends a delivery with one file to a client who pays.
func (w *world) sent(title, email string) *delivery.Delivery {
	w.t.Helper()
	o, err := w.Vault.Store(w.t.Context(), storage.NewObject{Owner: "w1", Name: title + ".pdf", MediaType: "application/pdf", Size: 4}, strings.NewReader("plan"))
	w.check(err)
	plan := draft.Plan(draft.Spec{
		Terms:      delivery.Terms{Title: delivery.Personal(title), ExpiresOn: "2027-01-31"},
		Recipients: []delivery.Recipient{{Name: "Hélène", Email: delivery.Personal(email), Phone: "+33639980001", Roles: []delivery.Role{delivery.Payer}}},
		Price:      &delivery.Money{Amount: 45000, Currency: "EUR"}, Gates: []delivery.GateKind{delivery.PaymentGate}, DueOn: "2026-12-15",
		Files: []delivery.Deliverable{{ID: w.id(), Object: o.ID, Name: delivery.Personal(title + ".pdf"), Size: 4, SHA256: fmt.Sprintf("%x", o.SHA256)}},
	}, w.id)
	plan.Workspace, plan.Member = "w1", "m1"
	x, err := w.db.CreateDelivery(w.t.Context(), delivery.ID(w.id()), func(x *delivery.Delivery) ([]delivery.Event, error) { return x.Save("sender:m1", w.at, plan) })
	w.check(err)
	x, err = w.db.UpdateDeliveryWith(w.t.Context(), x.ID, func(ctx context.Context, tx *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
		events, err := x.Send("sender:m1", w.at, []delivery.LinkIssued{{Recipient: x.Recipients[0].ID, LinkID: w.id()}}, true)
		if err != nil {
			return nil, err
		}
		return events, book.Remember(ctx, tx, x, "m1", false, w.at, w.id)
	})
	w.check(err)
	return x
}

func (w *world) withdrawn(title, email string) *delivery.Delivery {
	w.t.Helper()
	x, err := w.db.UpdateDelivery(w.t.Context(), w.sent(title, email).ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Withdraw("sender:m1", w.at, "trop tôt", false)
	})
	w.check(err)
	return x
}

func (w *world) due(years, days, deliveries, clients int) {
	w.t.Helper()
	w.at = delivery.At(morning.Time().AddDate(years, 0, days))
	d, c, err := w.Due(w.t.Context())
	if err != nil || d != deliveries || c != clients {
		w.t.Errorf("after %d years and %d days: %d deliveries, %d clients, %v", years, days, d, c, err)
	}
}

// left is whether the object can be read, and the row of a delivery.
func (w *world) left(id delivery.ID) (files bool, x *delivery.Delivery) {
	w.t.Helper()
	x, err := w.db.Delivery(w.t.Context(), id)
	w.check(err)
	w.check(w.db.CheckReplay(w.t.Context(), id))
	_, err = w.Vault.Open(w.t.Context(), x.Deliverables[0].Object)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		w.t.Fatal(err)
	}
	return err == nil, x
}

func TestTheDailyJobErasesWhatIsOverAndNothingElse(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ended, alive := w.withdrawn("Lot Kermorvan", "helene@berthier.example"), w.sent("Lot Roux", "paul@roux.example")
		token := [16]byte{7}
		w.check(access.CreateShortLink(t.Context(), d, access.ShortLink{Token: token, Delivery: ended.ID, Recipient: ended.Recipients[0].ID, LinkID: ended.Recipients[0].LinkID, ExpiresAt: delivery.At(morning.Time().AddDate(5, 0, 0))}))
		w.due(1, -1, 0, 0)
		w.due(1, 1, 1, 0)
		if files, x := w.left(ended.ID); files || x.Terms.Title == "" {
			t.Errorf("after a year: files %v, %+v", files, x.Terms)
		}
		w.due(1, 2, 0, 0)
		w.due(3, 0, 0, 0) // counted from the withdrawal, and seen two days late
		w.due(3, 2, 1, 0)
		if _, x := w.left(ended.ID); x.Terms.Title != "" || x.Recipients[0].Email != "" || x.State != delivery.Withdrawn {
			t.Errorf("after three: %+v", x)
		}
		if short, err := access.FindShortLink(t.Context(), d, token); err != nil || short.Delivery != ended.ID {
			t.Errorf("what a message holds says no more that it was erased: %+v %v", short, err) // it names nobody: a hash, and ids
		}
		if files, x := w.left(alive.ID); !files || x.Terms.Title == "" || !x.ErasedAt.IsZero() {
			t.Errorf("what is under way was erased: %+v", x)
		}
		w.due(9, 0, 0, 0)
		list, _, err := book.Of(d).Clients(t.Context(), "w1", book.Place{}, 10)
		if err != nil || len(list) != 1 || list[0].Email != "paul@roux.example" {
			t.Errorf("clients: %+v %v", list, err)
		}
	})
}

func TestAFormerClientsCardGoesAndWhatWasPaidStays(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		x := w.sent("Lot Kermorvan", "helene@berthier.example")
		_, err := d.UpdateDelivery(t.Context(), x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			events, err := x.RecordPayment("sender:m1", w.at, delivery.PaymentRecorded{Payment: "p1", Due: x.Dues[0].ID, Amount: 45000, Currency: "EUR"})
			if err != nil {
				return nil, err
			}
			recorded, err := x.RecordCertificate(w.at, delivery.CertificateRecorded{Release: x.Releases[0].ID, Kind: delivery.CompletionCertificate, Certificate: "Q-1"})
			if err != nil {
				return nil, err
			}
			sealed, err := x.Seal(w.at, delivery.CertificateSealed{Release: x.Releases[0].ID, Kind: delivery.CompletionCertificate, Certificate: "Q-1"})
			return append(append(events, recorded...), sealed...), err
		})
		w.check(err)
		w.due(3, 1, 0, 1)
		w.due(9, 360, 0, 0)
		if files, x := w.left(x.ID); !files || x.Recipients[0].Email == "" {
			t.Errorf("before ten years: %+v", x)
		}
		w.due(10, 1, 1, 0)
		if files, x := w.left(x.ID); files || x.Recipients[0].Email != "" || x.Payments[0].Amount != 45000 {
			t.Errorf("after ten: %+v", x)
		}
	})
}

func TestByHandAndTwiceOver(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		alive, ended := w.sent("Lot Roux", "paul@roux.example"), w.withdrawn("Lot Kermorvan", "helene@berthier.example")
		for name, c := range map[string]struct {
			id    delivery.ID
			early bool
			want  string
		}{
			"never what is under way":      {alive.ID, true, delivery.ErrStillNeeded.Code},
			"nor what is to be kept":       {ended.ID, false, delivery.ErrMustBeKept.Code},
			"nor what there is nothing of": {"nothing", true, ""},
		} {
			err := w.ByHand(t.Context(), c.id, c.early, "asked for")
			if err == nil || c.want == "" && !errors.Is(err, db.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 2 {
			w.check(w.ByHand(t.Context(), ended.ID, true, "asked for"))
		}
		files, x := w.left(ended.ID)
		if files || x.Terms.Title != "" {
			t.Errorf("%v %+v", files, x)
		}
		events, err := d.Events(t.Context(), ended.ID, x.Seq-1, 1)
		if err != nil || len(events) != 1 || len(events[0].Details) != 1 {
			t.Errorf("the reason: %+v %v", events, err)
		}
		lines, err := roster.Events(t.Context(), d, "w1", "", 10)
		if err != nil || len(lines) != 1 || lines[0].Kind != account.DeliveryErased || lines[0].Subject != string(ended.ID) || lines[0].Member != "" {
			t.Errorf("account log: %+v %v", lines, err)
		}
		if _, err := d.UpdateDelivery(t.Context(), ended.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.IssueLink("sender:m1", w.at, x.Recipients[0].ID, "fresh")
		}); err == nil {
			t.Error("somebody acts on what was erased")
		}
	})
}

// A crash between the transaction and the storage leaves bytes that nobody can read; the sweeper removes them.
func TestKeysGoWithTheTransaction(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		x := w.withdrawn("Lot Kermorvan", "helene@berthier.example")
		whole := w.Vault
		w.Vault = w.vault(outage{catalog.Of(d)})
		if err := w.ByHand(t.Context(), x.ID, true, "asked for"); !errors.Is(err, errOutage) {
			t.Fatalf("%v", err)
		}
		var keys int
		w.check(d.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM object WHERE state <> 'deleted' OR key_blob IS NOT NULL OR name <> ''").Scan(&keys))
		if keys > 0 {
			t.Errorf("%d objects can be read", keys)
		}
		w.Vault = whole
		w.check(w.ByHand(t.Context(), x.ID, true, "asked for"))
		if ids, err := catalog.Of(d).Shredded(t.Context(), 10); err != nil || len(ids) > 0 {
			t.Errorf("still stored: %v %v", ids, err)
		}
	})
}

// Whoever was only named to pay has no card; the deliveries that hold the address are found, whatever case it was typed in.
func TestWhoWasOnlyNamedToPayIsForgottenToo(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		named := func(x *delivery.Delivery) *delivery.Delivery {
			t.Helper()
			x, err := d.UpdateDelivery(t.Context(), x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				return x.NamePayer(w.at, delivery.PayerNamed{Recipient: w.id(), NamedBy: x.Recipients[0].ID, Name: "Compta", Email: "Compta@Nord.example", LinkID: w.id()})
			})
			w.check(err)
			return x
		}
		alive, ended, other := named(w.sent("Lot Roux", "paul@roux.example")), named(w.sent("Lot Kermorvan", "helene@berthier.example")), w.withdrawn("Lot Le Goff", "marie@legoff.example")
		_, err := d.UpdateDelivery(t.Context(), ended.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Withdraw("sender:m1", w.at, "trop tôt", false)
		})
		w.check(err)
		for n, erased := range []int{1, 0} { // the second time there is nothing but what is kept
			f, err := w.Client(t.Context(), "compta@nord.example")
			if err != nil || f.Cards != 0 || f.Erased != erased || len(f.Kept) != 1 || f.Kept[0].Delivery != alive.ID || f.Kept[0].Refusal.Params["why"] != string(delivery.KeepAlive) {
				t.Errorf("time %d: %+v, %v", n+1, f, err)
			}
		}
		if _, x := w.left(ended.ID); x.Terms.Title != "" || x.Recipients[1].Email != "" {
			t.Errorf("%+v", x)
		}
		if _, x := w.left(other.ID); x.Terms.Title == "" {
			t.Error("somebody else's is erased")
		}

		// An address that was mistyped, and corrected, is held by the history alone.
		_, err = d.UpdateDelivery(t.Context(), alive.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			r := x.Recipients[0]
			return x.Correct("sender:m1", w.at, delivery.RecipientCorrected{Recipient: r.ID, Name: r.Name, Email: "paul@neuf.example", Phone: r.Phone, LinkID: w.id()})
		})
		w.check(err)
		if f, err := w.Client(t.Context(), "paul@roux.example"); err != nil || f.Cards != 1 || f.Erased != 0 || len(f.Kept) != 1 {
			t.Errorf("%+v, %v", f, err)
		}
		lines, err := roster.Events(t.Context(), d, "w1", "", 1)
		if err != nil || len(lines) != 1 || lines[0].Kind != account.ClientErased || lines[0].Member != "" {
			t.Errorf("account log: %+v %v", lines, err)
		}
		if _, err := w.Client(t.Context(), "nobody@example.org"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}
