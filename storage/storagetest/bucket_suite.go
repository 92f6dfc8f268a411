package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"quittance/storage"
)

// BucketSuite checks that a bucket keeps the contract of storage.Bucket. Open returns an empty bucket.
func BucketSuite(t *testing.T, open func(t *testing.T) storage.Bucket) {
	cases := []struct {
		name string
		run  func(t *testing.T, b storage.Bucket)
	}{
		{"what was put is read back", putReadBack},
		{"any range is read", anyRange},
		{"a key is written once", writtenOnce},
		{"of many that put one key one succeeds", concurrentPut},
		{"a key that does not exist is not found", missingKey},
		{"a range outside the value is an error", outsideRange},
		{"deleting is idempotent", deleteTwice},
		{"an invalid key is refused", invalidKeys},
		{"a body of another length leaves nothing", wrongLength},
		{"a failing body leaves nothing", failingBody},
		{"a cancelled put leaves nothing", cancelledPut},
		{"walking finds keys by prefix", walkPrefix},
		{"walking stops at the visitor's error", walkStops},
		{"a body is read from its current position", bodyPosition},
		{"a usable bucket passes its check", checkPasses},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// pattern returns n bytes in which every offset looks different.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte((i*7 + i>>8*13 + i>>16*29) & 0xff)
	}
	return b
}

func put(t *testing.T, b storage.Bucket, key string, value []byte) {
	t.Helper()
	if err := b.Put(t.Context(), key, bytes.NewReader(value), int64(len(value))); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

func get(t *testing.T, b storage.Bucket, key string, offset, length int64) []byte {
	t.Helper()
	r, err := b.Get(t.Context(), key, offset, length)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	value, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatalf("read %s: %v", key, err)
	}
	return value
}

func absent(t *testing.T, b storage.Bucket, key string) {
	t.Helper()
	r, err := b.Get(t.Context(), key, 0, 1)
	if err == nil {
		_ = r.Close()
	}
	if !errors.Is(err, storage.ErrNotFound) {
		t.Fatalf("get %s: got %v, want not found", key, err)
	}
	for _, k := range keys(t, b, "") {
		if k == key {
			t.Fatalf("%s is listed", key)
		}
	}
}

