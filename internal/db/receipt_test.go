package db_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/catalog"
	papers "quittance/internal/db/paper"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/storage"
)

func paper(of delivery.ID, n int) papers.Receipt {
	return papers.Receipt{
		Number: fmt.Sprintf("R-%s-%d", of, n), Delivery: of, Payment: "p-" + string(of), Object: fmt.Sprintf("o-%s-%d", of, n),
		SHA256: evidence.Hash(sha256.Sum256([]byte{byte(n)})), IssuedAt: morning,
	}
}

func TestAPaymentHasOneReceipt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		other := reopen(t, d)
		const racers = 6
		won := make(chan int, racers)
		var group sync.WaitGroup
		for n := range racers {
			group.Go(func() {
				first, err := papers.Issue(t.Context(), []*db.DB{d, other}[n%2], paper(x.ID, n))
				if err != nil {
					t.Error(err)
				}
				if first {
					won <- n
				}
			})
		}
		group.Wait()
		close(won)
		winner, more := <-won, len(won)
		if more != 0 {
			t.Fatalf("%d receipts of one payment", more+1)
		}
		got, err := papers.Of(t.Context(), d, x.ID, "p-"+string(x.ID), "")
		if err != nil || got != paper(x.ID, winner) {
			t.Errorf("%+v, %v, issued %+v", got, err, paper(x.ID, winner))
		}
		if _, err := papers.Of(t.Context(), d, x.ID, "p-"+string(x.ID), "r1"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("a note of a refund that never was: %v", err)
		}
		if _, err := papers.Issue(t.Context(), d, papers.Receipt{Number: "R-9", Delivery: x.ID, Payment: "p9", Object: "o9", IssuedAt: morning}); err == nil {
			t.Error("a receipt of a payment that is not there")
		}
	})
}

func TestMoneyWithoutAPaperIsFound(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		refunded := update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Refund("sender:m1", morning.Add(3*time.Hour), "r1", "p-"+string(x.ID), 1000)
		})
		look := func() (out []string) {
			t.Helper()
			list, err := papers.Missing(t.Context(), d, morning, refunded.LastAt.Add(time.Second), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, ref := range list {
				out = append(out, ref.Payment+"/"+ref.Refund)
			}
			return out
		}
		payment := "p-" + string(x.ID)
		if got := look(); !slices.Equal(got, []string{payment + "/", payment + "/r1"}) {
			t.Fatalf("%v", got)
		}
		note := paper(x.ID, 2)
		note.Refund = "r1"
		for _, r := range []papers.Receipt{paper(x.ID, 1), note} {
			if first, err := papers.Issue(t.Context(), d, r); err != nil || !first {
				t.Fatal(first, err)
			}
		}
		if got := look(); len(got) != 0 {
			t.Errorf("still missing: %v", got)
		}
		list, err := papers.Receipts(t.Context(), d, x.ID)
		if err != nil || len(list) != 2 || list[1].Refund != "r1" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestAReceiptIsNotSweptWithWhatBelongsToNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		for _, id := range []string{paper(x.ID, 1).Object, "nobody's"} {
			o := object(id)
			if err := errors.Join(catalog.Of(d).CreateObject(t.Context(), o), finish(t.Context(), d, id)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := papers.Issue(t.Context(), d, paper(x.ID, 1)); err != nil {
			t.Fatal(err)
		}
		ids, err := d.UnattachedObjects(t.Context(), 0, morning.Add(time.Hour), 10)
		if err != nil || !slices.Equal(ids, []string{"nobody's"}) {
			t.Errorf("%v, %v", ids, err)
		}
	})
}

func finish(ctx context.Context, d *db.DB, id string) error {
	o, err := catalog.Of(d).TakeLease(ctx, id, morning.Time())
	if err != nil {
		return err
	}
	part := storage.Part{ID: []byte(id + strings.Repeat("-", 16))[:16], Size: 1 << 20}
	if err := catalog.Of(d).AppendParts(ctx, storage.AppendCommit{Object: id, Generation: o.Generation, Parts: []storage.Part{part}, At: morning.Time()}); err != nil {
		return err
	}
	return catalog.Of(d).FinishObject(ctx, storage.FinishCommit{Object: id, Generation: o.Generation, Size: 1 << 20, SHA256: make([]byte, 32), At: morning.Time()})
}
