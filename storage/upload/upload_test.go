package upload_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"quittance/storage"
	"quittance/storage/storagetest"
	"quittance/storage/upload"
)

const base = "/api/v1/uploads"

type server struct {
	*httptest.Server
	vault   *storage.Vault
	bucket  *fullBucket
	catalog *storagetest.Catalog
}

// fullBucket refuses to store while full.
type fullBucket struct {
	*storagetest.Bucket
	full bool
}

func (b *fullBucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if b.full {
		return storage.ErrNoSpace
	}
	return b.Bucket.Put(ctx, key, body, size)
}

func newVault(t testing.TB) (*storage.Vault, *fullBucket, *storagetest.Catalog) {
	t.Helper()
	root, err := storage.NewRootKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	bucket, catalog := &fullBucket{Bucket: storagetest.NewBucket()}, storagetest.NewCatalog()
	v, err := storage.NewVault(storage.VaultConfig{Bucket: bucket, Catalog: catalog, Keys: root})
	if err != nil {
		t.Fatal(err)
	}
	return v, bucket, catalog
}

func serve(t testing.TB, s *server) *server {
	t.Helper()
	h, err := upload.New(upload.Config{
		Vault: s.vault, BasePath: base, MaxSize: 64 << 20,
		Authorize: func(r *http.Request) (string, error) {
			if owner := r.Header.Get("X-Test-Owner"); owner != "" {
				return owner, nil
			}
			return "", errors.New("nobody")
		},
		Admit: func(_ context.Context, n storage.NewObject) error {
			if strings.HasSuffix(n.Name, ".exe") {
				return &upload.Refusal{Status: http.StatusUnprocessableEntity, Code: "ERR_KIND", Message: "not this kind"}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(base, h)
	mux.Handle(base+"/", h)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func newServer(t testing.TB) *server {
	t.Helper()
	v, b, c := newVault(t)
	return serve(t, &server{vault: v, bucket: b, catalog: c})
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (s *server) send(t testing.TB, method, path string, body io.Reader, header ...string) answer {
	t.Helper()
	a, err := s.try(t.Context(), method, path, body, header...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (s *server) try(ctx context.Context, method, path string, body io.Reader, header ...string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.URL+path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("X-Test-Owner", "ws_1")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := s.Client().Do(r)
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(text)}, errors.Join(err, resp.Body.Close())
}

func (s *server) create(t testing.TB, name string, size int64) string {
	t.Helper()
	a := s.send(t, http.MethodPost, base, nil, "Upload-Length", strconv.FormatInt(size, 10),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name)))
	if a.status != http.StatusCreated || !strings.HasPrefix(a.header.Get("Location"), base+"/") {
		t.Fatal(a)
	}
	return a.header.Get("Location")
}

func (s *server) patch(t testing.TB, location string, offset int, content []byte, header ...string) answer {
	t.Helper()
	return s.send(t, http.MethodPatch, location, bytes.NewReader(content), append([]string{
		"Content-Type", "application/offset+octet-stream", "Upload-Offset", strconv.Itoa(offset)}, header...)...)
}

func (s *server) head(t testing.TB, location string) answer {
	t.Helper()
	return s.send(t, http.MethodHead, location, nil)
}

func (s *server) want(t testing.TB, location string, content []byte) {
	t.Helper()
	f, err := s.vault.Open(t.Context(), location[strings.LastIndex(location, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.WriteRange(t.Context(), &out, 0, f.Size()); err != nil || !bytes.Equal(out.Bytes(), content) {
		t.Fatal("content differs", err)
	}
}

func content(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>9*5)
	}
	return b
}

func TestAnUploadInSeveralRequests(t *testing.T) {
	s := newServer(t)
	c := content(5 << 20)
	location := s.create(t, "Plan d’exécution.dwg", int64(len(c)))
	for _, cut := range [][2]int{{0, 1}, {1, 70_000}, {70_000, 4_800_000}, {4_800_000, len(c)}} {
		a := s.patch(t, location, cut[0], c[cut[0]:cut[1]])
		if a.status != http.StatusNoContent || a.header.Get("Upload-Offset") != strconv.Itoa(cut[1]) {
			t.Fatal(cut, a)
		}
	}
	s.want(t, location, c)
	h := s.head(t, location)
	if h.status != http.StatusOK || h.header.Get("Upload-Offset") != h.header.Get("Upload-Length") {
		t.Fatal(h)
	}
	if o, err := s.vault.Stat(t.Context(), location[len(base)+1:]); err != nil || o.Name != "Plan d’exécution.dwg" || o.Owner != "ws_1" {
		t.Fatal(o.Name, o.Owner, err)
	}
}

func TestCreationWithUpload(t *testing.T) {
	s := newServer(t)
	for _, path := range []string{base, base + "/"} {
		a := s.send(t, http.MethodPost, path, strings.NewReader("hello"), "Upload-Length", "5", "Content-Type", "application/offset+octet-stream")
		if a.status != http.StatusCreated {
			t.Fatal(a)
		}
		s.want(t, a.header.Get("Location"), []byte("hello"))
	}
}

func TestRefusedRequests(t *testing.T) {
	s := newServer(t)
	location := s.create(t, "a.pdf", 10)
	if a := s.patch(t, location, 0, []byte("0123")); a.status != http.StatusNoContent {
		t.Fatal(a)
	}
	done := s.create(t, "b.pdf", 2)
	s.patch(t, done, 0, []byte("ok"))
	stream := "application/offset+octet-stream"
	cases := []struct {
		name, method, path, body string
		header                   []string
		status                   int
	}{
		{"nobody", "POST", base, "", []string{"X-Test-Owner", "", "Upload-Length", "5"}, 401},
		{"nobody looks", "HEAD", location, "", []string{"X-Test-Owner", ""}, 401},
		{"a stranger looks", "HEAD", location, "", []string{"X-Test-Owner", "ws_2"}, 404},
		{"a stranger appends", "PATCH", location, "x", []string{"X-Test-Owner", "ws_2", "Content-Type", stream, "Upload-Offset", "4"}, 404},
		{"a stranger deletes", "DELETE", location, "", []string{"X-Test-Owner", "ws_2"}, 404},
		{"a stranger's method override", "POST", location, "", []string{"X-HTTP-Method-Override", "DELETE"}, 405},
		{"no such upload", "HEAD", base + "/0123456789abcdef0123456789abcdef", "", nil, 404},
		{"an id of another form", "HEAD", base + "/..%2f..%2fetc", "", nil, 404},
		{"no length", "POST", base, "", nil, 400},
		{"a deferred length", "POST", base, "", []string{"Upload-Defer-Length", "1"}, 501},
		{"a negative length", "POST", base, "", []string{"Upload-Length", "-1"}, 400},
		{"a length that is no number", "POST", base, "", []string{"Upload-Length", "12x"}, 400},
		{"an empty file", "POST", base, "", []string{"Upload-Length", "0"}, 422},
		{"a refused kind", "POST", base, "", []string{"Upload-Length", "5", "Upload-Metadata", "filename " + base64.StdEncoding.EncodeToString([]byte("a.exe"))}, 422},
		{"too large", "POST", base, "", []string{"Upload-Length", "67108865"}, 413},
		{"a huge length", "POST", base, "", []string{"Upload-Length", "99999999999999999999"}, 400},
		{"a name with NUL", "POST", base, "", []string{"Upload-Length", "5", "Upload-Metadata", "filename " + base64.StdEncoding.EncodeToString([]byte("a\x00b"))}, 422},
		{"a name in broken UTF-8", "POST", base, "", []string{"Upload-Length", "5", "Upload-Metadata", "filename " + base64.StdEncoding.EncodeToString([]byte("\xff.pdf"))}, 422},
		{"long metadata", "POST", base, "", []string{"Upload-Length", "5", "Upload-Metadata", strings.Repeat("a", 5000)}, 431},
		{"another protocol version", "POST", base, "", []string{"Tus-Resumable", "0.2.2", "Upload-Length", "5"}, 412},
		{"a wrong offset", "PATCH", location, "x", []string{"Content-Type", stream, "Upload-Offset", "3"}, 409},
		{"an offset beyond", "PATCH", location, "x", []string{"Content-Type", stream, "Upload-Offset", "5"}, 409},
		{"a negative offset", "PATCH", location, "x", []string{"Content-Type", stream, "Upload-Offset", "-4"}, 400},
		{"no offset", "PATCH", location, "x", []string{"Content-Type", stream}, 400},
		{"another content type", "PATCH", location, "x", []string{"Content-Type", "text/plain", "Upload-Offset", "4"}, 400},
		{"more than declared", "PATCH", location, "0123456", []string{"Content-Type", stream, "Upload-Offset", "4"}, 413},
		{"reading an upload", "GET", location, "", nil, 405},
		{"deleting a finished one", "DELETE", done, "", nil, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := s.send(t, c.method, c.path, strings.NewReader(c.body), c.header...)
			if a.status != c.status {
				t.Fatalf("got %d %q, want %d", a.status, a.body, c.status)
			}
			if h := s.head(t, location); h.header.Get("Upload-Offset") != "4" {
				t.Fatal("the upload has changed", h)
			}
		})
	}
}

func TestACutConnectionKeepsWhatCame(t *testing.T) {
	s := newServer(t)
	c := content(300_000)
	location := s.create(t, "a.pdf", int64(len(c)))
	body := io.MultiReader(bytes.NewReader(c[:123_457]), failing{})
	_, err := s.try(t.Context(), http.MethodPatch, location, body, "Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
	if err == nil {
		t.Fatal("the connection was not cut")
	}
	// The look may overtake the cut request: its offset is then one of before, the next piece is refused, and whoever
	// sends looks again, as every tus client does.
	for {
		h := s.head(t, location)
		offset, err := strconv.Atoi(h.header.Get("Upload-Offset"))
		if err != nil || offset > 123_457 {
			t.Fatal(h)
		}
		a := s.patch(t, location, offset, c[offset:])
		if a.status == http.StatusNoContent {
			break
		}
		if a.status != http.StatusConflict {
			t.Fatal(a)
		}
	}
	s.want(t, location, c)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("network is gone") }

// Two tabs, in one process or on two servers: the older gets 423, the newer finishes, and the file is right.
func TestTheNewerClientWins(t *testing.T) {
	for name, second := range map[string]func(*testing.T, *server) *server{
		"on one server": func(_ *testing.T, s *server) *server { return s },
		"on two servers": func(t *testing.T, s *server) *server {
			return serve(t, &server{vault: s.vault, bucket: s.bucket, catalog: s.catalog})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			other := second(t, s)
			c := content(200_000)
			location := s.create(t, "a.pdf", int64(len(c)))
			body, feed := io.Pipe()
			older := make(chan answer, 1)
			go func() {
				a, err := s.try(context.Background(), http.MethodPatch, location, body,
					"Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
				if err != nil {
					a.body = err.Error()
				}
				older <- a
			}()
			if _, err := feed.Write(c[:50_000]); err != nil {
				t.Fatal(err)
			}
			for { // until the older client holds the lease
				o, err := s.vault.Stat(t.Context(), location[len(base)+1:])
				if err != nil {
					t.Fatal(err)
				}
				if o.Generation > 0 {
					break
				}
			}
			offset, err := strconv.Atoi(other.head(t, location).header.Get("Upload-Offset"))
			if err != nil {
				t.Fatal(err)
			}
			if a := other.patch(t, location, offset, c[offset:]); a.status != http.StatusNoContent {
				t.Fatal(a)
			}
			_, _ = feed.Write(c[50_000:60_000]) // refused once the server has closed the body
			if err := feed.Close(); err != nil {
				t.Fatal(err)
			}
			if a := <-older; a.status != http.StatusLocked && a.status != 0 {
				t.Fatal("older", a)
			}
			s.want(t, location, c)
		})
	}
}

func TestFullStorageIsToldAndTheUploadGoesOn(t *testing.T) {
	s := newServer(t)
	c := content(100)
	location := s.create(t, "a.pdf", 100)
	s.patch(t, location, 0, c[:40])
	s.bucket.full = true
	if a := s.patch(t, location, 40, c[40:]); a.status != http.StatusInsufficientStorage {
		t.Fatal(a)
	}
	s.bucket.full = false
	if h := s.head(t, location); h.header.Get("Upload-Offset") != "40" {
		t.Fatal(h)
	}
	if a := s.patch(t, location, 40, c[40:]); a.status != http.StatusNoContent {
		t.Fatal(a)
	}
	s.want(t, location, c)
}

func TestAnEndThatWasNotRecordedIsRecordedByTheNextLook(t *testing.T) {
	s := newServer(t)
	location := s.create(t, "a.pdf", 5)
	id := location[len(base)+1:]
	lease, err := s.vault.Acquire(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.vault.Append(t.Context(), lease, 0, strings.NewReader("hello")); err != nil {
		t.Fatal(err)
	}
	if h := s.head(t, location); h.header.Get("Upload-Offset") != "5" {
		t.Fatal(h)
	}
	s.want(t, location, []byte("hello"))
}

func TestTerminationShreds(t *testing.T) {
	s := newServer(t)
	location := s.create(t, "a.pdf", 10)
	s.patch(t, location, 0, []byte("01234"))
	if a := s.send(t, http.MethodDelete, location, nil); a.status != http.StatusNoContent {
		t.Fatal(a)
	}
	if h := s.head(t, location); h.status != http.StatusNotFound {
		t.Fatal(h)
	}
	if len(s.bucket.Snapshot()) != 0 {
		t.Fatal("parts are left")
	}
}

func TestOneByteRequests(t *testing.T) {
	s := newServer(t)
	c := content(150)
	location := s.create(t, "a.pdf", 150)
	for i := range c {
		if a := s.patch(t, location, i, c[i:i+1]); a.status != http.StatusNoContent {
			t.Fatal(i, a)
		}
	}
	s.want(t, location, c)
}

func FuzzTusHeaders(f *testing.F) {
	f.Add("POST", "5", "0", "filename YS5wZGY=,filetype YXBwbGljYXRpb24vcGRm", "application/offset+octet-stream", []byte("hello"))
	f.Add("PATCH", "", "3", "", "application/offset+octet-stream", []byte("x"))
	f.Add("POST", "-1", "+5", "a,b c d,,, \x00", "", []byte{})
	f.Add("POST", "3", "", "filename //79", "application/offset+octet-stream", []byte("toolong"))
	f.Fuzz(func(t *testing.T, method, length, offset, metadata, mediaType string, body []byte) {
		v, bucket, catalog := newVault(t)
		h, err := upload.New(upload.Config{
			Vault: v, BasePath: base, MaxSize: 1000, Authorize: func(*http.Request) (string, error) { return "ws", nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		send := func(method, path string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewReader(body))
			r.Method = method
			r.Header["Tus-Resumable"] = []string{"1.0.0"}
			r.Header["Upload-Length"], r.Header["Upload-Offset"] = []string{length}, []string{offset}
			r.Header["Upload-Metadata"], r.Header["Content-Type"] = []string{metadata}, []string{mediaType}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 500 && w.Code != http.StatusNotImplemented {
				t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
			}
			return w
		}
		location := send(http.MethodPost, base).Header().Get("Location")
		if location == "" {
			return
		}
		send(method, location)
		o, err := catalog.Object(t.Context(), location[len(base)+1:])
		if err != nil || o.Offset > o.Size || len(o.Name) > storage.MaxName {
			t.Fatal(fmt.Sprint(o.Offset, o.Size, len(o.Name)), err)
		}
		if o.Offset > int64(2*len(body)) || (o.Offset > 0) != (len(bucket.Snapshot()) > 0) && o.State != storage.Deleted {
			t.Fatal("offset", o.Offset, "stored", len(bucket.Snapshot()))
		}
	})
}
