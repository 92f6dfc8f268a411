package upload_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"quittance/storage"
	"quittance/storage/upload"
)

var limits = upload.FormLimits{Fields: 3, FieldBytes: 100, Files: 2, FileBytes: 1 << 20}

// form builds a multipart body: "name=value" is a text, "name:file" a file with the content given.
func form(t testing.TB, parts ...[3]string) (string, []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		var (
			dst io.Writer
			err error
		)
		if p[1] == "text" {
			dst, err = w.CreateFormField(p[0])
		} else {
			dst, err = w.CreateFormFile(p[0], p[1][len("file:"):])
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(dst, p[2]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func post(t testing.TB, v *storage.Vault, mediaType string, body []byte) (upload.Form, error) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
	r.Header.Set("Content-Type", mediaType)
	return upload.ReadForm(httptest.NewRecorder(), r, v, "ws_1", limits)
}

func TestAPlainFormWithSeveralFiles(t *testing.T) {
	v, _, _ := newVault(t)
	big := string(content(900_000))
	mediaType, body := form(t, [3]string{"title", "text", "Plans"}, [3]string{"files", "file:a é.pdf", "small"},
		[3]string{"files", "file:", ""}, [3]string{"files", "file:b.dwg", big}, [3]string{"price", "text", "450,00"})
	got, err := post(t, v, mediaType, body)
	if err != nil {
		t.Fatal(err)
	}
	if got.Fields.Get("title") != "Plans" || got.Fields.Get("price") != "450,00" || len(got.Files) != 2 {
		t.Fatal(got)
	}
	for i, want := range []struct{ name, content string }{{"a é.pdf", "small"}, {"b.dwg", big}} {
		o := got.Files[i].Object
		f, err := v.Open(t.Context(), o.ID)
		if err != nil || o.Name != want.name || o.Owner != "ws_1" {
			t.Fatal(o, err)
		}
		var out bytes.Buffer
		if err := f.WriteRange(t.Context(), &out, 0, f.Size()); err != nil || out.String() != want.content {
			t.Fatal("content differs", err)
		}
	}
}

func TestRefusedFormsLeaveNothingAndKeepWhatWasTyped(t *testing.T) {
	first, file := [3]string{"title", "text", "Plans"}, [3]string{"f", "file:a.pdf", "content"}
	cases := map[string]struct {
		parts  [][3]string
		cut    int
		status int
	}{
		"a file too large":      {[][3]string{first, file, {"f", "file:b", strings.Repeat("x", 1<<20+1)}}, 0, 413},
		"too many files":        {[][3]string{first, file, file, file}, 0, 413},
		"an empty file":         {[][3]string{first, file, {"f", "file:b", ""}}, 0, 422},
		"a text too long":       {[][3]string{first, file, {"t", "text", strings.Repeat("x", 101)}}, 0, 413},
		"too many texts":        {[][3]string{first, file, first, first, first}, 0, 413},
		"cut in a file":         {[][3]string{first, file, {"f", "file:b", strings.Repeat("x", 5000)}}, 1000, 400},
		"cut in the last lines": {[][3]string{first, file}, 3, 400},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			v, bucket, _ := newVault(t)
			mediaType, body := form(t, c.parts...)
			got, err := post(t, v, mediaType, body[:len(body)-c.cut])
			var refusal *upload.Refusal
			if !errors.As(err, &refusal) || refusal.Status != c.status {
				t.Fatal(err)
			}
			if got.Fields.Get("title") != "Plans" || len(got.Files) != 0 {
				t.Fatal(got)
			}
			if n := len(bucket.Snapshot()); n != 0 {
				t.Fatalf("%d parts are left", n)
			}
		})
	}
}

func TestAFileWhoseNameNoHeaderCanHold(t *testing.T) {
	for sentence, name := range map[string]string{"a control character": "a\x01b.pdf", "a line break": "a\nb.pdf", "a bell": "\a.pdf"} {
		t.Run(sentence, func(t *testing.T) {
			v, bucket, _ := newVault(t)
			mediaType, body := form(t, [3]string{"title", "text", "Plans"}, [3]string{"f", "file:good.pdf", "content"}, [3]string{"f", "file:NAME", "content"})
			got, err := post(t, v, mediaType, bytes.Replace(body, []byte("NAME"), []byte(name), 1))
			var refusal *upload.Refusal
			if !errors.As(err, &refusal) || refusal.Status != http.StatusUnprocessableEntity || refusal.Code != "ERR_FILE_NAME" {
				t.Fatal(err)
			}
			if got.Fields.Get("title") != "Plans" || len(got.Files) != 0 || len(bucket.Snapshot()) != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAFormIntoFullStorage(t *testing.T) {
	v, bucket, _ := newVault(t)
	bucket.full = true
	mediaType, body := form(t, [3]string{"f", "file:a.pdf", "content"})
	if _, err := post(t, v, mediaType, body); !errors.Is(err, storage.ErrNoSpace) {
		t.Fatal(err)
	}
}

func FuzzReadForm(f *testing.F) {
	mediaType, body := form(f, [3]string{"title", "text", "Plans"}, [3]string{"f", "file:a.pdf", "content"})
	f.Add(mediaType, body)
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=a; filename=\"../../b\"\r\n\r\nc\r\n--x--"))
	f.Add("text/plain", []byte("x"))
	f.Fuzz(func(t *testing.T, mediaType string, body []byte) {
		v, bucket, _ := newVault(t)
		got, err := post(t, v, mediaType, body)
		if err != nil && len(bucket.Snapshot()) > 0 {
			t.Fatal("a refused form left parts")
		}
		for _, file := range got.Files {
			// The name is kept as it was given, for the domain to refuse; only its length is our affair.
			if len(file.Object.Name) > storage.MaxName || !utf8.ValidString(file.Object.Name) {
				t.Fatalf("%q", file.Object.Name)
			}
		}
	})
}
