package verifier_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/web"
	"quittance/internal/web/verifier"

	"log/slog"
	"net/url"
)

func site(t *testing.T) *web.Site {
	t.Helper()
	renderer, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{
		Renderer: renderer, Assets: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler), BaseURL: &url.URL{Scheme: "http", Host: "example.test"},
		Now: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
	verifier.Register(s, verifier.Deps{})
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
		"what is no certificate cannot be judged":   {"certificate", "%PDF-1.7 nothing", 200, "Ce fichier ne peut pas être jugé"},
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
