package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"quittance/internal/web"
)

func TestVisitorOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := map[string]struct {
		remote, forwarded string
		want, from        string
	}{
		"without a proxy it is the connection":                 {"192.0.2.1:1", "", "192.0.2.1", "connection"},
		"a stranger's header is not believed":                  {"192.0.2.1:1", "203.0.113.9", "192.0.2.1", "connection"},
		"a trusted proxy's header is":                          {"10.0.0.1:1", "203.0.113.9", "203.0.113.9", "x-forwarded-for"},
		"what the client put before the proxy is not believed": {"10.0.0.1:1", "198.51.100.7, 203.0.113.9", "203.0.113.9", "x-forwarded-for"},
		"proxies behind each other are skipped":                {"10.0.0.1:1", "203.0.113.9, 10.0.0.2", "203.0.113.9", "x-forwarded-for"},
		"garbage stops the walk at the last known address":     {"10.0.0.1:1", "nonsense", "10.0.0.1", "connection"},
		"an IPv4 address in IPv6 form is the same":             {"[::ffff:192.0.2.1]:1", "", "192.0.2.1", "connection"},
	}
	s := web.New(web.Options{TrustedProxies: proxies, Assets: http.NotFoundHandler()})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.remote
			if tt.forwarded != "" {
				r.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			v := s.VisitorOf(r)
			if v.Address.String() != tt.want || v.From != tt.from {
				t.Errorf("got %s from %s", v.Address, v.From)
			}
		})
	}
}

func TestUserAgentsAreBoundedAndClean(t *testing.T) {
	s := web.New(web.Options{Assets: http.NotFoundHandler()})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("User-Agent", "a\x00b"+strings.Repeat("x", 4096))
	got := s.VisitorOf(r).UserAgent
	if len(got) > 512 || strings.Contains(got, "\x00") || !strings.HasPrefix(got, "ab") {
		t.Errorf("got %d bytes: %q", len(got), got[:8])
	}
}
