package frontend

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestAssetsAreServedForEverAndCompressed(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	a, err := loadAssets(fstest.MapFS{
		"manifest.json": file(`{"app.css":"app-AB12.css"}`), "app-AB12.css": file("plain"),
		"app-AB12.css.gz": file("gzip"), "app-AB12.css.br": file("brotli"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method, path, accept string
		status               int
		body, encoding       string
	}{
		"an old browser":                {"GET", "/assets/app-AB12.css", "", 200, "plain", ""},
		"a browser":                     {"GET", "/assets/app-AB12.css", "gzip, deflate, br", 200, "brotli", "br"},
		"one that refuses brotli":       {"GET", "/assets/app-AB12.css", "br;q=0, gzip", 200, "gzip", "gzip"},
		"only the head":                 {"HEAD", "/assets/app-AB12.css", "", 200, "", ""},
		"a change":                      {"POST", "/assets/app-AB12.css", "", 405, "Method Not Allowed\n", ""},
		"a name without its hash":       {"GET", "/assets/app.css", "", 404, "404 page not found\n", ""},
		"a step up":                     {"GET", "/assets/../manifest.json", "", 404, "404 page not found\n", ""},
		"the list of the assets itself": {"GET", "/assets/manifest.json", "", 404, "404 page not found\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequestWithContext(t.Context(), c.method, c.path, nil)
			request.Header.Set("Accept-Encoding", c.accept)
			answer := httptest.NewRecorder()
			a.ServeHTTP(answer, request)
			if answer.Code != c.status || answer.Body.String() != c.body || answer.Header().Get("Content-Encoding") != c.encoding {
				t.Errorf("%d %q %q", answer.Code, answer.Body, answer.Header().Get("Content-Encoding"))
			}
			if cached := answer.Header().Get("Cache-Control") != ""; cached != (c.status == http.StatusOK) {
				t.Errorf("cached: %t", cached)
			}
		})
	}
}

func TestAProgramWithoutAssetsSaysSo(t *testing.T) {
	if _, err := loadAssets(fstest.MapFS{"README": {Data: []byte("nothing yet")}}); !errors.Is(err, ErrAssetsNotBuilt) {
		t.Errorf("it says %v", err)
	}
}

func TestAnAssetThatIsListedButNotThereIsAnError(t *testing.T) {
	_, err := loadAssets(fstest.MapFS{"manifest.json": {Data: []byte(`{"app.css":"app-AB12.css"}`)}})
	if err == nil || errors.Is(err, ErrAssetsNotBuilt) {
		t.Errorf("it says %v", err)
	}
}
