package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/property"
	"quittance/storage"
	"quittance/storage/storagetest"
)

var errInjected = errors.New("injected fault")

// faults wraps a bucket and a catalog and fails where the test says: before the effect, or after it (an answer lost).
type faults struct {
	storage.Bucket
	storage.Catalog
	next func(operation string) string // "", "before" or "after"
}

func (f *faults) around(operation string, effect func() error) error {
	switch f.next(operation) {
	case "before":
		return errInjected
	case "after":
		return errors.Join(effect(), errInjected)
	}
	return effect()
}

type faultyBucket struct{ *faults }

func (f faultyBucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	return f.around("put", func() error { return f.Bucket.Put(ctx, key, body, size) })
}

// streaming is a faultyBucket that can stream.
type streaming struct {
	faultyBucket
	bucket storage.StreamBucket
}

func (f streaming) PutStream(ctx context.Context, key string, body io.Reader) error {
	return f.around("put", func() error { return f.bucket.PutStream(ctx, key, body) })
}

func (f faultyBucket) Get(ctx context.Context, key string, offset, n int64) (io.ReadCloser, error) {
	if f.next("get") != "" {
		return nil, errInjected
	}
	return f.Bucket.Get(ctx, key, offset, n)
}
func (f faultyBucket) Delete(ctx context.Context, key string) error {
	return f.around("delete", func() error { return f.Bucket.Delete(ctx, key) })
}
func (f faultyBucket) Walk(ctx context.Context, p string, v func(storage.BucketEntry) error) error {
	return f.Bucket.Walk(ctx, p, v)
}
func (f faultyBucket) Check(ctx context.Context) error { return f.Bucket.Check(ctx) }

type faultyCatalog struct {
	storage.Catalog
	*faults
}

func (f faultyCatalog) AppendParts(ctx context.Context, c storage.AppendCommit) error {
	return f.around("append", func() error { return f.Catalog.AppendParts(ctx, c) })
}
func (f faultyCatalog) MergeParts(ctx context.Context, c storage.MergeCommit) error {
	return f.around("merge", func() error { return f.Catalog.MergeParts(ctx, c) })
}
func (f faultyCatalog) FinishObject(ctx context.Context, c storage.FinishCommit) error {
	return f.around("finish", func() error { return f.Catalog.FinishObject(ctx, c) })
}
func (f faultyCatalog) ShredObject(ctx context.Context, id string, at time.Time) error {
	return f.around("shred", func() error { return f.Catalog.ShredObject(ctx, id, at) })
}

// Whatever the cuts of the requests, whatever fails before or after its effect, what the row counts is exactly the
// beginning of the file, and the upload can always go on to its end.
func TestAnyCutsAndFaultsGiveTheFile(t *testing.T) {
	property.Check(t, func(rt *rapid.T) {
		f := &faults{next: func(string) string { return "" }}
		b := newBench(t, func(c *storage.VaultConfig) {
			f.Bucket, f.Catalog = c.Bucket, c.Catalog
			c.Bucket, c.Catalog = faultyBucket{f}, faultyCatalog{Catalog: c.Catalog, faults: f}
			if memory, ok := f.Bucket.(*storagetest.Bucket); ok && rapid.Bool().Draw(rt, "streams") {
				c.Bucket = streaming{faultyBucket{f}, storagetest.StreamBucket{Bucket: memory}}
			}
			c.UploadMemory = 1 // parts of one chunk, so that small files have several
		})
		content := marked(rapid.IntRange(1, 1<<20).Draw(rt, "size"))
		lease := b.begin(t, int64(len(content)))
		// Parts are stored side by side: one seeded source, in whatever order they come.
		var mu sync.Mutex
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "faults"), 0))
		f.next = func(string) string {
			mu.Lock()
			defer mu.Unlock()
			return []string{"before", "after", "", "", "", "", "", ""}[source.IntN(8)]
		}
		for step := 0; ; step++ {
			if step > 60 {
				f.next = func(string) string { return "" }
			}
			o, err := b.Stat(t.Context(), lease.Object)
			if err != nil {
				rt.Fatal(err)
			}
			if o.State == storage.Finished {
				break
			}
			if rapid.Bool().Draw(rt, "takeover") {
				if lease, err = b.Acquire(t.Context(), o.ID); err != nil {
					rt.Fatal(err)
				}
			}
			if o.Offset == o.Size {
				if _, err := b.Finish(t.Context(), lease); err != nil && !errors.Is(err, errInjected) {
					rt.Fatal(err)
				}
				continue
			}
			n := rapid.Int64Range(1, o.Size-o.Offset).Draw(rt, "request")
			var src io.Reader = bytes.NewReader(content[o.Offset : o.Offset+n])
			if rapid.Bool().Draw(rt, "broken") {
				src = io.MultiReader(src, readerFunc(func([]byte) (int, error) { return 0, errInjected }))
			}
			done, err := b.Append(t.Context(), lease, o.Offset, src)
			if err != nil && !errors.Is(err, errInjected) {
				rt.Fatal(err)
			}
			after, err := b.Stat(t.Context(), o.ID)
			if err != nil || after.Offset < o.Offset+done {
				rt.Fatalf("append counted %d from %d, row at %d: %v", done, o.Offset, after.Offset, err)
			}
		}
		f.next = func(string) string { return "" }
		wantContent(t, b.open(t, lease.Object), content)
		b.now = b.now.Add(48 * time.Hour)
		if _, err := b.SweepOrphans(t.Context(), b.now); err != nil {
			rt.Fatal(err)
		}
		file := b.open(t, lease.Object)
		wantContent(t, file, content)
		if stored := len(b.bucket.Snapshot()); stored != file.Object().PartCount {
			rt.Fatalf("%d values stored for %d parts", stored, file.Object().PartCount)
		}
	})
}

