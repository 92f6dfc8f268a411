// Package editor is where a delivery is typed: a new one, one like another, one that follows another, or a draft that is
// changed. Everything works without script; script only sends files in resumable pieces.
//
// It decides nothing: what was typed is read here, and judged and kept by package desk.
package editor

import (
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/internal/web/desk"
	"quittance/internal/web/sender/entrance"
	"quittance/storage"
)

// Deps is what the editor needs beyond the site.
type Deps struct {
	Desk     *desk.Desk
	Vault    *storage.Vault
	MaxBytes int64 // largest file accepted
}

// Editor holds the handlers.
type Editor struct {
	*web.Site
	Deps
}

// visit is a request of a member who is signed in.
type visit = entrance.Visit

// Register adds the routes, for members who came in by the entrance and may send.
func Register(s *web.Site, door *entrance.Entrance, deps Deps) *Editor {
	d := &Editor{Site: s, Deps: deps}
	may := func(handle func(echo.Context, visit) error) echo.HandlerFunc {
		return door.SignedIn(account.Send, handle)
	}
	at := func(verb frontend.Verb) string { return frontend.PathDeliveryPattern + "/" + string(verb) }
	e := s.Echo()
	e.GET(frontend.PathNewDelivery, may(d.showNew))
	e.POST(frontend.PathNewDelivery, may(d.create))
	e.GET(at(frontend.VerbEdit), may(d.showEdit))
	e.POST(at(frontend.VerbEdit), may(d.edit))
	e.POST(at(frontend.VerbNewVersion), may(d.startNewVersion))
	e.POST(at(frontend.VerbDuplicate), may(d.startDuplicate))
	s.Stream(frontend.PathNewDelivery, at(frontend.VerbEdit))
	return d
}
