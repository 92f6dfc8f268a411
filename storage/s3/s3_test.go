package s3_test

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"quittance/storage"
	"quittance/storage/s3"
	"quittance/storage/storagetest"
)

// provider runs an S3 server on the loopback, behind handler if there is one.
func provider(t *testing.T, wrap func(http.Handler) http.Handler) s3.Config {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("deliverables"); err != nil {
		t.Fatal(err)
	}
	handler := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.StdLog(log.New(io.Discard, "", 0)))).Server()
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return s3.Config{Bucket: "deliverables", Endpoint: server.URL, Region: "fr-par", PathStyle: true, AccessKey: "a", SecretKey: "b"}
}

func open(t *testing.T, c s3.Config) *s3.Bucket {
	t.Helper()
	b, err := s3.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestS3IsABucket(t *testing.T) {
	storagetest.BucketSuite(t, func(t *testing.T) storage.Bucket { return open(t, provider(t, nil)) })
}

func TestAProviderWithoutConditionsIsNoticed(t *testing.T) {
	var refused atomic.Int32
	b := open(t, provider(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut && r.Header.Get("If-None-Match") != "" {
				refused.Add(1)
				w.WriteHeader(http.StatusNotImplemented)
				_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>NotImplemented</Code><Message>no</Message></Error>`)
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	for _, key := range []string{"parts/aa", "parts/bb"} {
		if err := b.Put(t.Context(), key, strings.NewReader("value"), 5); err != nil {
			t.Fatal(err)
		}
	}
	if asked := refused.Load(); asked == 0 || asked > 3 {
		t.Fatalf("the provider was asked %d times", asked)
	}
	r, err := b.Get(t.Context(), "parts/aa", 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); string(got) != "alu" || err != nil {
		t.Fatal(string(got), err)
	}
}

func TestAVaultOverS3(t *testing.T) {
	root, err := storage.NewRootKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := storage.NewVault(storage.VaultConfig{Bucket: open(t, provider(t, nil)), Catalog: storagetest.NewCatalog(), Keys: root})
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("plan du rez-de-chaussée "), 400_000)
	o, err := v.Store(t.Context(), storage.NewObject{Size: storage.UnknownSize}, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	f, err := v.Open(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.WriteRange(t.Context(), &out, 1000, f.Size()-1000); err != nil || !bytes.Equal(out.Bytes(), content[1000:]) {
		t.Fatal("content differs", err)
	}
	if err := v.Delete(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsThatAreMissingAreRefused(t *testing.T) {
	for name, c := range map[string]s3.Config{
		"nothing":        {},
		"no credentials": {Bucket: "b", Region: "fr-par"},
		"no region":      {Bucket: "b", AccessKey: "a", SecretKey: "s"},
	} {
		if _, err := s3.Open(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
