package tlog

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a node of the tree. Its String is base64, as in proofs and checkpoints.
type Hash = tlog.Hash

// HashReader returns the stored hashes at the given indexes (see StoredHash), in the order asked. A hash that is
// missing is an error.
type HashReader func(indexes []int64) ([]Hash, error)

// ReadHashes makes HashReader a tlog.HashReader.
func (r HashReader) ReadHashes(indexes []int64) ([]Hash, error) { return r(indexes) }

// StoredHash is one hash to store, under an index that never changes. Indexes are dense: a tree of n leaves has
// the indexes 0 to StoredHashCount(n)-1.
type StoredHash struct {
	Index int64
	Hash  Hash
}

// maxSize bounds tree sizes read from strangers, far from overflow in index arithmetic.
const maxSize = 1 << 48

var errSize = errors.New("tree size or index out of range")

// StoredHashCount returns how many hashes a tree of size leaves stores.
func StoredHashCount(size int64) int64 { return tlog.StoredHashCount(size) }

// LeafHash returns the RFC 6962 hash of the leaf for an evidence document with this SHA-256.
func LeafHash(evidence [32]byte) Hash { return tlog.RecordHash(evidence[:]) }

// Append computes what to store to make evidence the leaf number size of a tree that has size leaves. The reader
// must see the tree as the same transaction does.
func Append(size int64, evidence [32]byte, read HashReader) ([]StoredHash, error) {
	if size < 0 || size >= maxSize {
		return nil, fmt.Errorf("append to log: %w", errSize)
	}
	hashes, err := tlog.StoredHashesForRecordHash(size, LeafHash(evidence), read)
	if err != nil {
		return nil, fmt.Errorf("append to log: %w", err)
	}
	first := tlog.StoredHashIndex(0, size)
	stored := make([]StoredHash, 0, len(hashes))
	for i, h := range hashes {
		stored = append(stored, StoredHash{Index: first + int64(i), Hash: h})
	}
	return stored, nil
}

// Root returns the root of the tree's first size leaves. That of no leaves is SHA-256 of nothing (RFC 6962).
func Root(size int64, read HashReader) (Hash, error) {
	if size < 0 || size > maxSize {
		return Hash{}, fmt.Errorf("compute log root: %w", errSize)
	}
	root, err := tlog.TreeHash(size, read)
	if err != nil {
		return Hash{}, fmt.Errorf("compute log root: %w", err)
	}
	return root, nil
}

// ProveInclusion returns the path from leaf index to the root of the tree's first size leaves.
func ProveInclusion(index, size int64, read HashReader) ([]Hash, error) {
	if index < 0 || index >= size || size > maxSize {
		return nil, fmt.Errorf("prove inclusion: %w", errSize)
	}
	path, err := tlog.ProveRecord(size, index, read)
	if err != nil {
		return nil, fmt.Errorf("prove inclusion: %w", err)
	}
	return path, nil
}

// ProveConsistency returns the proof that the tree's first newer leaves begin with its first older leaves.
func ProveConsistency(older, newer int64, read HashReader) ([]Hash, error) {
	if older < 1 || older > newer || newer > maxSize {
		return nil, fmt.Errorf("prove consistency: %w", errSize)
	}
	path, err := tlog.ProveTree(newer, older, read)
	if err != nil {
		return nil, fmt.Errorf("prove consistency: %w", err)
	}
	return path, nil
}

// ErrInconsistent means two checkpoints of which the newer does not extend the older: the log was rewritten.
var ErrInconsistent = errors.New("log is not append-only")

// CheckConsistency verifies the output of ProveConsistency between two checkpoints of one log. An empty older
// checkpoint is extended by anything.
func CheckConsistency(older, newer Checkpoint, path []Hash) error {
	switch {
	case older.Origin != newer.Origin:
		return fmt.Errorf("%w: other origin", ErrInconsistent)
	case older.Size < 0 || older.Size > newer.Size || newer.Size > maxSize:
		return fmt.Errorf("%w: %w", ErrInconsistent, errSize)
	case older.Size == 0:
		return nil
	}
	if err := tlog.CheckTree(path, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return fmt.Errorf("%w: %w", ErrInconsistent, err)
	}
	return nil
}
