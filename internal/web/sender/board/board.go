// Package board is where a sender sees all their deliveries: the list with its filters, what needs them, and the same
// as a file. It changes nothing.
package board

import (
	"net/http"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/board"
	"quittance/internal/db/book"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

// Board holds the handlers.
type Board struct {
	*web.Site
	lists *board.Board
	book  *book.Book
	demo  screen.Front // where a delivery can be walked through as the client
}

// Register adds the routes, for members who came in by the entrance.
func Register(s *web.Site, door *entrance.Entrance, front screen.Front) {
	b := &Board{Site: s, lists: board.Of(s.DB), book: book.Of(s.DB), demo: front}
	door.Route(http.MethodGet, frontend.PathDeliveries, account.See, b.listDeliveries)
	door.Route(http.MethodPost, frontend.PathCloseGuide, account.Send, b.closeGuide)
	door.Route(http.MethodGet, frontend.PathExport, account.See, b.exportDeliveries)
	door.Route(http.MethodGet, frontend.PathNeeds, account.See, b.listNeeds)
	door.Route(http.MethodGet, frontend.PathClients, account.See, b.listClients)
	door.Route(http.MethodGet, frontend.PathSuggest, account.Send, b.suggestClients)
	door.Route(http.MethodGet, frontend.PathAnnouncement, account.See, b.showAnnouncement)
	door.Route(http.MethodGet, frontend.PathClientPattern, account.See, b.showClient)
	s.Stream(frontend.PathExport)
}
