package flate_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"testing"

	"quittance/internal/pades/flate"
)

func TestDeflateGivesTheSameBytesWhateverItCompressedBefore(t *testing.T) {
	want := bytes.Repeat([]byte("Plans d’exécution, indice B. "), 1000)
	first, err := flate.Deflate(want)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flate.Deflate([]byte("something else")); err != nil {
		t.Fatal(err)
	}
	again, err := flate.Deflate(want)
	if err != nil || !bytes.Equal(first, again) {
		t.Fatalf("%d bytes, then %d (%v)", len(first), len(again), err)
	}
	z, err := zlib.NewReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes come back of %d (%v)", len(got), len(want), err)
	}
}
