package download_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"quittance/storage"
	"quittance/storage/download"
)

// memory is content that fails at failAt, if that is positive.
type memory struct {
	bytes  []byte
	failAt int64
}

const tag = `"0123456789abcdef"`

func (m memory) Size() int64  { return int64(len(m.bytes)) }
func (m memory) ETag() string { return tag }
func (m memory) WriteRange(_ context.Context, w io.Writer, offset, n int64) error {
	end := offset + n
	if m.failAt > 0 && end > m.failAt {
		end = m.failAt
	}
	if _, err := w.Write(m.bytes[offset:end]); err != nil {
		return err
	}
	if end < offset+n {
		return storage.ErrCorrupt
	}
	return nil
}

var ten = memory{bytes: []byte("0123456789")}

func get(t testing.TB, content storage.Content, method string, o download.Options, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	if err := download.Serve(w, r, content, o); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestRangesAndConditions(t *testing.T) {
	cases := []struct {
		name         string
		header       []string
		status       int
		body         string
		contentRange string
	}{
		{"no condition", nil, 200, "0123456789", ""},
		{"a range", []string{"Range", "bytes=2-4"}, 206, "234", "bytes 2-4/10"},
		{"the first byte", []string{"Range", "bytes=0-0"}, 206, "0", "bytes 0-0/10"},
		{"to the end", []string{"Range", "bytes=7-"}, 206, "789", "bytes 7-9/10"},
		{"beyond the end", []string{"Range", "bytes=7-999"}, 206, "789", "bytes 7-9/10"},
		{"the last bytes", []string{"Range", "bytes=-3"}, 206, "789", "bytes 7-9/10"},
		{"more last bytes than there are", []string{"Range", "bytes=-30"}, 206, "0123456789", "bytes 0-9/10"},
		{"a number that does not fit", []string{"Range", "bytes=1-99999999999999999999"}, 206, "123456789", "bytes 1-9/10"},
		{"outside", []string{"Range", "bytes=10-"}, 416, "", "bytes */10"},
		{"far outside", []string{"Range", "bytes=99999999999999999999-"}, 416, "", "bytes */10"},
		{"no last bytes", []string{"Range", "bytes=-0"}, 416, "", "bytes */10"},
		{"several ranges give the whole", []string{"Range", "bytes=0-1,3-4"}, 200, "0123456789", ""},
		{"two Range headers give the whole", []string{"Range", "bytes=0-1", "Range", "bytes=3-4"}, 200, "0123456789", ""},
		{"the wrong way round", []string{"Range", "bytes=4-2"}, 200, "0123456789", ""},
		{"another unit", []string{"Range", "lines=1-2"}, 200, "0123456789", ""},
		{"not a number", []string{"Range", "bytes=a-b"}, 200, "0123456789", ""},
		{"signs", []string{"Range", "bytes=+1-+2"}, 200, "0123456789", ""},
		{"nothing", []string{"Range", "bytes=-"}, 200, "0123456789", ""},
		{"resumed, unchanged", []string{"Range", "bytes=5-", "If-Range", tag}, 206, "56789", "bytes 5-9/10"},
		{"resumed, changed", []string{"Range", "bytes=5-", "If-Range", `"other"`}, 200, "0123456789", ""},
		{"resumed by a weak tag", []string{"Range", "bytes=5-", "If-Range", "W/" + tag}, 200, "0123456789", ""},
		{"resumed by a date", []string{"Range", "bytes=5-", "If-Range", "Sat, 21 Nov 2026 09:00:00 GMT"}, 200, "0123456789", ""},
		{"already there", []string{"If-None-Match", tag}, 304, "", ""},
		{"already there, in a list", []string{"If-None-Match", `"a", W/` + tag + `, "b"`}, 304, "", ""},
		{"anything there", []string{"If-None-Match", "*"}, 304, "", ""},
		{"another one there", []string{"If-None-Match", `"a"`}, 200, "0123456789", ""},
		{"a malformed list", []string{"If-None-Match", `abc, ` + tag}, 200, "0123456789", ""},
		{"must be this one", []string{"If-Match", tag}, 200, "0123456789", ""},
		{"must be another one", []string{"If-Match", `"a"`}, 412, "", ""},
		{"must be this one, weakly", []string{"If-Match", "W/" + tag}, 412, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := get(t, ten, http.MethodGet, download.Options{Name: "a.pdf"}, c.header...)
			if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("Content-Range") != c.contentRange {
				t.Fatalf("%d %q %q", w.Code, w.Body, w.Header().Get("Content-Range"))
			}
			if c.body != "" && w.Header().Get("Content-Length") != fmt.Sprint(len(c.body)) {
				t.Fatal(w.Header())
			}
		})
	}
}

func TestHeadSendsTheHeaderAlone(t *testing.T) {
	w := get(t, ten, http.MethodHead, download.Options{Begin: func(download.Transfer) error { t.Error("began"); return nil }}, "Range", "bytes=1-2")
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != "10" || w.Header().Get("Accept-Ranges") != "bytes" {
		t.Fatal(w)
	}
	if w := get(t, ten, http.MethodPost, download.Options{}); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Fatal(w)
	}
	if w := get(t, memory{}, http.MethodGet, download.Options{}); w.Code != 200 || w.Header().Get("Content-Length") != "0" {
		t.Fatal(w)
	}
}

