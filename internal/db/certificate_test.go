package db_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// record commits leaf, certificate and event together, as the sealing job does.
func record(ctx context.Context, d *db.DB, x *delivery.Delivery, number string) error {
	hash := evidence.Hash(sha256.Sum256([]byte(number)))
	at := morning.Add(3 * time.Hour)
	_, err := d.UpdateDeliveryWith(ctx, x.ID, func(ctx context.Context, tx *db.Tx, x *delivery.Delivery) ([]delivery.Event, error) {
		leaf, err := proof.AppendLeaf(ctx, tx, hash, at)
		if err != nil {
			return nil, err
		}
		c := proof.Certificate{
			ID: number, Delivery: x.ID, Release: x.Releases[0].ID, Kind: delivery.CompletionCertificate,
			Evidence: []byte("sealed " + number), EvidenceHash: hash, Leaf: leaf, RecordedAt: at,
		}
		if err := proof.Record(ctx, tx, c); err != nil {
			return nil, err
		}
		return x.RecordCertificate(at, delivery.CertificateRecorded{
			Release: c.Release, Kind: c.Kind, Certificate: number, Evidence: hash.String(), Leaf: leaf,
		})
	})
	return err
}

func TestOneCertificateOfAKindPerRelease(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		const racers = 6
		other := reopen(t, d)
		var group sync.WaitGroup
		outcomes := make(chan error, racers)
		for n := range racers {
			on := []*db.DB{d, other}[n%2]
			group.Go(func() { outcomes <- record(t.Context(), on, x, fmt.Sprintf("Q-%d", n)) })
		}
		group.Wait()
		won := 0
		for range racers {
			switch err := <-outcomes; {
			case err == nil:
				won++
			case errors.Is(err, db.ErrExists): // the row decided
			default:
				t.Logf("refused by the domain: %v", err)
			}
		}
		size, err := proof.LogSize(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		list, err := proof.OfDelivery(t.Context(), d, x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if won != 1 || size != 1 || len(list) != 1 {
			t.Errorf("%d won, %d leaves, %d certificates", won, size, len(list))
		}
		if err := d.CheckReplay(t.Context(), x.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestACertificateGoesFromRecordedToSealed(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		ctx, at := t.Context(), morning.Add(4*time.Hour)
		if err := record(ctx, d, x, "Q-1"); err != nil {
			t.Fatal(err)
		}
		if open, err := proof.OfDelivery(ctx, d, x.ID); err != nil || len(open) != 1 || open[0].ID != "Q-1" || !open[0].SealedAt.IsZero() {
			t.Fatalf("recorded: %v %v", open, err)
		}
		for _, text := range []string{"first", "second"} {
			if err := proof.Save(ctx, d, "Q-1", 1, []byte(text), nil); err != nil {
				t.Fatal(err)
			}
		}
		pdf := evidence.Hash(sha256.Sum256([]byte("pdf")))
		for n, want := range []bool{true, false} {
			var sealed bool
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				var err error
				sealed, err = proof.Seal(ctx, tx, proof.Sealed{ID: "Q-1", Object: fmt.Sprint("object", n), PDF: pdf, Level: "B-T", At: at})
				return err
			})
			if err != nil || sealed != want {
				t.Fatalf("sealing %d: %v %v", n, sealed, err)
			}
		}
		later := evidence.Hash(sha256.Sum256([]byte("pdf with more")))
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return proof.AddRevision(ctx, tx, "Q-1", proof.Revision{SHA256: later, Object: "object9", Level: "B-LT", At: at.Add(time.Hour)})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, sum := range []evidence.Hash{pdf, later} {
			c, err := proof.ByRevision(ctx, d, sum)
			if err != nil || c.ID != "Q-1" || string(c.Proof) != "first" || c.Object != "object0" || c.Level != "B-T" || c.SealedAt != at || c.PDFHash != pdf || len(c.Token) > 0 {
				t.Errorf("%+v %v", c, err)
			}
		}
		if _, err := proof.ByRevision(ctx, d, evidence.Hash{9}); !isProblem(err, db.ErrNotFound) {
			t.Errorf("an unknown PDF gives %v", err)
		}
		if list, err := proof.OfDelivery(ctx, d, x.ID); err != nil || len(list) != 1 || list[0].SealedAt.IsZero() {
			t.Errorf("sealed: %v %v", list, err)
		}
	})
}

// TestTheLogHasOneRootOnBothEngines also compares with a tree in memory.
func TestTheLogHasOneRootOnBothEngines(t *testing.T) {
	const leaves = 37
	var memory []tlog.Hash
	inMemory := func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, n := range indexes {
			out[i] = memory[n]
		}
		return out, nil
	}
	leaf := func(n int) evidence.Hash { return sha256.Sum256([]byte(fmt.Sprint("evidence ", n))) }
	for n := range leaves {
		stored, err := tlog.Append(int64(n), leaf(n), inMemory)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range stored {
			memory = append(memory, h.Hash)
		}
	}
	want, err := tlog.Root(leaves, inMemory)
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for n := range leaves {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				index, err := proof.AppendLeaf(ctx, tx, leaf(n), morning)
				if err == nil && index != int64(n) {
					err = fmt.Errorf("leaf %d has the index %d", n, index)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		size, err := proof.LogSize(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		root, err := tlog.Root(size, proof.HashReader(ctx, d))
		if err != nil || root != want {
			t.Errorf("root %s of %d leaves, want %s: %v", root, size, want, err)
		}
		list, err := proof.Leaves(ctx, d, 30, 100)
		if err != nil || len(list) != leaves-30 || list[0].Hash != leaf(30) || list[0].Index != 30 {
			t.Errorf("leaves from 30: %v %v", list, err)
		}
		for _, note := range []string{"signed", "signed again"} {
			if err := proof.SaveCheckpoint(ctx, d, proof.Checkpoint{Size: size, Root: root, Note: []byte(note), At: morning}); err != nil {
				t.Fatal(err)
			}
		}
		c, err := proof.CheckpointFor(ctx, d, 5)
		if err != nil || string(c.Note) != "signed" || c.Root != root {
			t.Errorf("checkpoint %+v %v", c, err)
		}
		if _, err := proof.CheckpointFor(ctx, d, size+1); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a checkpoint of leaves to come gives %v", err)
		}
		if list, err := proof.UnmirroredCheckpoints(ctx, d, 10); err != nil || len(list) != 1 {
			t.Errorf("unmirrored: %v %v", list, err)
		}
		if err := proof.MarkMirrored(ctx, d, size, morning); err != nil {
			t.Fatal(err)
		}
		if list, err := proof.UnmirroredCheckpoints(ctx, d, 10); err != nil || len(list) != 0 {
			t.Errorf("unmirrored: %v %v", list, err)
		}
	})
}

func TestConcurrentLeavesAreDense(t *testing.T) {
	const writers, each = 4, 5
	onBoth(t, func(t *testing.T, d *db.DB) {
		other := reopen(t, d)
		var group sync.WaitGroup
		failures := make(chan error, writers)
		for w := range writers {
			on := []*db.DB{d, other}[w%2]
			group.Go(func() {
				var failed error
				for n := range each {
					failed = errors.Join(failed, on.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						_, err := proof.AppendLeaf(ctx, tx, sha256.Sum256([]byte(fmt.Sprint(w, n))), morning)
						return err
					}))
				}
				failures <- failed
			})
		}
		group.Wait()
		for range writers {
			if err := <-failures; err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tlog.Root(writers*each, proof.HashReader(t.Context(), d)); err != nil {
			t.Error(err)
		}
	})
}