func keys(t *testing.T, b storage.Bucket, prefix string) []string {
	t.Helper()
	var found []string
	err := b.Walk(t.Context(), prefix, func(e storage.BucketEntry) error {
		found = append(found, fmt.Sprint(e.Key, " ", e.Size, " ", !e.Modified.IsZero()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func putReadBack(t *testing.T, b storage.Bucket) {
	for _, n := range []int{1, 65536, 1<<20 + 17} {
		key, value := fmt.Sprintf("parts/%08x", n), pattern(n)
		put(t, b, key, value)
		if !bytes.Equal(get(t, b, key, 0, int64(n)), value) {
			t.Fatalf("%d bytes differ", n)
		}
	}
}

func anyRange(t *testing.T, b storage.Bucket) {
	value := pattern(200_000)
	put(t, b, "parts/aa01", value)
	for _, r := range [][2]int64{{0, 1}, {0, 200_000}, {199_999, 1}, {65_535, 2}, {65_536, 65_536}, {1, 199_999}} {
		if !bytes.Equal(get(t, b, "parts/aa01", r[0], r[1]), value[r[0]:r[0]+r[1]]) {
			t.Fatalf("range %v differs", r)
		}
	}
}

func writtenOnce(t *testing.T, b storage.Bucket) {
	put(t, b, "parts/aa01", []byte("first"))
	err := b.Put(t.Context(), "parts/aa01", strings.NewReader("again"), 5)
	if !errors.Is(err, storage.ErrExists) {
		t.Fatalf("got %v, want exists", err)
	}
	if got := get(t, b, "parts/aa01", 0, 5); string(got) != "first" {
		t.Fatalf("got %q", got)
	}
}

func concurrentPut(t *testing.T, b storage.Bucket) {
	results := make([]error, 6)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			value := bytes.Repeat([]byte("abcdef")[i:i+1], 100_000)
			results[i] = b.Put(t.Context(), "parts/aa01", bytes.NewReader(value), int64(len(value)))
		})
	}
	wg.Wait()
	winner := -1
	for i, err := range results {
		switch {
		case err == nil && winner >= 0:
			t.Fatal("two writers succeeded")
		case err == nil:
			winner = i
		case !errors.Is(err, storage.ErrExists):
			t.Fatal(err)
		}
	}
	if winner < 0 {
		t.Fatal("no writer succeeded")
	}
	if got := get(t, b, "parts/aa01", 0, 100_000); !bytes.Equal(got, bytes.Repeat([]byte{byte('a' + winner)}, 100_000)) {
		t.Fatal("the value is not the winner's")
	}
}

func missingKey(t *testing.T, b storage.Bucket) { absent(t, b, "parts/ffff") }

func outsideRange(t *testing.T, b storage.Bucket) {
	put(t, b, "parts/aa01", []byte("0123456789"))
	for _, r := range [][2]int64{{0, 11}, {10, 1}, {5, 6}, {-1, 1}, {0, -1}} {
		rc, err := b.Get(t.Context(), "parts/aa01", r[0], r[1])
		if err != nil {
			continue
		}
		_, err = io.ReadAll(rc)
		_ = rc.Close()
		if err == nil {
			t.Fatalf("range %v gave no error", r)
		}
	}
}

func deleteTwice(t *testing.T, b storage.Bucket) {
	put(t, b, "parts/aa01", []byte("x"))
	for range 2 {
		if err := b.Delete(t.Context(), "parts/aa01"); err != nil {
			t.Fatal(err)
		}
		absent(t, b, "parts/aa01")
	}
	put(t, b, "parts/aa01", []byte("y"))
}

func invalidKeys(t *testing.T, b storage.Bucket) {
	for _, key := range []string{"", "/a", "a/", "a//b", "../a", "a/../b", "A", "a.b", "a\x00b", "é", strings.Repeat("a", 65)} {
		if err := b.Put(t.Context(), key, strings.NewReader("x"), 1); err == nil {
			t.Fatalf("put %q was accepted", key)
		}
		r, err := b.Get(t.Context(), key, 0, 1)
		if err == nil {
			_ = r.Close()
			t.Fatalf("get %q was accepted", key)
		}
		if err := b.Delete(t.Context(), key); err == nil {
			t.Fatalf("delete %q was accepted", key)
		}
	}
}

func wrongLength(t *testing.T, b storage.Bucket) {
	for _, size := range []int64{4, 6} {
		if err := b.Put(t.Context(), "parts/aa01", strings.NewReader("12345"), size); err == nil {
			t.Fatalf("5 bytes were accepted as %d", size)
		}
		absent(t, b, "parts/aa01")
	}
}

type brokenBody struct{ *bytes.Reader }

var errBroken = errors.New("body broke")

func (r brokenBody) Read(p []byte) (int, error) {
	if r.Len() < 1000 {
		return 0, errBroken
	}
	return r.Reader.Read(p[:min(len(p), 500)])
}

func failingBody(t *testing.T, b storage.Bucket) {
	if err := b.Put(t.Context(), "parts/aa01", brokenBody{bytes.NewReader(pattern(5000))}, 5000); err == nil {
		t.Fatal("a failing body was accepted")
	}
	absent(t, b, "parts/aa01")
}

func cancelledPut(t *testing.T, b storage.Bucket) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Put(ctx, "parts/aa01", bytes.NewReader(pattern(5000)), 5000); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want cancelled", err)
	}
	absent(t, b, "parts/aa01")
}

func walkPrefix(t *testing.T, b storage.Bucket) {
	for _, key := range []string{"parts/aa01", "parts/aa02", "parts/bb01", "tiles/x/y", "top"} {
		put(t, b, key, []byte(key))
	}
	for prefix, want := range map[string][]string{
		"parts/": {"parts/aa01 10 true", "parts/aa02 10 true", "parts/bb01 10 true"},
		"tiles/": {"tiles/x/y 9 true"},
		"none/":  nil,
		"":       {"parts/aa01 10 true", "parts/aa02 10 true", "parts/bb01 10 true", "tiles/x/y 9 true", "top 3 true"},
	} {
		if got := keys(t, b, prefix); !slices.Equal(got, want) {
			t.Fatalf("prefix %q: got %q, want %q", prefix, got, want)
		}
	}
}

func walkStops(t *testing.T, b storage.Bucket) {
	put(t, b, "parts/aa01", []byte("x"))
	put(t, b, "parts/aa02", []byte("x"))
	visits := 0
	err := b.Walk(t.Context(), "parts/", func(storage.BucketEntry) error { visits++; return errBroken })
	if !errors.Is(err, errBroken) || visits != 1 {
		t.Fatalf("got %v after %d visits", err, visits)
	}
}

func bodyPosition(t *testing.T, b storage.Bucket) {
	r := strings.NewReader("0123456789")
	if _, err := r.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), "parts/aa01", r, 6); err != nil {
		t.Fatal(err)
	}
	if got := get(t, b, "parts/aa01", 0, 6); string(got) != "456789" {
		t.Fatalf("got %q", got)
	}
}

func checkPasses(t *testing.T, b storage.Bucket) {
	if err := b.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}
