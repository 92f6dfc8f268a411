package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"time"

	"quittance/storage"
)

// Bucket is a storage.Bucket in memory. Its values may be read and altered by tests.
type Bucket struct {
	mu     sync.Mutex
	values map[string][]byte
	times  map[string]time.Time
	// Now dates what is put.
	Now func() time.Time
}

// NewBucket returns an empty bucket.
func NewBucket() *Bucket {
	return &Bucket{values: map[string][]byte{}, times: map[string]time.Time{}, Now: time.Now}
}

// Put implements storage.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !storage.ValidBucketKey(key) {
		return fmt.Errorf("put %q: invalid key", key)
	}
	value, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read value: %w", err)
	}
	if int64(len(value)) != size {
		return fmt.Errorf("put %s: %d bytes instead of %d", key, len(value), size)
	}
	return b.keep(key, value)
}

// StreamBucket is a Bucket that implements storage.StreamBucket too.
type StreamBucket struct{ *Bucket }

// PutStream implements storage.StreamBucket.
func (b StreamBucket) PutStream(ctx context.Context, key string, body io.Reader) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !storage.ValidBucketKey(key) {
		return fmt.Errorf("put %q: invalid key", key)
	}
	value, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read value: %w", err)
	}
	return b.keep(key, value)
}

func (b *Bucket) keep(key string, value []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, taken := b.values[key]; taken {
		return fmt.Errorf("put %s: %w", key, storage.ErrExists)
	}
	b.values[key], b.times[key] = value, b.Now()
	return nil
}

// Get implements storage.Bucket.
func (b *Bucket) Get(_ context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	value, ok := b.values[key]
	if !ok {
		return nil, fmt.Errorf("get %s: %w", key, storage.ErrNotFound)
	}
	if offset < 0 || length < 0 || offset+length > int64(len(value)) {
		return nil, fmt.Errorf("get %s: %w", key, storage.ErrRange)
	}
	return io.NopCloser(bytes.NewReader(value[offset : offset+length])), nil
}

// Delete implements storage.Bucket.
func (b *Bucket) Delete(_ context.Context, key string) error {
	if !storage.ValidBucketKey(key) {
		return fmt.Errorf("delete %q: invalid key", key)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.values, key)
	delete(b.times, key)
	return nil
}

// Walk implements storage.Bucket.
func (b *Bucket) Walk(_ context.Context, prefix string, visit func(storage.BucketEntry) error) error {
	b.mu.Lock()
	values, times := maps.Clone(b.values), maps.Clone(b.times)
	b.mu.Unlock()
	for key, value := range values {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		if err := visit(storage.BucketEntry{Key: key, Size: int64(len(value)), Modified: times[key]}); err != nil {
			return err
		}
	}
	return nil
}

// Check implements storage.Bucket.
func (b *Bucket) Check(context.Context) error { return nil }

// Snapshot returns a copy of everything stored.
func (b *Bucket) Snapshot() map[string][]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.values)
}

// Alter replaces the value of a key by change(copy of it): what a failing disk or an intruder does.
func (b *Bucket) Alter(key string, change func([]byte) []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.values[key] = change(bytes.Clone(b.values[key]))
}
