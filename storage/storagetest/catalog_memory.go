// Package storagetest holds what tests of storage share: a catalog and a bucket in memory, faults to put around them,
// and the conformance suites that every catalog and every bucket must pass.
package storagetest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"quittance/storage"
)

// Catalog is a storage.Catalog in memory.
type Catalog struct {
	mu      sync.Mutex
	objects map[string]*storage.Object
	parts   map[string][]storage.Part
}

// NewCatalog returns an empty catalog.
func NewCatalog() *Catalog {
	return &Catalog{objects: map[string]*storage.Object{}, parts: map[string][]storage.Part{}}
}

// CreateObject implements storage.Catalog.
func (c *Catalog) CreateObject(_ context.Context, o storage.Object) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.objects[o.ID] != nil {
		return fmt.Errorf("create object: %w", storage.ErrExists)
	}
	row := copyObject(o)
	c.objects[o.ID] = &row
	return nil
}

// Object implements storage.Catalog.
func (c *Catalog) Object(_ context.Context, id string) (storage.Object, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	row := c.objects[id]
	if row == nil {
		return storage.Object{}, fmt.Errorf("load object: %w", storage.ErrNotFound)
	}
	return copyObject(*row), nil
}

// Parts implements storage.Catalog.
func (c *Catalog) Parts(_ context.Context, id string) ([]storage.Part, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	parts := make([]storage.Part, 0, len(c.parts[id]))
	for _, p := range c.parts[id] {
		parts = append(parts, copyPart(p))
	}
	return parts, nil
}

// TakeLease implements storage.Catalog.
func (c *Catalog) TakeLease(_ context.Context, id string, at time.Time) (storage.Object, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	row, err := c.uploading(id)
	if err != nil {
		return storage.Object{}, fmt.Errorf("take lease: %w", err)
	}
	row.Generation++
	row.ChangedAt = instant(at)
	return copyObject(*row), nil
}

// AppendParts implements storage.Catalog.
func (c *Catalog) AppendParts(_ context.Context, a storage.AppendCommit) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	row, err := c.held(a.Object, a.Generation)
	if err != nil {
		return fmt.Errorf("append parts: %w", err)
	}
	if row.Offset != a.Parts[0].Offset {
		return fmt.Errorf("append parts: %w", storage.ErrOffset)
	}
	for _, p := range a.Parts {
		c.parts[a.Object] = append(c.parts[a.Object], copyPart(p))
		row.Offset = p.End()
		row.PartCount++
	}
	row.HashState = bytes.Clone(a.HashState)
	row.ChangedAt = instant(a.At)
	return nil
}

// MergeParts implements storage.Catalog.
func (c *Catalog) MergeParts(_ context.Context, m storage.MergeCommit) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	row, err := c.held(m.Object, m.Generation)
	if err != nil {
		return fmt.Errorf("merge parts: %w", err)
	}
	parts := c.parts[m.Object]
	first := slices.IndexFunc(parts, func(p storage.Part) bool { return p.Offset == m.New.Offset })
	same := func(a, b storage.Part) bool {
		return a.Offset == b.Offset && a.Size == b.Size && bytes.Equal(a.ID, b.ID)
	}
	if first < 0 || first+len(m.Old) > len(parts) || !slices.EqualFunc(parts[first:first+len(m.Old)], m.Old, same) {
		return fmt.Errorf("merge parts: %w", storage.ErrOffset)
	}
	c.parts[m.Object] = slices.Replace(slices.Clone(parts), first, first+len(m.Old), copyPart(m.New))
	row.PartCount -= len(m.Old) - 1
	row.ChangedAt = instant(m.At)
	return nil
}

// FinishObject implements storage.Catalog.
func (c *Catalog) FinishObject(_ context.Context, f storage.FinishCommit) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	row, err := c.held(f.Object, f.Generation)
	if err != nil {
		return fmt.Errorf("finish object: %w", err)
	}
	if row.Offset != f.Size || (row.Size != storage.UnknownSize && row.Size != f.Size) {
		return fmt.Errorf("finish object: %w", storage.ErrOffset)
	}
	row.State, row.Size, row.HashState = storage.Finished, f.Size, nil
	row.SHA256, row.CRC32 = bytes.Clone(f.SHA256), f.CRC32
	row.FinishedAt, row.ChangedAt = instant(f.At), instant(f.At)
	return nil
}

// ShredObject implements storage.Catalog.
func (c *Catalog) ShredObject(_ context.Context, id string, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	row := c.objects[id]
	if row == nil {
		return fmt.Errorf("shred object: %w", storage.ErrNotFound)
	}
	if row.State == storage.Deleted {
		return nil
	}
	row.State, row.Key, row.HashState, row.Name = storage.Deleted, storage.WrappedKey{}, nil, ""
	row.Generation++
	row.ChangedAt = instant(at)
	return nil
}

// ForgetParts implements storage.Catalog.
func (c *Catalog) ForgetParts(_ context.Context, id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if row := c.objects[id]; row != nil && row.State == storage.Deleted {
		delete(c.parts, id)
		row.PartCount = 0
	}
	return nil
}

// HasPart implements storage.Catalog.
func (c *Catalog) HasPart(_ context.Context, partID []byte) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, parts := range c.parts {
		for _, p := range parts {
			if bytes.Equal(p.ID, partID) {
				return true, nil
			}
		}
	}
	return false, nil
}

// Abandoned implements storage.Catalog.
func (c *Catalog) Abandoned(_ context.Context, before time.Time, limit int) ([]string, error) {
	return c.oldest(limit, func(o *storage.Object) bool {
		return o.State == storage.Uploading && o.ChangedAt.Before(instant(before))
	}), nil
}

// Shredded implements storage.Catalog.
func (c *Catalog) Shredded(_ context.Context, limit int) ([]string, error) {
	return c.oldest(limit, func(o *storage.Object) bool { return o.State == storage.Deleted && o.PartCount > 0 }), nil
}

func (c *Catalog) oldest(limit int, wanted func(*storage.Object) bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []*storage.Object
	for _, o := range c.objects {
		if wanted(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *storage.Object) int {
		return cmp.Or(a.ChangedAt.Compare(b.ChangedAt), cmp.Compare(a.ID, b.ID))
	})
	var ids []string
	for _, o := range found[:min(limit, len(found))] {
		ids = append(ids, o.ID)
	}
	return ids
}

func (c *Catalog) uploading(id string) (*storage.Object, error) {
	row := c.objects[id]
	switch {
	case row == nil || row.State == storage.Deleted:
		return nil, storage.ErrNotFound
	case row.State == storage.Finished:
		return nil, storage.ErrFinished
	}
	return row, nil
}

func (c *Catalog) held(id string, generation int64) (*storage.Object, error) {
	row, err := c.uploading(id)
	if err != nil {
		return nil, err
	}
	if row.Generation != generation {
		return nil, storage.ErrLeaseLost
	}
	return row, nil
}

func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func copyObject(o storage.Object) storage.Object {
	o.Key.Blob = bytes.Clone(o.Key.Blob)
	o.HashState = bytes.Clone(o.HashState)
	o.SHA256 = bytes.Clone(o.SHA256)
	return o
}

func copyPart(p storage.Part) storage.Part {
	p.ID = bytes.Clone(p.ID)
	return p
}