func TestFullStorageKeepsWhatWasCommitted(t *testing.T) {
	var puts atomic.Int32
	full := true
	f := &faults{}
	f.next = func(operation string) string {
		if operation == "put" {
			if full && puts.Add(1) > 1 {
				return "before"
			}
		}
		return ""
	}
	b := newBench(t, func(c *storage.VaultConfig) {
		f.Bucket = c.Bucket
		c.Bucket = fullBucket{faultyBucket{f}}
	})
	content := marked(9 << 20)
	lease := b.begin(t, int64(len(content)))
	n, err := b.Append(t.Context(), lease, 0, bytes.NewReader(content))
	wantError(t, err, storage.ErrNoSpace)
	o, err := b.Stat(t.Context(), lease.Object)
	if err != nil || o.Offset != n || n > 2<<20 || len(b.bucket.Snapshot()) != o.PartCount {
		t.Fatalf("kept %d bytes, row at %d, %d values stored: %v", n, o.Offset, len(b.bucket.Snapshot()), err)
	}
	full = false
	if _, err := b.Append(t.Context(), lease, n, bytes.NewReader(content[n:])); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Finish(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	wantContent(t, b.open(t, lease.Object), content)
}

type fullBucket struct{ faultyBucket }

func (f fullBucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if err := f.faultyBucket.Put(ctx, key, body, size); err != nil {
		return errors.Join(storage.ErrNoSpace, err)
	}
	return nil
}

func TestADeletedObjectIsGoneEvenWhenTheBucketFails(t *testing.T) {
	failing := true
	f := &faults{next: func(operation string) string {
		if failing && operation == "delete" {
			return "before"
		}
		return ""
	}}
	b := newBench(t, func(c *storage.VaultConfig) { f.Bucket = c.Bucket; c.Bucket = faultyBucket{f} })
	file := b.store(t, marked(5<<20))
	id := file.Object().ID
	wantError(t, b.Delete(t.Context(), id), errInjected)
	_, err := b.Open(t.Context(), id)
	wantError(t, err, storage.ErrNotFound)
	row, err := b.catalog.Object(t.Context(), id)
	if err != nil || !row.Key.IsZero() {
		t.Fatal("the content key is still there", err)
	}
	failing = false
	if n, err := b.SweepDeleted(t.Context(), 10); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if len(b.bucket.Snapshot()) != 0 {
		t.Fatal("parts are left")
	}
	if n, err := b.SweepDeleted(t.Context(), 10); n != 0 || err != nil {
		t.Fatal(n, err)
	}
}

func TestAbandonedUploadsAreSwept(t *testing.T) {
	b := newBench(t)
	left := b.begin(t, 100)
	if _, err := b.Append(t.Context(), left, 0, bytes.NewReader(marked(50))); err != nil {
		t.Fatal(err)
	}
	kept := b.store(t, marked(100))
	b.now = b.now.Add(time.Hour)
	running := b.begin(t, 100)
	if n, err := b.SweepAbandoned(t.Context(), b.now, 10); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	_, err := b.Stat(t.Context(), left.Object)
	wantError(t, err, storage.ErrNotFound)
	if _, err := b.Stat(t.Context(), running.Object); err != nil {
		t.Fatal(err)
	}
	wantContent(t, kept, marked(100))
}

// What has been read and is in no row is what a crash would lose.
func TestNeverMoreThanAPartIsAtStake(t *testing.T) {
	for name, wrap := range map[string]func(*storagetest.Bucket) storage.Bucket{
		"a bucket that streams":               func(b *storagetest.Bucket) storage.Bucket { return storagetest.StreamBucket{Bucket: b} },
		"a bucket that must know the lengths": func(b *storagetest.Bucket) storage.Bucket { return b },
	} {
		t.Run(name, func(t *testing.T) {
			memory := storagetest.NewBucket()
			b := newBench(t, func(c *storage.VaultConfig) { c.Bucket = wrap(memory) })
			content := marked(3*storage.MaxPart + 1000)
			lease := b.begin(t, int64(len(content)))
			given := 0
			src := readerFunc(func(p []byte) (int, error) {
				o, err := b.Stat(t.Context(), lease.Object)
				if err != nil {
					return 0, err
				}
				n := copy(p, content[given:])
				if given += n; int64(given)-o.Offset > storage.MaxPart {
					t.Errorf("%d bytes read, %d in the row", given, o.Offset)
				}
				if n == 0 {
					return 0, io.EOF
				}
				return n, nil
			})
			if _, err := b.Append(t.Context(), lease, 0, src); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Finish(t.Context(), lease); err != nil {
				t.Fatal(err)
			}
			wantContent(t, b.open(t, lease.Object), content)
		})
	}
}
