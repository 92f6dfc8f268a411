package jobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync"
	"testing"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db/ledger"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/storage"
	"quittance/storage/storagetest"
)

// newTill is a bench with a vault and a delivery of which a part was paid by hand.
func newTill(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	root, err := storage.NewRootKey(bytes.Repeat([]byte{7}, storage.KeySize))
	check(t, err)
	b.Vault, err = storage.NewVault(storage.VaultConfig{Bucket: storagetest.NewBucket(), Catalog: b.DB.Catalog(), Keys: root, Now: b.Now})
	check(t, err)
	b.Entropy = rand.Reader
	b.named(t, "Atelier Moreau SARL")
	d, err := b.DB.CreateDelivery(t.Context(), "d2", func(x *delivery.Delivery) ([]delivery.Event, error) {
		plan := draft.Plan(draft.Spec{
			Terms: delivery.Terms{Title: "Devis"}, Recipients: []delivery.Recipient{{Name: "Rémi", Email: "remi@example.org", Roles: []delivery.Role{delivery.Payer}}},
			Price: &delivery.Money{Amount: 45_000, Currency: "EUR"}, VATRate: 2000,
			Files: []delivery.Deliverable{{
				ID: "f2", Object: "o2", Name: "devis.pdf", Size: 10, MediaType: "application/pdf", SHA256: string(bytes.Repeat([]byte("ab"), 32)), Visible: true, FirstSeen: b.at(),
			}},
		}, b.newID)
		plan.Workspace, plan.Member = "w1", "m1"
		return x.Save("sender:m1", b.at(), plan)
	})
	check(t, err)
	b.delivery = d.ID
	b.happens(t, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Send("sender:m1", b.at(), []delivery.LinkIssued{{Recipient: x.Recipients[0].ID, LinkID: "l2"}}, true)
	})
	b.happens(t, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.RecordPayment("sender:m1", b.at(), delivery.PaymentRecorded{Payment: "p1", Due: x.Dues[0].ID, Amount: 15_000})
	})
	b.happens(t, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.Refund("sender:m1", b.at(), "r1", "p1", 1_000)
	})
	return b
}

func (b *bench) happens(t *testing.T, decide func(*delivery.Delivery) ([]delivery.Event, error)) *delivery.Delivery {
	t.Helper()
	d, err := b.DB.UpdateDelivery(t.Context(), b.delivery, decide)
	check(t, err)
	return d
}

func (b *bench) named(t *testing.T, name string) {
	t.Helper()
	check(t, b.DB.UpdateWorkspace(t.Context(), "w1", func(w *account.Workspace) error { w.Profile.LegalName = name; return nil }))
}

func (b *bench) issue(ctx context.Context, refund string) error {
	w := &receiptIssuer{Runner: b.Runner}
	return w.Work(ctx, &river.Job[issueReceipt]{Args: issueReceipt{Delivery: b.delivery, Payment: "p1", Refund: refund}})
}

func TestMoneyHasOnePaperHoweverOftenItIsAskedFor(t *testing.T) {
	b := newTill(t)
	var all sync.WaitGroup
	failed := make(chan error, 12)
	for n := range 12 {
		all.Go(func() { failed <- b.issue(t.Context(), []string{"", "r1"}[n%2]) })
	}
	all.Wait()
	for range 12 {
		check(t, <-failed)
	}
	list, err := ledger.Receipts(t.Context(), b.DB, b.delivery)
	check(t, err)
	if len(list) != 2 {
		t.Fatalf("%d papers for a payment and its refund: %+v", len(list), list)
	}
	kept := map[string]bool{list[0].Object: true, list[1].Object: true}
	unattached, err := b.DB.UnattachedObjects(t.Context(), 0, b.at().Add(unattached*2), 100)
	check(t, err)
	for _, id := range unattached {
		if o, err := b.Vault.Stat(t.Context(), id); kept[id] || err == nil && o.State == storage.Finished {
			t.Errorf("object %s: a receipt that would be swept, or a copy that nobody has", id)
		}
	}
}

func TestAReceiptStaysWhatItWas(t *testing.T) {
	b := newTill(t)
	row, before, err := b.papers().Of(t.Context(), b.delivery, "p1", "")
	check(t, err)
	b.named(t, "Atelier Moreau et Associés")
	again, after, err := b.papers().Of(t.Context(), b.delivery, "p1", "")
	check(t, err)
	if again != row || !bytes.Equal(before, after) {
		t.Error("another name of the sender changed a receipt that was issued")
	}
	if !bytes.HasPrefix(before, []byte("%PDF-")) || row.Number[:2] != "R-" {
		t.Errorf("%s is no receipt", row.Number)
	}
}

// What a crash between storing and committing leaves is an object without a row, which the nightly look removes.
func TestACrashBeforeTheCommitLeavesNothingButTheNextTry(t *testing.T) {
	b := newTill(t)
	dying, stop := context.WithCancel(t.Context())
	stop()
	if b.issue(dying, "") == nil {
		t.Fatal("a dead process issued a receipt")
	}
	list, err := ledger.Receipts(t.Context(), b.DB, b.delivery)
	check(t, err)
	if len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	missing, err := ledger.Missing(t.Context(), b.DB, 0, b.at().Add(patience), 10)
	check(t, err)
	if len(missing) != 2 || missing[0].Refund != "" || missing[1].Refund != "r1" {
		t.Fatalf("the nightly look finds %+v", missing)
	}
	for _, ref := range missing {
		check(t, b.issue(t.Context(), ref.Refund))
	}
	if missing, err = ledger.Missing(t.Context(), b.DB, 0, b.at().Add(patience), 10); err != nil || len(missing) != 0 {
		t.Errorf("still missing: %+v, %v", missing, err)
	}
}

func TestMessagesAboutMoneyBringItsPaper(t *testing.T) {
	b := newTill(t)
	d, err := b.DB.Delivery(t.Context(), b.delivery)
	check(t, err)
	for name, c := range map[string]struct {
		notice, language string
		event            delivery.Payload
		begins           string
	}{
		"a payment":                {noticePaid, "fr", delivery.PaymentRecorded{Payment: "p1"}, "recu-R-"},
		"a payment, in English":    {noticePaid, "en", delivery.PaymentRecorded{Payment: "p1"}, "receipt-R-"},
		"a refund":                 {noticeRefunded, "fr", delivery.RefundDone{Payment: "p1", Refund: "r1"}, "remboursement-R-"},
		"a notice of another sort": {noticeProblem, "fr", delivery.ProblemReported{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := Notice{Language: c.language}
			check(t, b.attachReceipt(t.Context(), sendNotice{Notice: c.notice}, d, delivery.Event{Data: c.event}, &n))
			if c.begins == "" {
				if n.Receipt || len(n.Attachments) != 0 {
					t.Errorf("%+v", n.Attachments)
				}
				return
			}
			if !n.Receipt || len(n.Attachments) != 1 || n.Attachments[0].Name[:len(c.begins)] != c.begins || !bytes.HasPrefix(n.Attachments[0].Data, []byte("%PDF-")) {
				t.Errorf("%+v", n)
			}
		})
	}
}
