package download_test

import (
	"net/http"
	"strings"
	"testing"

	"quittance/storage/download"
)

func TestOnlyDocumentsAndPicturesOpenInTheBrowser(t *testing.T) {
	for name, c := range map[string]struct {
		mediaType string
		show      bool
		inline    bool
	}{
		"a PDF that is to be read opens":       {"application/pdf", true, true},
		"a picture opens":                      {"image/png", true, true},
		"a photograph with parameters opens":   {"image/jpeg; q=1", true, true},
		"a PDF that is to be kept is saved":    {"application/pdf", false, false},
		"a page of a stranger is saved":        {"text/html", true, false},
		"a drawing that may hold script too":   {"image/svg+xml", true, false},
		"plain text is saved":                  {"text/plain", true, false},
		"a name that is no media type as well": {"application/pdf, text/html", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := get(t, ten, http.MethodGet, download.Options{Name: "facture.pdf", MediaType: c.mediaType, Show: c.show}).Header()
			if inline := strings.HasPrefix(h.Get("Content-Disposition"), "inline; "); inline != c.inline {
				t.Errorf("%q", h.Get("Content-Disposition"))
			}
			policy := h.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%q", h)
			}
			if c.inline && !strings.Contains(policy, "object-src 'none'") {
				t.Errorf("%q", policy)
			}
		})
	}
}
