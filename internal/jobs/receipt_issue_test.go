package jobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/internal/jobs/jobstest"
	"quittance/storage"
)

// bench is a runner over a database of its own.
type bench struct {
	*Runner
	delivery delivery.ID
}

func newBench(t *testing.T) *bench {
	t.Helper()
	now := func() time.Time { return jobstest.Morning }
	r, err := New(Deps{DB: jobstest.Open(t), ShortKey: []byte("key"), Now: now, Machine: now, Entropy: strings.NewReader(strings.Repeat("0123456789", 100)), Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	check(t, err)
	return &bench{Runner: r}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bench) named(t *testing.T, name string) { jobstest.Named(t, b.DB, name) }

// newTill is a bench with a vault and a delivery of which a part was paid by hand.
func newTill(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.Vault, b.Entropy = jobstest.Vault(t, b.DB, b.Now), rand.Reader
	b.delivery = jobstest.Paid(t, b.DB).ID
	return b
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
	list, err := paper.Receipts(t.Context(), b.DB, b.delivery)
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
	row, before, err := b.receipts().Of(t.Context(), b.delivery, "p1", "")
	check(t, err)
	b.named(t, "Atelier Moreau et Associés")
	again, after, err := b.receipts().Of(t.Context(), b.delivery, "p1", "")
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
	list, err := paper.Receipts(t.Context(), b.DB, b.delivery)
	check(t, err)
	if len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	missing, err := paper.Missing(t.Context(), b.DB, 0, b.at().Add(patience), 10)
	check(t, err)
	if len(missing) != 2 || missing[0].Refund != "" || missing[1].Refund != "r1" {
		t.Fatalf("the nightly look finds %+v", missing)
	}
	for _, ref := range missing {
		check(t, b.issue(t.Context(), ref.Refund))
	}
	if missing, err = paper.Missing(t.Context(), b.DB, 0, b.at().Add(patience), 10); err != nil || len(missing) != 0 {
		t.Errorf("still missing: %+v, %v", missing, err)
	}
}
