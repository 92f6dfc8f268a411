package storage_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"quittance/storage"
	"quittance/storage/disk"
	"quittance/storage/storagetest"
)

const benchSize = 64 << 20

func diskVault(b *testing.B) *storage.Vault {
	b.Helper()
	bucket, err := disk.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	v, err := storage.NewVault(storage.VaultConfig{Bucket: bucket, Catalog: storagetest.NewCatalog(), Keys: rootKey(b, 1)})
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// endless gives the bytes of a pattern without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func storeBench(b *testing.B, v *storage.Vault) *storage.File {
	b.Helper()
	o, err := v.Store(b.Context(), storage.NewObject{Size: benchSize}, io.LimitReader(endless{}, benchSize))
	if err != nil {
		b.Fatal(err)
	}
	f, err := v.Open(b.Context(), o.ID)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// Encrypted, hashed, synced to disk.
func BenchmarkUploadToDisk(b *testing.B) {
	v := diskVault(b)
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		if err := v.Delete(b.Context(), storeBench(b, v).Object().ID); err != nil {
			b.Fatal(err)
		}
	}
}

// Read, decrypted, thrown away: the processor's part of a download.
func BenchmarkDownloadFromDisk(b *testing.B) {
	f := storeBench(b, diskVault(b))
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		if err := f.WriteRange(b.Context(), writerFunc(func(p []byte) (int, error) { return len(p), nil }), 0, benchSize); err != nil {
			b.Fatal(err)
		}
	}
}

// The same over HTTP on the loopback, client included.
func BenchmarkDownloadOverHTTP(b *testing.B) {
	f := storeBench(b, diskVault(b))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f.WriteRange(r.Context(), w, 0, benchSize); err != nil {
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	b.SetBytes(benchSize)
	b.ReportAllocs()
	buffer := make([]byte, 1<<20)
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			b.Fatal(err)
		}
		resp, err := server.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, resp.Body, buffer); n != benchSize || err != nil {
			b.Fatal(n, err)
		}
		if err := resp.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
