package verifier_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/web"
	"quittance/internal/web/verifier"

	"log/slog"
	"net/url"
	"os"
	"path/filepath"
)

// What all tests share; the networks of each are its own.
var (
	store    *db.DB
	renderer *frontend.Renderer
)

func TestMain(m *testing.M) {
	os.Exit(withStore(m))
}

func withStore(m *testing.M) int {
	dir, err := os.MkdirTemp("", "verifier")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	store, err = db.Open(context.Background(), "sqlite://"+filepath.Join(dir, "quittance.db"), db.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	defer store.Close()
	if err := store.Migrate(context.Background()); err != nil {
		panic(err)
	}
	renderer, err = screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		panic(err)
	}
	return m.Run()
}

func site(t *testing.T) *web.Site {
	t.Helper()
	s := web.New(web.Options{
		DB:       store,
		Renderer: renderer, Assets: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"},
		Now: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	verifier.Register(s, verifier.Deps{Authority: &x509.Certificate{Raw: []byte("authority")}, Seal: &x509.Certificate{Raw: []byte("seal")}, Digest: func(_, value string) string { return t.Name() + value }})
	return s
}

func post(t *testing.T, s *web.Site, field, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/verify", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestVerifyPage(t *testing.T) {
	tests := map[string]struct {
		field, content string
		status         int
		has            string
	}{
		"what is no certificate cannot be judged":   {"certificate", "%PDF-1.7 nothing", 200, "Ce PDF n’est pas un certificat de Quittance"},
		"a form without a certificate says so":      {"file", "a plan", 422, "Choisissez d’abord le certificat"},
		"an empty certificate is nothing":           {"certificate", "", 422, "Choisissez d’abord le certificat"},
		"one that is too large is not even read on": {"certificate", strings.Repeat("x", 33<<20), 422, "32"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := post(t, site(t), tt.field, "x.pdf", tt.content)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.has) {
				t.Errorf("status %d, want %d; %q in\n%s", w.Code, tt.status, tt.has, w.Body)
			}
		})
	}
}

func TestVerifyRefusesWhatIsNoForm(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/verify", strings.NewReader("a=b"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	site(t).ServeHTTP(w, r)
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
}

// certified is a form with something in the certificate's place, and a field of the name given.
func certified(t *testing.T, field string, values ...string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("certificate", "c.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte("%PDF-1.7 nothing")); err != nil {
		t.Fatal(err)
	}
	for _, value := range values {
		if err := form.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/verify", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, r)
	return w
}

func TestFilesMeasuredInTheBrowser(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	tests := map[string]struct {
		value  string
		status int
		has    string
	}{
		"a file is compared by its hash":    {`{"name":"Plan.pdf","size":3,"sha256":"` + hash + `"}`, 200, "<dt>Plan.pdf"},
		"an empty file is a file":           {`{"name":"Vide.txt","size":0,"sha256":"` + hash + `"}`, 200, "<dt>Vide.txt"},
		"a name is never markup":            {`{"name":"<b>x","size":3,"sha256":"` + hash + `"}`, 200, "&lt;b&gt;x"},
		"a long name is cut":                {`{"name":"` + strings.Repeat("é", 300) + `","size":3,"sha256":"` + hash + `"}`, 200, "<dt>" + strings.Repeat("é", 127) + " "},
		"a hash that is too short":          {`{"name":"Plan.pdf","size":3,"sha256":"0a"}`, 422, ""},
		"a hash in capitals":                {`{"name":"Plan.pdf","size":3,"sha256":"` + strings.ToUpper(hash) + `"}`, 422, ""},
		"no hash":                           {`{"name":"Plan.pdf","size":3}`, 422, ""},
		"no size":                           {`{"name":"Plan.pdf","sha256":"` + hash + `"}`, 422, ""},
		"a size below nothing":              {`{"name":"Plan.pdf","size":-1,"sha256":"` + hash + `"}`, 422, ""},
		"a size that is no whole number":    {`{"name":"Plan.pdf","size":1.5,"sha256":"` + hash + `"}`, 422, ""},
		"no name":                           {`{"name":"","size":3,"sha256":"` + hash + `"}`, 422, ""},
		"what is no JSON":                   {`Plan.pdf`, 422, ""},
		"a description without end":         {`{"name":"` + strings.Repeat("a", 5000) + `","size":3,"sha256":"` + hash + `"}`, 422, ""},
		"a description that is a bare null": {`null`, 422, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := certified(t, "measured", tt.value)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.has) {
				t.Errorf("status %d, want %d; %q in\n%s", w.Code, tt.status, tt.has, w.Body)
			}
			if said := strings.Contains(w.Body.String(), "n’ont pas été envoyés"); said != (tt.status == 200) {
				t.Errorf("it says that files were not sent: %t", said)
			}
		})
	}
}

func TestOfTwoFilesOfOneNameBothAreJudged(t *testing.T) {
	one := `{"name":"Plan.pdf","size":3,"sha256":"` + strings.Repeat("0a", 32) + `"}`
	body := certified(t, "measured", one, one).Body.String()
	if !strings.Contains(body, "<dt>Plan.pdf <") || !strings.Contains(body, "<dt>Plan.pdf (2) <") {
		t.Error(body)
	}
}

func TestNoMoreThanTwentyFilesAreCompared(t *testing.T) {
	one := `{"name":"Plan.pdf","size":3,"sha256":"` + strings.Repeat("0a", 32) + `"}`
	values := make([]string, 30)
	for i := range values {
		values[i] = one
	}
	if n := strings.Count(certified(t, "measured", values...).Body.String(), "<dt>Plan.pdf"); n != 20 {
		t.Errorf("%d files were compared", n)
	}
}

func TestThePageShowsTheFingerprintsToCompare(t *testing.T) {
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/verify", nil))
	for _, certificate := range []string{"authority", "seal"} {
		sum := sha256.Sum256([]byte(certificate))
		if !strings.Contains(w.Body.String(), hex.EncodeToString(sum[:])) {
			t.Errorf("the fingerprint of the %s is not shown", certificate)
		}
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "worker-src 'self'") {
		t.Error(w.Header().Get("Content-Security-Policy"))
	}
}
