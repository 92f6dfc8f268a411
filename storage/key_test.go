package storage_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quittance/storage"
)

func rootKey(t testing.TB, fill byte) *storage.RootKey {
	t.Helper()
	k, err := storage.NewRootKey(bytes.Repeat([]byte{fill}, storage.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRootKeyFileIsMadeOnceAndReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	_, err := storage.LoadRootKey(path)
	wantError(t, err, fs.ErrNotExist)
	made, created, err := storage.LoadOrCreateRootKey(path, rand.NewChaCha8([32]byte{3}))
	if err != nil || !created {
		t.Fatal(created, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	loaded, created, err := storage.LoadOrCreateRootKey(path, rand.NewChaCha8([32]byte{4}))
	if err != nil || created || loaded.Fingerprint() != made.Fingerprint() {
		t.Fatal(created, err)
	}
	_, err = storage.CreateRootKey(path, rand.NewChaCha8([32]byte{5}))
	wantError(t, err, fs.ErrExist)
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".root*")); len(left) > 0 {
		t.Fatal("temporary files are left", left)
	}
}

func TestRootKeyFileForms(t *testing.T) {
	secret := bytes.Repeat([]byte{0xc7}, 32)
	cases := map[string]struct {
		content string
		ok      bool
	}{
		"32 raw bytes":                {string(secret), true},
		"64 hexadecimal digits":       {hex.EncodeToString(secret), true},
		"digits and a final newline":  {hex.EncodeToString(secret) + "\r\n", true},
		"empty":                       {"", false},
		"62 digits":                   {hex.EncodeToString(secret[:31]), false},
		"zeros":                       {strings.Repeat("00", 32), false},
		"another kind of file":        {"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n", false},
		"a very long file of digits":  {strings.Repeat("ab", 5000), false},
		"64 characters but not digit": {strings.Repeat("zz", 32), false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "k")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			k, err := storage.LoadRootKey(path)
			if (err == nil) != c.ok {
				t.Fatal(err)
			}
			if c.ok && k.Fingerprint() != rootKey(t, 0xc7).Fingerprint() {
				t.Fatal("another key")
			}
			if err != nil && len(c.content) > 8 && strings.Contains(err.Error(), c.content[:8]) {
				t.Fatal("the error shows the file")
			}
		})
	}
}

func TestRootKeyDerivesAndNeverShows(t *testing.T) {
	k := rootKey(t, 1)
	if !bytes.Equal(k.Derive("a"), k.Derive("a")) || bytes.Equal(k.Derive("a"), k.Derive("b")) || bytes.Equal(k.Derive("a"), rootKey(t, 2).Derive("a")) {
		t.Fatal("derivation")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		shown := fmt.Sprintf(verb, k)
		if strings.Contains(shown, "0101") || strings.Contains(shown, "1, 1, 1") || strings.Contains(shown, "\x01\x01") {
			t.Fatalf("%s shows the secret: %s", verb, shown)
		}
	}
}

func TestWrappedKeysAreBound(t *testing.T) {
	k := rootKey(t, 1)
	key := bytes.Repeat([]byte{9}, storage.KeySize)
	w, err := k.WrapKey(t.Context(), key, []byte("row 1"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.UnwrapKey(t.Context(), w, []byte("row 1"))
	if err != nil || !bytes.Equal(got, key) {
		t.Fatal(err)
	}
	_, err = k.UnwrapKey(t.Context(), w, []byte("row 2"))
	wantError(t, err, storage.ErrCorrupt)
	_, err = rootKey(t, 2).UnwrapKey(t.Context(), w, []byte("row 1"))
	wantError(t, err, storage.ErrCorrupt)
	w.Blob[3] ^= 1
	_, err = k.UnwrapKey(t.Context(), w, []byte("row 1"))
	wantError(t, err, storage.ErrCorrupt)
	_, err = k.UnwrapKey(t.Context(), storage.WrappedKey{KeyID: w.KeyID}, nil)
	wantError(t, err, storage.ErrCorrupt)
	if _, err := k.WrapKey(t.Context(), key[:31], nil); err == nil {
		t.Fatal("a short key was wrapped")
	}
}

func TestSealedBytes(t *testing.T) {
	k, random := rootKey(t, 1), rand.NewChaCha8([32]byte{6})
	plain := marked(500)
	sealed, err := storage.SealBytes(t.Context(), k, random, plain, []byte("evidence 7"))
	if err != nil {
		t.Fatal(err)
	}
	if windows32(plain)(sealed) {
		t.Fatal("plaintext in the sealed bytes")
	}
	got, err := storage.OpenBytes(t.Context(), k, sealed, []byte("evidence 7"))
	if err != nil || !bytes.Equal(got, plain) {
		t.Fatal(err)
	}
	_, err = storage.OpenBytes(t.Context(), k, sealed, []byte("evidence 8"))
	wantError(t, err, storage.ErrCorrupt)
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 0x40
		if _, err := storage.OpenBytes(t.Context(), k, altered, []byte("evidence 7")); !errors.Is(err, storage.ErrCorrupt) {
			t.Fatalf("byte %d altered: %v", i, err)
		}
		if _, err := storage.OpenBytes(t.Context(), k, sealed[:i], []byte("evidence 7")); !errors.Is(err, storage.ErrCorrupt) {
			t.Fatalf("cut to %d bytes: %v", i, err)
		}
	}
}

func FuzzOpenBytes(f *testing.F) {
	k := rootKey(f, 1)
	sealed, err := storage.SealBytes(f.Context(), k, rand.NewChaCha8([32]byte{6}), []byte("x"), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{1, 255, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := storage.OpenBytes(t.Context(), k, b, nil); err == nil && !bytes.Equal(b, sealed) {
			t.Fatal("a forged string was opened")
		}
	})
}