func TestNothingIsShownInTheBrowser(t *testing.T) {
	for given, want := range map[string]string{
		"text/html":                            "application/octet-stream",
		"image/svg+xml":                        "application/octet-stream",
		"application/xhtml+xml":                "application/octet-stream",
		"application/javascript":               "application/octet-stream",
		"":                                     "application/octet-stream",
		"application/pdf\r\nX: y":              "application/octet-stream",
		"Application/PDF":                      "application/pdf",
		"text/plain; charset=utf-7":            "text/plain",
		"application/pdf; a=b; filename*=evil": "application/pdf",
	} {
		w := get(t, ten, http.MethodGet, download.Options{Name: "x.html", MediaType: given})
		h := w.Header()
		if h.Get("Content-Type") != want || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%q: %v", given, h)
		}
	}
}

func TestBeginAndEndAreReported(t *testing.T) {
	var began, ended []download.Transfer
	o := download.Options{
		Begin: func(t download.Transfer) error { began = append(began, t); return nil },
		End:   func(t download.Transfer) { ended = append(ended, t) },
	}
	get(t, ten, http.MethodGet, o, "Range", "bytes=4-")
	get(t, ten, http.MethodGet, o, "If-None-Match", tag)
	get(t, ten, http.MethodGet, o, "Range", "bytes=10-")
	if len(began) != 1 || len(ended) != 1 {
		t.Fatal(began, ended)
	}
	if b, e := began[0], ended[0]; b.Written != 0 || e.Offset != 4 || e.Length != 6 || !e.Complete() || !e.ReachedEnd() || e.Err != nil {
		t.Fatal(b, e)
	}
	refused := errors.New("not recorded")
	w := httptest.NewRecorder()
	err := download.Serve(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), ten, download.Options{
		Begin: func(download.Transfer) error { return refused }, End: func(download.Transfer) { t.Error("ended") },
	})
	if !errors.Is(err, refused) || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Fatal(err, w)
	}
}

func TestContentThatFailsMidwayCutsTheConnection(t *testing.T) {
	var ended download.Transfer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = download.Serve(w, r, memory{bytes: make([]byte, 100_000), failAt: 50_000}, download.Options{End: func(t download.Transfer) { ended = t }})
	}))
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err == nil || len(got) > 50_000 {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if !errors.Is(ended.Err, storage.ErrCorrupt) || ended.Written != 50_000 || ended.Complete() {
		t.Fatal(ended)
	}
}

func TestDispositions(t *testing.T) {
	for name, want := range map[string]string{
		"plan.pdf":        `attachment; filename="plan.pdf"`,
		"Plan été.pdf":    `attachment; filename="Plan _t_.pdf"; filename*=UTF-8''Plan%20%C3%A9t%C3%A9.pdf`,
		`a"b\c.pdf`:       `attachment; filename="a_b_c.pdf"`,
		"100%.pdf":        `attachment; filename="100_.pdf"; filename*=UTF-8''100%25.pdf`,
		"a\r\nX-Evil: 1":  `attachment; filename="aX-Evil_ 1"`,
		"../../etc/x.pdf": `attachment; filename=".._.._etc_x.pdf"`,
		"":                `attachment; filename="file"`,
		"📐.pdf":           `attachment; filename="_.pdf"; filename*=UTF-8''%F0%9F%93%90.pdf`,
	} {
		if got := download.Disposition(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

func FuzzDisposition(f *testing.F) {
	for _, s := range []string{"a.pdf", "é\"\\%.pdf", "\r\n", "\x00", "'", "\u202e", strings.Repeat("é", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		value := download.Disposition(name)
		kind, parameters, err := mime.ParseMediaType(value)
		if err != nil || kind != "attachment" || parameters["filename"] != storage.SafeName(name) {
			t.Fatalf("%q gives %s: %q %v", name, value, parameters, err)
		}
		for i := range len(value) {
			if value[i] < ' ' || value[i] > '~' {
				t.Fatalf("%q gives %q", name, value)
			}
		}
	})
}

func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes=0-1", "bytes=-1", "bytes=1-", "bytes=9-9", "bytes=10-", "bytes=1-2,3-4", "bytes= 1-2", "x"} {
		f.Add(s, "", 10)
	}
	f.Add("bytes=0-", tag, 0)
	f.Fuzz(func(t *testing.T, header, condition string, size int) {
		if size < 0 || size > 1000 {
			return
		}
		content := memory{bytes: bytes.Repeat([]byte("abcdefghi"), 112)[:size]}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header["Range"], r.Header["If-Range"] = []string{header}, []string{condition}
		var end download.Transfer
		w := httptest.NewRecorder()
		if err := download.Serve(w, r, content, download.Options{End: func(e download.Transfer) { end = e }}); err != nil {
			t.Fatal(err)
		}
		switch w.Code {
		case 200:
			if !bytes.Equal(w.Body.Bytes(), content.bytes) {
				t.Fatal("not the whole")
			}
		case 206:
			want := content.bytes[end.Offset : end.Offset+end.Length]
			if end.Length == 0 || !bytes.Equal(w.Body.Bytes(), want) || w.Header().Get("Content-Range") !=
				fmt.Sprintf("bytes %d-%d/%d", end.Offset, end.Offset+end.Length-1, size) {
				t.Fatal(end, w.Header())
			}
		case 416:
			if w.Body.Len() > 0 {
				t.Fatal("a body with 416")
			}
		default:
			t.Fatal(w.Code)
		}
	})
}
