package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quittance/internal/property"
	"quittance/storage"
	"quittance/storage/archive"
)

var day = time.Date(2026, 11, 21, 10, 42, 36, 0, time.FixedZone("CET", 3600))

type text string

func (s text) Size() int64  { return int64(len(s)) }
func (s text) ETag() string { return fmt.Sprintf(`"%x"`, crc32.ChecksumIEEE([]byte(s))) }
func (s text) WriteRange(_ context.Context, w io.Writer, offset, n int64) error {
	_, err := io.WriteString(w, string(s[offset:offset+n]))
	return err
}

func entry(name, content string) archive.Entry {
	return archive.Entry{Name: name, Modified: day, CRC32: crc32.ChecksumIEEE([]byte(content)), Content: text(content)}
}

func build(t testing.TB, entries ...archive.Entry) *archive.Archive {
	t.Helper()
	a, err := archive.New(entries)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func whole(t testing.TB, c storage.Content) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteRange(t.Context(), &b, 0, c.Size()); err != nil || int64(b.Len()) != c.Size() {
		t.Fatal(b.Len(), err)
	}
	return b.Bytes()
}

// at reads a content as an io.ReaderAt.
type at struct{ storage.Content }

func (c at) ReadAt(p []byte, offset int64) (int, error) {
	n := max(0, min(int64(len(p)), c.Size()-offset))
	var b bytes.Buffer
	if err := c.WriteRange(context.Background(), &b, offset, n); err != nil {
		return 0, err
	}
	copy(p, b.Bytes())
	if n < int64(len(p)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

func TestAnArchiveIsReadBack(t *testing.T) {
	a := build(t, entry("Plan d’exécution.dwg", "drawing"), entry("empty.txt", ""), entry("plan d’exécution.DWG", "other"), entry("../../etc/passwd", "x"), entry("noext", "1"), entry("noext", "2"))
	r, err := zip.NewReader(at{a}, a.Size())
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]string{{"Plan d’exécution.dwg", "drawing"}, {"empty.txt", ""}, {"plan d’exécution (2).DWG", "other"}, {".._.._etc_passwd", "x"}, {"noext", "1"}, {"noext (2)", "2"}}
	for i, f := range r.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(body) // checks the CRC
		if err := errors.Join(err, body.Close()); err != nil {
			t.Fatal(f.Name, err)
		}
		if f.Name != want[i][0] || string(got) != want[i][1] || f.NonUTF8 || f.Mode() != 0o644 {
			t.Fatalf("%q %q %v", f.Name, got, f.Mode())
		}
		if wall := f.Modified.Format("2006-01-02 15:04:05"); wall != "2026-11-21 10:42:36" {
			t.Fatal(wall)
		}
	}
	if len(r.File) != len(want) {
		t.Fatal(len(r.File))
	}
}

func TestInfoZIPAcceptsIt(t *testing.T) {
	program, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("unzip is not installed; archive/zip has judged the same bytes")
	}
	path := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(path, whole(t, build(t, entry("été.pdf", "summer"), entry("empty", ""))), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), program, "-t", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestTheSameFilesGiveTheSameBytes(t *testing.T) {
	one, two := build(t, entry("a", "1"), entry("b", "2")), build(t, entry("a", "1"), entry("b", "2"))
	if !bytes.Equal(whole(t, one), whole(t, two)) || one.ETag() != two.ETag() {
		t.Fatal("not reproducible")
	}
	for name, other := range map[string]*archive.Archive{
		"another order":   build(t, entry("b", "2"), entry("a", "1")),
		"another name":    build(t, entry("a", "1"), entry("c", "2")),
		"another content": build(t, entry("a", "1"), entry("b", "3")),
	} {
		if other.ETag() == one.ETag() {
			t.Errorf("%s has the same tag", name)
		}
	}
}

func TestAnyRangeOfAnArchive(t *testing.T) {
	a := build(t, entry("a.txt", "some content"), entry("empty", ""), entry("b.txt", "more"))
	all := whole(t, a)
	property.Check(t, func(rt *rapid.T) {
		from := rapid.Int64Range(0, a.Size()).Draw(rt, "from")
		n := rapid.Int64Range(0, a.Size()-from).Draw(rt, "n")
		var b bytes.Buffer
		if err := a.WriteRange(context.Background(), &b, from, n); err != nil || !bytes.Equal(b.Bytes(), all[from:from+n]) {
			rt.Fatal(err)
		}
	})
	for _, bad := range [][2]int64{{-1, 1}, {0, a.Size() + 1}, {a.Size(), 1}, {1, 1<<63 - 1}} {
		if err := a.WriteRange(t.Context(), io.Discard, bad[0], bad[1]); !errors.Is(err, storage.ErrRange) {
			t.Fatal(bad, err)
		}
	}
}

// zeros is content of any size that costs nothing.
type zeros int64

func (z zeros) Size() int64  { return int64(z) }
func (z zeros) ETag() string { return fmt.Sprintf(`"%d"`, int64(z)) }
func (z zeros) WriteRange(_ context.Context, w io.Writer, _, n int64) error {
	_, err := io.CopyN(w, nothing{}, n)
	return err
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFilesOverFourGiB(t *testing.T) {
	for _, size := range []int64{1<<32 - 2, 1<<32 - 1, 1 << 32, 5 << 30} {
		big := archive.Entry{Name: "big.bin", Modified: day, CRC32: 0, Content: zeros(size)}
		a := build(t, big, entry("after.txt", "after the big one"))
		r, err := zip.NewReader(at{a}, a.Size())
		if err != nil {
			t.Fatal(size, err)
		}
		if got := r.File[0].UncompressedSize64; got != uint64(size) {
			t.Fatalf("%d is read as %d", size, got)
		}
		f, err := r.File[1].Open()
		if err != nil {
			t.Fatal(size, err)
		}
		if got, err := io.ReadAll(f); string(got) != "after the big one" || err != nil {
			t.Fatal(size, string(got), err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		start, err := r.File[0].DataOffset()
		if err != nil || start < 37 {
			t.Fatal(start, err)
		}
	}
}

func TestRefusedArchives(t *testing.T) {
	for name, entries := range map[string][]archive.Entry{
		"no file":           nil,
		"too many files":    make([]archive.Entry, 10_001),
		"a file of nothing": {{Name: "a"}},
	} {
		if _, err := archive.New(entries); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, year := range []int{1, 1979, 2108, 9999} {
		e := entry("a", "1")
		e.Modified = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		a := build(t, e)
		if _, err := zip.NewReader(at{a}, a.Size()); err != nil {
			t.Error(year, err)
		}
	}
}
