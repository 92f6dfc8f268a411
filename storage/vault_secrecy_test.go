package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"quittance/storage"
)

// windows32 finds out whether any 32-byte run of content occurs in text.
func windows32(content []byte) func(text []byte) bool {
	runs := make(map[[32]byte]bool, len(content))
	for i := 0; i+32 <= len(content); i++ {
		runs[[32]byte(content[i:])] = true
	}
	return func(text []byte) bool {
		for i := 0; i+32 <= len(text); i++ {
			if runs[[32]byte(text[i:])] {
				return true
			}
		}
		return false
	}
}

func TestNothingInClearAtRest(t *testing.T) {
	b := newBench(t)
	content := marked(300_000)
	found := windows32(content)
	lease := b.begin(t, 300_000)
	// An odd length keeps plaintext in the hash state.
	for _, cut := range [][2]int{{0, 1}, {1, 150_063}, {150_063, 300_000}} {
		if _, err := b.Append(t.Context(), lease, int64(cut[0]), bytes.NewReader(content[cut[0]:cut[1]])); err != nil {
			t.Fatal(err)
		}
		row, err := b.catalog.Object(t.Context(), lease.Object)
		if err != nil {
			t.Fatal(err)
		}
		if len(row.HashState) == 0 || found(row.HashState) || bytes.Contains(row.HashState, []byte("sha\x03")) {
			t.Fatal("the saved hash state is in clear")
		}
	}
	for key, value := range b.bucket.Snapshot() {
		if found(value) {
			t.Fatalf("%s holds plaintext", key)
		}
	}
	parts, err := b.catalog.Parts(t.Context(), lease.Object)
	if err != nil {
		t.Fatal(err)
	}
	if found([]byte(fmt.Sprint(parts))) {
		t.Fatal("the rows hold plaintext")
	}
}

func TestEqualFilesAreStoredDifferently(t *testing.T) {
	b := newBench(t)
	b.store(t, marked(1000))
	b.store(t, marked(1000))
	var values [][]byte
	for _, v := range b.bucket.Snapshot() {
		values = append(values, v)
	}
	if len(values) != 2 || bytes.Equal(values[0][16:64], values[1][16:64]) {
		t.Fatal("equal files give equal ciphertexts")
	}
}

func TestAlteredDataIsNeverServed(t *testing.T) {
	content := marked(storage.MaxPart/4 + 200_000)
	changes := map[string]func([]byte) []byte{
		"first byte flipped":             func(v []byte) []byte { v[0] ^= 1; return v },
		"a byte of a header flipped":     func(v []byte) []byte { v[5] ^= 1; return v },
		"a byte of the payload flipped":  func(v []byte) []byte { v[70_000] ^= 1; return v },
		"the last byte flipped":          func(v []byte) []byte { v[len(v)-1] ^= 1; return v },
		"last byte cut off":              func(v []byte) []byte { return v[:len(v)-1] },
		"last package cut off":           func(v []byte) []byte { return v[:len(v)-200_000%65536-32] },
		"two packages swapped":           func(v []byte) []byte { return slices.Concat(v[65568:2*65568], v[:65568], v[2*65568:]) },
		"everything replaced with zeros": func(v []byte) []byte { return make([]byte, len(v)) },
		"removed":                        func([]byte) []byte { return nil },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			f := b.store(t, content)
			for key := range b.bucket.Snapshot() {
				b.bucket.Alter(key, change)
			}
			var out bytes.Buffer
			err := f.WriteRange(t.Context(), &out, 0, f.Size())
			if err == nil {
				t.Fatal("altered data was served")
			}
			if !bytes.HasPrefix(content, out.Bytes()) {
				t.Fatal("wrong bytes were served before the error")
			}
		})
	}
}

func TestPartsCannotChangePlaces(t *testing.T) {
	b := newBench(t)
	f := b.store(t, marked(storage.MaxPart/2))
	parts, err := b.catalog.Parts(t.Context(), f.Object().ID)
	if err != nil || len(parts) != 2 {
		t.Fatal(len(parts), err)
	}
	values := b.bucket.Snapshot()
	first, second := storage.PartBucketKey(parts[0].ID), storage.PartBucketKey(parts[1].ID)
	b.bucket.Alter(first, func([]byte) []byte { return values[second] })
	b.bucket.Alter(second, func([]byte) []byte { return values[first] })
	var out bytes.Buffer
	wantError(t, f.WriteRange(t.Context(), &out, 0, f.Size()), storage.ErrCorrupt)
	if out.Len() > 0 {
		t.Fatal("bytes of another place were served")
	}
}

func TestAKeyOfAnotherRowOpensNothing(t *testing.T) {
	b := newBench(t)
	f := b.store(t, marked(10))
	row := f.Object()
	row.ID = "00000000000000000000000000000001"
	if err := b.catalog.CreateObject(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	_, err := b.Open(t.Context(), row.ID)
	wantError(t, err, storage.ErrCorrupt)
}

func TestAReaderWhoLeavesEndsTheRead(t *testing.T) {
	f := newBench(t).store(t, marked(6<<20))
	gone := errors.New("client gone")
	err := f.WriteRange(t.Context(), writerFunc(func([]byte) (int, error) { return 0, gone }), 0, f.Size())
	wantError(t, err, gone)
	ctx, cancel := context.WithCancel(t.Context())
	err = f.WriteRange(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }), 0, f.Size())
	wantError(t, err, context.Canceled)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

var _ io.Writer = writerFunc(nil)
