// Package demo is the door of the demonstration: whoever reads the front page walks through a delivery as the client,
// on this very product, where the outside world is played. Its documents, people and numbers are examples; numbers are
// of the range that the French regulator keeps for works of fiction (ARCEP, décision 2018-0881).
//
// It exists only where the outside world is played: nothing of it can reach a person or move money. A demonstration is
// an ordinary delivery of a workspace that nobody can sign in to, and runs through the doors that everybody uses.
package demo

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"

	"quittance/frontend"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// Message is one that the stand-ins received instead of a person.
type Message struct {
	Channel string // "sms" or "email"
	From    string
	Subject string
	Text    string
	At      time.Time
}

// Deps is what the demonstration needs beyond the site. All are required.
type Deps struct {
	Commands *command.Commands
	// Inbox returns the newest messages to a number or address, the newest first.
	Inbox  func(ctx context.Context, to string, most int) ([]Message, error)
	Digest func(label, value string) string // keyed hash of a personal value: limits hold no address
	Key    []byte                           // secret under which addresses of demonstrations are made
}

// Door holds the handlers.
type Door struct {
	*web.Site
	Deps
	example sync.Mutex // one at a time makes the example
}

// Register adds the routes.
func Register(s *web.Site, deps Deps) *Door {
	d := &Door{Site: s, Deps: deps}
	s.Route(http.MethodPost, frontend.PathDemo, web.Access{Who: web.Anyone}, d.start)
	s.Route(http.MethodGet, frontend.PathDemoPattern, web.Access{Who: web.Holders}, d.show)
	s.Route(http.MethodGet, frontend.PathExample, web.Access{Who: web.Anyone}, d.serveExample)
	return d
}

// cookie tells the pages of a demonstration where its telephone is.
const cookie = "demo"

// Phone is where the messages of the demonstration are read, for a request of its own page; "" for every other.
func (d *Door) Phone(r *http.Request) string {
	kept, err := r.Cookie(d.CookieName(cookie))
	if err != nil {
		return ""
	}
	id, ok := d.parse(kept.Value)
	path := frontend.SharePath(id)
	if !ok || (r.URL.Path != path && !strings.HasPrefix(r.URL.Path, path+"/")) {
		return ""
	}
	return frontend.DemoPath(kept.Value)
}

// token names a demonstration in an address that nobody can guess.
func (d *Door) token(id string) string { return id + "." + d.mac(id) }

// parse returns the delivery that a token names.
func (d *Door) parse(token string) (id string, ok bool) {
	id, mac, ok := strings.Cut(token, ".")
	return id, ok && hmac.Equal([]byte(mac), []byte(d.mac(id)))
}

func (d *Door) mac(id string) string {
	h := hmac.New(sha256.New, d.Key)
	h.Write([]byte("quittance/demo/v1\x00" + id))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}
