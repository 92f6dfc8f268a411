package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// The language switch of any page must lead to an address that answers GET.
func TestAPageComesBackToWhereItCanBeAskedFor(t *testing.T) {
	base, err := url.Parse("https://quittance.test")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := screen.NewRenderer(frontend.UnbuiltAssets())
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{
		Renderer: pages, Assets: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler), Now: time.Now, Entropy: strings.NewReader(""), BaseURL: base,
	})
	refuse := func(echo.Context) error { return problem.New(problem.Conflict, "gate_not_open", "not open") }
	site.Echo().GET("/things/:id", refuse)
	site.Echo().GET("/things/:id/edit", refuse)
	site.Echo().POST("/things/:id/edit", refuse)
	site.Echo().POST("/things/:id/end", refuse)
	for name, c := range map[string]struct{ method, path, referer, back string }{
		"a page that was asked for":               {http.MethodGet, "/things/1", "https://quittance.test/things", "/things/1"},
		"a form posted to its own address":        {http.MethodPost, "/things/1/edit", "https://quittance.test/things/1", "/things/1/edit"},
		"a form posted to an address of its own":  {http.MethodPost, "/things/1/end", "https://quittance.test/things/1?notice=x", "/things/1"},
		"the host as the proxy calls it":          {http.MethodPost, "/things/1/end", "http://example.com/things/1", "/things/1"},
		"a form of which nobody says where it is": {http.MethodPost, "/things/1/end", "", "/"},
		"a page of others":                        {http.MethodPost, "/things/1/end", "https://evil.test/things/2", "/"},
		"what is no address":                      {http.MethodPost, "/things/1/end", "https://quittance.test:x/%", "/"},
		"a path that nothing answers":             {http.MethodPost, "/nothing", "https://quittance.test/things/1", "/things/1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, nil)
			r.Header.Set("Referer", c.referer)
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Result().Body)
			if want := `name="back" value="` + c.back + `"`; err != nil || !strings.Contains(string(body), want) {
				t.Errorf("the page lacks %s: %v\n%s", want, err, body)
			}
		})
	}
}
