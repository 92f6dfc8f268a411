package storage

import (
	"context"
	"fmt"
	"io"
)

const (
	// slackParts is how many small parts an object may collect before they are merged: the cost of a merge is shared
	// by that many appends.
	slackParts = 128
	// manyParts keeps a distance from MaxParts. At this number an object of MaxObject still has neighbours to merge:
	// when none is left, two neighbours together exceed MaxPart, so there are at most 2*MaxObject/MaxPart+1 = 8,193.
	manyParts = 9000
	// mergesAtOnce bounds how long one append may be held up. One merge for each append would already do.
	mergesAtOnce = 8
)

// partsAllowed is the number of parts above which an object of size bytes is compacted. A steady stream makes four
// parts for each MaxPart bytes and is left alone.
func partsAllowed(size int64) int {
	return int(min(4*((size+MaxPart-1)/MaxPart)+slackParts, manyParts))
}

// compact merges neighbouring parts that fit into one, a few groups at a time. Each merge is stored, committed, and
// only then are the old parts deleted: a crash leaves bytes without a row, which SweepOrphans removes.
func (a *appender) compact(ctx context.Context) error {
	parts, err := a.vault.catalog.Parts(ctx, a.lease.Object)
	if err != nil {
		return fmt.Errorf("list parts to merge: %w", err)
	}
	groups := mergeable(parts)
	for _, group := range groups[:min(len(groups), mergesAtOnce)] {
		if err := a.merge(ctx, group); err != nil {
			return err
		}
		a.parts -= len(group) - 1
	}
	return nil
}

// mergeable returns the runs of two or more neighbours whose sum is at most MaxPart, taken greedily from the left.
func mergeable(parts []Part) [][]Part {
	var groups [][]Part
	for begin := 0; begin < len(parts); {
		end, size := begin+1, parts[begin].Size
		for end < len(parts) && size+parts[end].Size <= MaxPart {
			size += parts[end].Size
			end++
		}
		if end-begin > 1 {
			groups = append(groups, parts[begin:end])
		}
		begin = end
	}
	return groups
}

func (a *appender) merge(ctx context.Context, old []Part) error {
	first, last := old[0], old[len(old)-1]
	chunk := takeChunk()
	defer chunks.Put(chunk)
	var reading *mergedReader
	stop := func() error {
		if reading == nil {
			return nil
		}
		return reading.Close()
	}
	open := func() io.Reader {
		_ = stop() // a driver that begins again has given up the reader before
		reading = &mergedReader{parts: old, chunk: chunk, open: func(p Part) (*partReader, error) {
			return a.vault.openPart(ctx, a.key, p, 0, p.Size)
		}}
		return reading
	}
	merged, err := a.vault.newPart(first.Offset, last.End()-first.Offset)
	if err != nil {
		return err
	}
	err = a.vault.putPart(ctx, a.key, merged, open)
	if closeErr := stop(); err == nil && closeErr != nil {
		err = fmt.Errorf("close merged parts: %w", closeErr)
	}
	if err != nil {
		return fmt.Errorf("merge parts: %w", err)
	}
	err = a.vault.catalog.MergeParts(ctx, MergeCommit{
		Object: a.lease.Object, Generation: a.lease.Generation, Old: old, New: merged, At: a.vault.now(),
	})
	if err != nil {
		return fmt.Errorf("commit merged parts: %w", err)
	}
	for _, p := range old {
		if err := a.vault.bucket.Delete(ctx, PartBucketKey(p.ID)); err != nil {
			return fmt.Errorf("delete merged part: %w", err)
		}
	}
	return nil
}
