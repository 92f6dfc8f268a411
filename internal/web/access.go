package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
)

// Audience is whom a route is for, and so by what it knows who asks.
type Audience string

// The audiences.
const (
	Anyone      Audience = "anyone"    // whoever asks is answered alike
	Holders     Audience = "token"     // of the one-time token in the path
	Members     Audience = "member"    // by their session
	Operators   Audience = "operator"  // members whose address the settings name; to others there is nothing
	Recipients  Audience = "recipient" // by the cookie of their link
	LinkHolders Audience = "link"      // the same, with a link that is too old or was replaced too
	Keys        Audience = "key"       // programs, by the Authorization header
	Providers   Audience = "provider"  // by the signature of what they send
	Testers     Audience = "sandbox"   // from this machine, or with the token that the server printed
)

// Access is who may ask for a route. What the path names must besides be of the asker's workspace, or of their link.
type Access struct {
	Who   Audience
	Needs account.Permission // of members, and of the member behind a key
	Scope account.Scope      // of keys
	Proof bool               // of members: lately, of who they are
}

// Rule is a route with its access.
type Rule struct {
	Method, Path string
	Access
}

// Route registers a handler and remembers for whom it is. A door guards its handler by the same access, in one place;
// cmd/quittance/testdata/permissions.golden shows what each of them answers to whom.
func (s *Site) Route(method, path string, a Access, handle echo.HandlerFunc) {
	s.Declare(method, path, a)
	s.echo.Add(method, path, handle)
}

// Declare remembers for whom a route is that a library registers by itself.
func (s *Site) Declare(method, path string, a Access) {
	s.rules = append(s.rules, Rule{method, path, a})
}

// Rules lists every route in the order of registration.
func (s *Site) Rules() []Rule { return s.rules }

// UploadRoutes names each method and path of resumable uploads (tus 1.0) below a base.
func UploadRoutes(base string, register func(method, path string)) {
	register(http.MethodOptions, base)
	register(http.MethodPost, base)
	for _, method := range []string{http.MethodOptions, http.MethodPost, http.MethodHead, http.MethodPatch, http.MethodDelete} {
		register(method, base+"/*")
	}
}
