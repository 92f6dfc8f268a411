package disk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quittance/storage"
	"quittance/storage/disk"
	"quittance/storage/storagetest"
)

func open(t testing.TB, dir string) *disk.Bucket {
	t.Helper()
	b, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDiskIsABucket(t *testing.T) {
	storagetest.BucketSuite(t, func(t *testing.T) storage.Bucket { return open(t, filepath.Join(t.TempDir(), "objects")) })
}

func TestFilesAreForTheOwnerAloneAndNoTemporaryStays(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	for _, key := range []string{"parts/abcdef", "x", "a/b/c"} {
		if err := b.Put(t.Context(), key, strings.NewReader(key), int64(len(key))); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Put(t.Context(), "parts/failed", strings.NewReader("short"), 99); err == nil {
		t.Fatal("a short body was accepted")
	}
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if !e.IsDir() {
			files = append(files, strings.TrimPrefix(path, dir))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(files, " "); got != "/values/_x/x /values/a/b/_c/c /values/parts/_ab/abcdef" {
		t.Fatal(got)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAStreamIsSeenOnceItHasEndedAndNeverWhenItBroke(t *testing.T) {
	broken := errors.New("broken")
	for name, end := range map[string]error{"it ends": io.EOF, "it breaks": broken} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b := open(t, dir)
			want := bytes.Repeat([]byte("0123456789"), 100_000)
			last := readerFunc(func([]byte) (int, error) {
				if _, err := b.Get(t.Context(), "parts/aa", 0, 1); !errors.Is(err, storage.ErrNotFound) {
					t.Error("half of it is seen", err)
				}
				return 0, end
			})
			err := b.PutStream(t.Context(), "parts/aa", io.MultiReader(bytes.NewReader(want), last))
			if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
				t.Error("a temporary file stays")
			}
			r, getErr := b.Get(t.Context(), "parts/aa", 0, int64(len(want)))
			if errors.Is(end, broken) {
				if !errors.Is(err, broken) || !errors.Is(getErr, storage.ErrNotFound) {
					t.Fatal(err, getErr)
				}
				return
			}
			if err != nil || getErr != nil {
				t.Fatal(err, getErr)
			}
			defer r.Close()
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes, not those that were put: %v", len(got), err)
			}
		})
	}
}

func TestTemporaryFilesOfACrashAreRemovedOnceOld(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	old, fresh := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, "tmp", "put-2")
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(old); err == nil {
		t.Fatal("the old one is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Fatal("a running one was removed")
	}
}

func TestNothingInClearInTheDirectory(t *testing.T) {
	dir := t.TempDir()
	root, err := storage.NewRootKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := storage.NewVault(storage.VaultConfig{Bucket: open(t, dir), Catalog: storagetest.NewCatalog(), Keys: root})
	if err != nil {
		t.Fatal(err)
	}
	mark := []byte("0123456789-MARKED-PLAINTEXT-abcdef")
	if _, err := v.Store(context.Background(), storage.NewObject{Size: storage.UnknownSize}, bytes.NewReader(bytes.Repeat(mark, 20_000))); err != nil {
		t.Fatal(err)
	}
	found := 0
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		found++
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("MARKED")) {
			t.Errorf("%s holds plaintext", path)
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatal(found, err)
	}
}
