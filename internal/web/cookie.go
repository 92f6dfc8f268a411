package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// hostPrefix makes browsers refuse the cookie unless it is Secure, host-only and for the path "/" (RFC 6265bis,
// section 4.1.3.2).
const hostPrefix = "__Host-"

// securePrefix makes browsers refuse the cookie unless it is Secure (RFC 6265bis, section 4.1.3.1); its path is its own.
const securePrefix = "__Secure-"

// CookieName is the name under which a cookie that identifies somebody is kept.
func (s *Site) CookieName(name string) string {
	if s.SecureCookies {
		return hostPrefix + name
	}
	return name
}

// cookie is a cookie of ours: host-only, not for scripts, same site.
func (s *Site) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure everywhere but over plain HTTP outside production
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.SecureCookies, SameSite: http.SameSiteLaxMode,
	}
}

// SetCookie keeps a value that identifies somebody for maxAge seconds; a negative maxAge removes it.
func (s *Site) SetCookie(c echo.Context, name, value string, maxAge int) {
	c.SetCookie(s.cookie(s.CookieName(name), value, maxAge))
}

// Cookie reads back what SetCookie kept; "" when there is none.
func (s *Site) Cookie(c echo.Context, name string) string {
	cookie, err := c.Cookie(s.CookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// SetCookieAt keeps a value for the pages at and under a path: no other request carries it.
func (s *Site) SetCookieAt(c echo.Context, path, name, value string, maxAge int) {
	cookie := s.cookie(s.nameAt(name), value, maxAge) //nolint:gosec // as that function sets it
	cookie.Path = path
	c.SetCookie(cookie)
}

// CookieAt reads back what SetCookieAt kept for the path of this request; "" when there is none.
func (s *Site) CookieAt(c echo.Context, name string) string {
	cookie, err := c.Cookie(s.nameAt(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (s *Site) nameAt(name string) string {
	if s.SecureCookies {
		return securePrefix + name
	}
	return name
}

// CookiesNamed returns the names, without our prefix, of cookies that begin so, in the order the browser sent them
// (oldest first, RFC 6265 section 5.4).
func (s *Site) CookiesNamed(c echo.Context, prefix string) []string {
	var out []string
	for _, cookie := range c.Request().Cookies() {
		name, ok := strings.CutPrefix(cookie.Name, s.CookieName(""))
		if ok && strings.HasPrefix(name, prefix) {
			out = append(out, name)
		}
	}
	return out
}
