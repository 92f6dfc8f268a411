// Package board is where a sender sees all their deliveries: the list with its filters, what needs them, and the same
// as a file. It changes nothing.
package board

import (
	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// Board holds the handlers.
type Board struct{ *web.Site }

// Register adds the routes, for members who came in by the entrance.
func Register(s *web.Site, door *entrance.Entrance) {
	b := &Board{s}
	s.Echo().GET(frontend.PathDeliveries, door.SignedIn(account.See, b.listDeliveries))
	s.Echo().GET(frontend.PathExport, door.SignedIn(account.See, b.exportDeliveries))
	s.Stream(frontend.PathExport)
}
