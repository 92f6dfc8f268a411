package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// cloud is an S3 provider on the loopback, which can refuse everything for a while.
type cloud struct {
	backend *s3mem.Backend
	address string // of QUITTANCE_STORAGE_URL
	refuses atomic.Bool
	refused atomic.Int32
}

const bucketName = "deliverables"

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{backend: s3mem.New()}
	check(t, c.backend.CreateBucket(bucketName))
	provider := gofakes3.New(c.backend, gofakes3.WithLogger(gofakes3.StdLog(log.New(io.Discard, "", 0)))).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.refuses.Load() {
			c.refused.Add(1)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>later</Message></Error>`)
			return
		}
		provider.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.address = fmt.Sprintf("s3://access:secret-of-the-bucket@%s?endpoint=%s&region=fr-par&style=path", bucketName, server.URL)
	return c
}

// values reads everything in the bucket.
func (c *cloud) values(t *testing.T) map[string][]byte {
	t.Helper()
	list, err := c.backend.ListBucket(bucketName, nil, gofakes3.ListBucketPage{})
	check(t, err)
	all := map[string][]byte{}
	for _, entry := range list.Contents {
		object, err := c.backend.GetObject(bucketName, entry.Key, nil)
		check(t, err)
		if all[entry.Key], err = io.ReadAll(object.Contents); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestTheWholeChainInABucket is the journey with the files at an S3 provider, which is away at the worst moments.
func TestTheWholeChainInABucket(t *testing.T) {
	t.Parallel()
	onEachEngine(t, func(t *testing.T, engine string) {
		c := newCloud(t)
		x := begin(t, engine, "QUITTANCE_STORAGE_URL="+c.address, "QUITTANCE_ADDR=127.0.0.1:"+fixedPort(t))
		p, b := x.bigParcel(t)
		marker := p.files[0].content[:32]
		must[page](t)(b.openLink(t.Context(), p))
		x.resumesAfterAnOutage(t, c, marker)

		x.pays(t, b, p, "success")
		x.awaitPayment(t, p, "settled")
		code := x.code(t, b, p)
		c.refuses.Store(true)
		must[page](t)(b.sign(t.Context(), p, code))
		x.await(t, p, "sealing", func(d deliveryView) bool { return d.Releases[0].State == "sealing" })
		x.expectEvents(t, p, "certificate.recorded", 1)
		check(t, eventually(t.Context(), "the certificate to be refused", func() (bool, error) { return c.refused.Load() > 3, nil }))
		p.expectAll(t, b, http.StatusPaymentRequired, p.everyFile()...)
		check(t, eventually(t.Context(), "/readyz to tell", answers(t.Context(), x.base+"/readyz", http.StatusServiceUnavailable)))
		c.refuses.Store(false)
		x.await(t, p, "unlock", unlocked)
		x.checkDownloads(t, b, p)
		x.checkEvents(t, p)

		c.refuses.Store(true)
		if at, err := b.get(t.Context(), p.file(1)); err == nil && at.status/100 == 2 {
			t.Errorf("a file without its bucket: %d with %d bytes", at.status, len(at.body))
		}
		c.refuses.Store(false)
		x.stop(t)
		x.restart(t)
		p.expectFiles(t, b)
		x.abandons(t, c)

		traces := tracesOf(marker)
		for key, value := range c.values(t) {
			if findTrace(value, traces) {
				t.Errorf("the plaintext is in the bucket, in %s", key)
			}
		}
		x.search(t, traces, "with the files in a bucket")
		if _, err := os.Stat(filepath.Join(x.data(), "objects")); !os.IsNotExist(err) {
			t.Errorf("files are kept on the disk too: %v", err)
		}
		said := must[[]byte](t)(os.ReadFile(x.log()))
		if bytes.Contains(said, []byte("secret-of-the-bucket")) {
			t.Error("the log holds the secret of the bucket")
		}
	})
}

// resumesAfterAnOutage uploads a file while the bucket is away in the middle of it: what was taken stays, and the rest
// follows where it stopped.
func (x *trial) resumesAfterAnOutage(t *testing.T, c *cloud, marker []byte) {
	t.Helper()
	f := file{"relevé.las", "application/octet-stream", marked(t, marker, 9<<20+1)}
	const piece = 3 << 20
	path := must[string](t)(x.sender.beginUpload(t.Context(), f))
	must[bool](t)(x.sender.continueUpload(t.Context(), path, f, piece))
	c.refuses.Store(true)
	if _, err := x.sender.continueUpload(t.Context(), path, f, piece); err == nil || !strings.Contains(err.Error(), "continue upload: 5") {
		t.Errorf("an upload without its bucket: %v", err)
	}
	c.refuses.Store(false)
	check(t, eventually(t.Context(), "the upload to go on", func() (bool, error) { return x.sender.continueUpload(t.Context(), path, f, piece) }))
	p := must[*parcel](t)(x.sender.deliverUploaded(t.Context(), order{title: "Relevé", amount: 9900, to: customer(2)}, []string{lastSegment(path)}, f))
	b := x.browser(t)
	must[page](t)(b.openLink(t.Context(), p))
	x.pays(t, b, p, "success")
	x.signedAndHad(t, b, p)
	if at := must[page](t)(b.get(t.Context(), p.file(0))); !bytes.Equal(at.body, f.content) {
		t.Errorf("%d of %d bytes, or others", len(at.body), len(f.content))
	}
}

// abandons gives an upload up: nothing of it stays in the bucket.
func (x *trial) abandons(t *testing.T, c *cloud) {
	t.Helper()
	before := len(c.values(t))
	f := file{"moitié.bin", "application/octet-stream", marked(t, newMarker(t), 9<<20)}
	path := must[string](t)(x.sender.beginUpload(t.Context(), f))
	must[bool](t)(x.sender.continueUpload(t.Context(), path, f, 5<<20))
	if got := len(c.values(t)); got <= before {
		t.Fatalf("%d values in the bucket, %d before an upload", got, before)
	}
	a := must[answer](t)(x.sender.send(t.Context(), http.MethodDelete, path, tus(), nil))
	if a.status != http.StatusNoContent {
		t.Fatalf("abandon: %s", a)
	}
	check(t, eventually(t.Context(), "its parts to go", func() (bool, error) { return len(c.values(t)) <= before, nil }))
}
