package storage

import (
	"context"
	"fmt"
	"io"
)

// slackParts is how many parts more than necessary an object may collect before small ones are merged: the cost of a
// pass is shared by that many appends.
const slackParts = 128

// partsAllowed is the number of parts above which an object of size bytes is compacted. After a pass no two neighbours
// fit into one part, so there are at most 2*ceil(size/MaxPart)+1: MaxObject keeps far from MaxParts.
func partsAllowed(size int64) int {
	return int(2*((size+MaxPart-1)/MaxPart)) + slackParts
}

// compact merges neighbouring parts that fit into one. Each merge is stored, committed, and only then are the old
// parts deleted: a crash leaves bytes without a row, which SweepOrphans removes.
func (a *appender) compact(ctx context.Context) error {
	parts, err := a.vault.catalog.Parts(ctx, a.lease.Object)
	if err != nil {
		return fmt.Errorf("list parts to merge: %w", err)
	}
	for _, group := range mergeable(parts) {
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
	merged, err := a.vault.putPart(ctx, a.key, first.Offset, last.End()-first.Offset, open)
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
