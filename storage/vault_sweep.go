package storage

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// removeParts deletes what is stored of a shredded object, then its rows.
func (v *Vault) removeParts(ctx context.Context, id string) error {
	parts, err := v.catalog.Parts(ctx, id)
	if err != nil {
		return fmt.Errorf("list parts to delete: %w", err)
	}
	for _, p := range parts {
		if err := v.bucket.Delete(ctx, PartBucketKey(p.ID)); err != nil {
			return fmt.Errorf("delete part: %w", err)
		}
	}
	if err := v.catalog.ForgetParts(ctx, id); err != nil {
		return fmt.Errorf("forget parts: %w", err)
	}
	return nil
}

// SweepAbandoned deletes at most limit uploads that nobody has touched since before, and returns how many. A client
// that comes back in that very moment finds its upload gone (404): choose before days ago.
func (v *Vault) SweepAbandoned(ctx context.Context, before time.Time, limit int) (int, error) {
	ids, err := v.catalog.Abandoned(ctx, before, limit)
	if err != nil {
		return 0, fmt.Errorf("list abandoned uploads: %w", err)
	}
	return each(ids, func(id string) error { return v.Delete(ctx, id) })
}

// SweepDeleted removes what a crash or a failing bucket left of at most limit deleted objects, and returns how many.
func (v *Vault) SweepDeleted(ctx context.Context, limit int) (int, error) {
	ids, err := v.catalog.Shredded(ctx, limit)
	if err != nil {
		return 0, fmt.Errorf("list deleted objects: %w", err)
	}
	return each(ids, func(id string) error { return v.removeParts(ctx, id) })
}

// each goes on after an error, so that one object cannot keep the others from being swept.
func each(ids []string, do func(string) error) (int, error) {
	var (
		done int
		errs []error
	)
	for _, id := range ids {
		if err := do(id); err != nil {
			errs = append(errs, fmt.Errorf("sweep object %s: %w", id, err))
			continue
		}
		done++
	}
	return done, errors.Join(errs...)
}

// SweepOrphans deletes parts put before the given instant that no row names: a crash between storing and committing
// leaves them. It returns how many. Before must be well in the past (a day), for a row is committed after its part is
// stored. The bucket must belong to this catalog alone: parts of another installation would be taken for orphans.
func (v *Vault) SweepOrphans(ctx context.Context, before time.Time) (int, error) {
	var deleted int
	err := v.bucket.Walk(ctx, "parts/", func(e BucketEntry) error {
		if !e.Modified.Before(before) {
			return nil
		}
		id, err := hex.DecodeString(strings.TrimPrefix(e.Key, "parts/"))
		if err != nil || len(id) != partIDSize {
			return nil // not ours, so not ours to delete
		}
		known, err := v.catalog.HasPart(ctx, id)
		if err != nil || known {
			return err
		}
		if err := v.bucket.Delete(ctx, e.Key); err != nil {
			return err
		}
		deleted++
		return nil
	})
	if err != nil {
		return deleted, fmt.Errorf("sweep orphan parts: %w", err)
	}
	return deleted, nil
}
