package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"quittance/internal/web"
)

// A cookie of one path may not be called what browsers take for every path alone, and is found again there.
func TestACookieOfAPath(t *testing.T) {
	for secure, want := range map[bool]string{true: "__Secure-link=token; Path=/d/1; Max-Age=60; HttpOnly; Secure; SameSite=Lax", false: "link=token; Path=/d/1; Max-Age=60; HttpOnly; SameSite=Lax"} {
		site := &web.Site{Options: web.Options{SecureCookies: secure}}
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/d/1", nil)
		c := echo.New().NewContext(r, w)
		if got := site.CookieAt(c, "link"); got != "" {
			t.Errorf("nothing was kept, found %q", got)
		}
		site.SetCookieAt(c, "/d/1", "link", "token", 60)
		set := w.Header().Get("Set-Cookie")
		if set != want {
			t.Errorf("set %q, want %q", set, want)
		}
		r.Header.Set("Cookie", strings.Split(set, ";")[0])
		if got := site.CookieAt(c, "link"); got != "token" {
			t.Errorf("found %q", got)
		}
	}
}
