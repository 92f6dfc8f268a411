// Package editor is where a delivery is typed: a new one, one like another, one that follows another, or a draft that is
// changed. Everything works without script; script only sends files in resumable pieces.
//
// It decides nothing: what was typed is read here, and judged and kept by package command.
package editor

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/sender/entrance"
	"quittance/storage"
)

// Deps is what the editor needs beyond the site.
type Deps struct {
	Commands *command.Commands
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
	may := func(method, path string, handle func(echo.Context, visit) error) {
		door.Route(method, path, account.Send, handle)
	}
	at := func(verb frontend.Verb) string { return frontend.PathDeliveryPattern + "/" + string(verb) }
	may(http.MethodGet, frontend.PathNewDelivery, d.showNew)
	door.RouteTyped(http.MethodPost, frontend.PathNewDelivery, account.Send, d.create, d.takeUp)
	may(http.MethodGet, at(frontend.VerbEdit), d.showEdit)
	door.RouteTyped(http.MethodPost, at(frontend.VerbEdit), account.Send, d.edit, d.takeUp)
	may(http.MethodPost, at(frontend.VerbNewVersion), d.startNewVersion)
	may(http.MethodPost, at(frontend.VerbDuplicate), d.startDuplicate)
	may(http.MethodPost, frontend.PathCheckPhone, d.checkPhone)
	may(http.MethodPost, frontend.PathKeep, d.keepForm)
	s.Stream(frontend.PathNewDelivery, at(frontend.VerbEdit))
	return d
}
