package proof

import (
	"context"
	"fmt"
	"strconv"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/tlog"
)

// AppendLeaf makes the hash of an evidence document the next leaf of the log and returns its index. Others who append
// wait from here until this transaction ends: call it late. One transaction may append several.
func AppendLeaf(ctx context.Context, tx *db.Tx, hash evidence.Hash, at delivery.Instant) (int64, error) {
	size, err := tx.Queries().AdvanceLog(ctx)
	if err != nil {
		return 0, db.Classify("lock log", err)
	}
	index := size - 1
	stored, err := tlog.Append(index, hash, hashReader(ctx, tx.Reading()))
	if err != nil {
		return 0, fmt.Errorf("append leaf %d: %w", index, err)
	}
	for _, h := range stored {
		if err := tx.Queries().InsertLogHash(ctx, sqlgen.InsertLogHashParams{Idx: h.Index, Hash: h.Hash[:]}); err != nil {
			return 0, db.Classify("store log hash", err)
		}
	}
	if err := tx.Queries().InsertLogLeaf(ctx, sqlgen.InsertLogLeafParams{Idx: index, Data: hash[:], At: int64(at)}); err != nil {
		return 0, db.Classify("store leaf", err)
	}
	return index, nil
}

// hashReader reads all that it is asked for at once: a tile is one statement.
func hashReader(ctx context.Context, q *sqlgen.Queries) tlog.HashReader {
	return func(indexes []int64) ([]tlog.Hash, error) {
		if len(indexes) == 0 {
			return nil, nil
		}
		numbers := make([]string, len(indexes))
		for i, idx := range indexes {
			numbers[i] = strconv.FormatInt(idx, 10)
		}
		text, n, err := db.Slots(numbers)
		if err != nil {
			return nil, err
		}
		list, err := q.ListLogHashes(ctx, sqlgen.ListLogHashesParams{Numbers: text, N: n})
		if err != nil {
			return nil, db.Classify("read log hashes", err)
		}
		if len(list) != len(indexes) {
			return nil, fmt.Errorf("read log hashes: %d of %d", len(list), len(indexes))
		}
		out := make([]tlog.Hash, len(indexes))
		for i, h := range list {
			if len(h) != len(out[i]) {
				return nil, fmt.Errorf("read log hash %d: %d bytes", indexes[i], len(h))
			}
			copy(out[i][:], h)
		}
		return out, nil
	}
}

// LogSize returns the number of committed leaves.
func LogSize(ctx context.Context, d *db.DB) (int64, error) {
	size, err := d.Reading().LogSize(ctx)
	return size, db.Classify("read log size", err)
}

// HashReader reads committed hashes, for roots and proofs over at most LogSize leaves.
func HashReader(ctx context.Context, d *db.DB) tlog.HashReader { return hashReader(ctx, d.Reading()) }

// Leaf is one entry of the log: the SHA-256 of an evidence document.
type Leaf struct {
	Index int64
	Hash  evidence.Hash
	At    delivery.Instant
}

// Leaves returns committed leaves from an index on, for tiles of entries.
func Leaves(ctx context.Context, d *db.DB, from int64, limit int) ([]Leaf, error) {
	list, err := d.Reading().ListLogLeaves(ctx, sqlgen.ListLogLeavesParams{First: from, MaxRows: db.Rows(limit)})
	if err != nil {
		return nil, db.Classify("read leaves", err)
	}
	out := make([]Leaf, len(list))
	for i, l := range list {
		out[i] = Leaf{Index: l.Idx, At: delivery.Instant(l.At)}
		if copy(out[i].Hash[:], l.Data) != len(out[i].Hash) {
			return nil, fmt.Errorf("read leaf %d: %d bytes", l.Idx, len(l.Data))
		}
	}
	return out, nil
}

// Checkpoint is a signed tree head.
type Checkpoint struct {
	Size       int64
	Root       tlog.Hash
	Note       []byte // signed
	At         delivery.Instant
	MirroredAt delivery.Instant
}

func checkpointOf(c sqlgen.Checkpoint) (Checkpoint, error) {
	out := Checkpoint{Size: c.Size, Note: c.Note, At: delivery.Instant(c.At), MirroredAt: delivery.Instant(c.MirroredAt)}
	if copy(out.Root[:], c.Root) != len(out.Root) {
		return Checkpoint{}, fmt.Errorf("read checkpoint: root of %d bytes", len(c.Root))
	}
	return out, nil
}

// SaveCheckpoint stores a signed tree head before it is used. Of one size the first stays: read it back.
func SaveCheckpoint(ctx context.Context, d *db.DB, c Checkpoint) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Queries().InsertCheckpoint(ctx, sqlgen.InsertCheckpointParams{Size: c.Size, Root: c.Root[:], Note: c.Note, At: int64(c.At)})
		return db.Classify("store checkpoint", err)
	})
}

// LatestCheckpoint returns the largest tree head that is outside the database too. db.ErrNotFound before the first.
func LatestCheckpoint(ctx context.Context, d *db.DB) (Checkpoint, error) {
	c, err := d.Reading().LatestCheckpoint(ctx)
	if err != nil {
		return Checkpoint{}, db.Classify("read checkpoint", err)
	}
	return checkpointOf(c)
}

// CheckpointFor returns the smallest stored tree head with at least that many leaves. db.ErrNotFound when there is none.
func CheckpointFor(ctx context.Context, d *db.DB, size int64) (Checkpoint, error) {
	c, err := d.Reading().CheckpointFor(ctx, size)
	if err != nil {
		return Checkpoint{}, db.Classify("read checkpoint", err)
	}
	return checkpointOf(c)
}

// UnmirroredCheckpoints returns the stored tree heads that are not outside the database yet, smallest first.
func UnmirroredCheckpoints(ctx context.Context, d *db.DB, limit int) ([]Checkpoint, error) {
	list, err := d.Reading().ListUnmirroredCheckpoints(ctx, db.Rows(limit))
	if err != nil {
		return nil, db.Classify("list checkpoints", err)
	}
	out := make([]Checkpoint, len(list))
	for i, c := range list {
		if out[i], err = checkpointOf(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// MarkMirrored notes that the tree head of that size is durable outside the database.
func MarkMirrored(ctx context.Context, d *db.DB, size int64, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("mark checkpoint", tx.Queries().MarkMirrored(ctx, sqlgen.MarkMirroredParams{Size: size, At: int64(at)}))
	})
}
