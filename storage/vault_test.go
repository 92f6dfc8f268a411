package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"quittance/storage"
	"quittance/storage/storagetest"
)

// marked returns n bytes in which every 32-byte run is unlike anything else: what must never be found at rest.
func marked(n int) []byte {
	r := rand.NewChaCha8([32]byte{'m', 'a', 'r', 'k', byte(n), byte(n >> 8)})
	b := make([]byte, n)
	r.Read(b)
	return b
}

type bench struct {
	*storage.Vault
	bucket  *storagetest.Bucket
	catalog *storagetest.Catalog
	now     time.Time
}

func newBench(t testing.TB, change ...func(*storage.VaultConfig)) *bench {
	t.Helper()
	b := &bench{bucket: storagetest.NewBucket(), catalog: storagetest.NewCatalog(), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	b.bucket.Now = func() time.Time { return b.now }
	root, err := storage.NewRootKey(bytes.Repeat([]byte{42}, storage.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	config := storage.VaultConfig{
		Bucket: b.bucket, Catalog: b.catalog, Keys: root,
		Random: &lockedRandom{source: rand.NewChaCha8([32]byte{1})}, Now: func() time.Time { return b.now },
	}
	for _, c := range change {
		c(&config)
	}
	b.Vault, err = storage.NewVault(config)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lockedRandom is a seeded source that several goroutines may read.
type lockedRandom struct {
	mu     sync.Mutex
	source io.Reader
}

func (r *lockedRandom) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.source.Read(p)
}

func (b *bench) begin(t testing.TB, size int64) storage.Lease {
	t.Helper()
	o, err := b.Create(t.Context(), storage.NewObject{Owner: "ws", Name: "plan.dwg", MediaType: "image/vnd.dwg", Size: size})
	if err != nil {
		t.Fatal(err)
	}
	lease, err := b.Acquire(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

func (b *bench) store(t testing.TB, content []byte) *storage.File {
	t.Helper()
	o, err := b.Store(t.Context(), storage.NewObject{Owner: "ws", Name: "plan.dwg", Size: storage.UnknownSize}, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return b.open(t, o.ID)
}

func (b *bench) open(t testing.TB, id string) *storage.File {
	t.Helper()
	f, err := b.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t testing.TB, c storage.Content, offset, n int64) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.WriteRange(t.Context(), &out, offset, n); err != nil {
		t.Fatalf("read %d at %d: %v", n, offset, err)
	}
	return out.Bytes()
}

func wantContent(t testing.TB, f *storage.File, content []byte) {
	t.Helper()
	if !bytes.Equal(read(t, f, 0, f.Size()), content) {
		t.Fatal("content differs")
	}
	sum := sha256.Sum256(content)
	if o := f.Object(); !bytes.Equal(o.SHA256, sum[:]) || o.CRC32 != crc32.ChecksumIEEE(content) || o.Size != int64(len(content)) {
		t.Fatal("sums differ")
	}
}

func wantError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func TestStoredContentIsReadBackWhole(t *testing.T) {
	sizes := map[string]int{
		"empty":                       0,
		"one byte":                    1,
		"a package less one byte":     65535,
		"one package":                 65536,
		"a package and one byte":      65537,
		"a chunk":                     256 << 10,
		"a part less one byte":        storage.MaxPart/4 - 1,
		"a part":                      storage.MaxPart / 4,
		"a part and one byte":         storage.MaxPart/4 + 1,
		"several parts and some more": 9<<20 + 12345,
	}
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			content := marked(size)
			wantContent(t, newBench(t).store(t, content), content)
		})
	}
}

func TestRangesOverEveryBoundary(t *testing.T) {
	content := marked(storage.MaxPart + 70_000)
	f := newBench(t).store(t, content)
	size := int64(len(content))
	edges := []int64{0, 1, 65535, 65536, 65537, 256 << 10, 2<<20 - 1, 2 << 20, 2<<20 + 1, 2<<20 + 65536, 8<<20 - 1, 8 << 20, 8<<20 + 65536, size - 1, size}
	for _, from := range edges {
		for _, to := range edges {
			if from <= to && !bytes.Equal(read(t, f, from, to-from), content[from:to]) {
				t.Fatalf("bytes %d to %d differ", from, to)
			}
		}
	}
	for _, bad := range [][2]int64{{-1, 1}, {0, -1}, {0, size + 1}, {size, 1}, {size + 1, 0}, {1 << 62, 1 << 62}} {
		var out bytes.Buffer
		wantError(t, f.WriteRange(t.Context(), &out, bad[0], bad[1]), storage.ErrRange)
		if out.Len() > 0 {
			t.Fatal("a refused range wrote bytes")
		}
	}
}

func TestOneByteRequestsAreMerged(t *testing.T) {
	b := newBench(t)
	content := marked(700)
	lease := b.begin(t, 700)
	for i := range content {
		n, err := b.Append(t.Context(), lease, int64(i), iotest.OneByteReader(bytes.NewReader(content[i:i+1])))
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
	o, err := b.Finish(t.Context(), lease)
	if err != nil {
		t.Fatal(err)
	}
	if o.PartCount > 140 {
		t.Fatalf("%d parts were left", o.PartCount)
	}
	if stored := len(b.bucket.Snapshot()); stored != o.PartCount {
		t.Fatalf("%d values are stored for %d parts", stored, o.PartCount)
	}
	wantContent(t, b.open(t, o.ID), content)
}

func TestMergingKeepsLargeAndSmallNeighbours(t *testing.T) {
	b := newBench(t)
	content := marked(260*1000 + 130*40_000)
	lease := b.begin(t, int64(len(content)))
	for at, i := 0, 0; at < len(content); i++ {
		n := min([]int{1000, 40_000, 1000}[i%3], len(content)-at)
		if _, err := b.Append(t.Context(), lease, int64(at), bytes.NewReader(content[at:at+n])); err != nil {
			t.Fatal(err)
		}
		at += n
	}
	o, err := b.Finish(t.Context(), lease)
	if err != nil {
		t.Fatal(err)
	}
	if o.PartCount > 150 {
		t.Fatalf("%d parts were left", o.PartCount)
	}
	wantContent(t, b.open(t, o.ID), content)
}

func TestTheNewerClientTakesTheUploadOver(t *testing.T) {
	b := newBench(t)
	content := marked(100_000)
	older := b.begin(t, 100_000)
	if _, err := b.Append(t.Context(), older, 0, bytes.NewReader(content[:60_000])); err != nil {
		t.Fatal(err)
	}
	newer, err := b.Acquire(t.Context(), older.Object)
	if err != nil {
		t.Fatal(err)
	}
	n, err := b.Append(t.Context(), older, 60_000, bytes.NewReader(content[60_000:]))
	wantError(t, err, storage.ErrLeaseLost)
	if n != 0 {
		t.Fatalf("the older client committed %d bytes", n)
	}
	if _, err := b.Append(t.Context(), newer, 60_000, bytes.NewReader(content[60_000:])); err != nil {
		t.Fatal(err)
	}
	_, err = b.Finish(t.Context(), older)
	wantError(t, err, storage.ErrLeaseLost)
	if _, err := b.Finish(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	again, err := b.Finish(t.Context(), newer)
	if err != nil || again.State != storage.Finished {
		t.Fatal("finishing again", err)
	}
	wantContent(t, b.open(t, newer.Object), content)
}

func TestTakenOverWhileStreaming(t *testing.T) {
	b := newBench(t)
	content := marked(1000)
	older := b.begin(t, 1000)
	src := io.MultiReader(bytes.NewReader(content[:500]), readerFunc(func([]byte) (int, error) {
		_, err := b.Acquire(context.Background(), older.Object)
		return 0, errors.Join(err, io.EOF)
	}))
	n, err := b.Append(t.Context(), older, 0, src)
	wantError(t, err, storage.ErrLeaseLost)
	if o, _ := b.Stat(t.Context(), older.Object); n != 0 || o.Offset != 0 {
		t.Fatalf("committed %d, row at %d", n, o.Offset)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAppendRefusals(t *testing.T) {
	b := newBench(t)
	lease := b.begin(t, 10)
	_, err := b.Append(t.Context(), lease, 1, bytes.NewReader([]byte("x")))
	wantError(t, err, storage.ErrOffset)
	n, err := b.Append(t.Context(), lease, 0, bytes.NewReader([]byte("0123456789A")))
	wantError(t, err, storage.ErrTooLong)
	if n != 10 {
		t.Fatalf("kept %d bytes of the ten that fit", n)
	}
	_, err = b.Open(t.Context(), lease.Object)
	wantError(t, err, storage.ErrUnfinished)
	if _, err := b.Finish(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	_, err = b.Append(t.Context(), lease, 10, bytes.NewReader(nil))
	wantError(t, err, storage.ErrFinished)
	_, err = b.Acquire(t.Context(), lease.Object)
	wantError(t, err, storage.ErrFinished)
	_, err = b.Create(t.Context(), storage.NewObject{Size: storage.MaxObject + 1})
	wantError(t, err, storage.ErrTooLong)
	short := b.begin(t, 10)
	if _, err := b.Append(t.Context(), short, 0, bytes.NewReader([]byte("123"))); err != nil {
		t.Fatal(err)
	}
	_, err = b.Finish(t.Context(), short)
	wantError(t, err, storage.ErrUnfinished)
}

func TestABrokenConnectionCommitsItsTail(t *testing.T) {
	b := newBench(t)
	content := marked(5 << 20)
	lease := b.begin(t, 5<<20)
	cut := 4<<20 + 777 // two parts and a tail
	n, err := b.Append(t.Context(), lease, 0, io.MultiReader(bytes.NewReader(content[:cut]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	wantError(t, err, io.ErrUnexpectedEOF)
	if n != int64(cut) {
		t.Fatalf("committed %d of %d bytes", n, cut)
	}
	if _, err := b.Append(t.Context(), lease, n, bytes.NewReader(content[n:])); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Finish(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	wantContent(t, b.open(t, lease.Object), content)
}

func TestMemoryShortageShortensPartsAndStopsNobody(t *testing.T) {
	b := newBench(t, func(c *storage.VaultConfig) { c.UploadMemory = 1 })
	content := marked(3<<20 + 5)
	f := b.store(t, content)
	wantContent(t, f, content)
	if f.Object().PartCount != 13 {
		t.Fatalf("%d parts", f.Object().PartCount)
	}
}
