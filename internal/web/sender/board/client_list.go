package board

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/book"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

const (
	clientsPage = 50
	historyPage = 25
	mostFound   = 50 // clients of a search
	mostSuggest = 8
)

// listClients is GET /clients?q=&after=.
func (b *Board) listClients(c echo.Context, v entrance.Visit) error {
	ctx, words := c.Request().Context(), filterOf(c.QueryParams()).words
	page := screen.Clients{Shell: b.Shell(c), Search: words}
	zone := timezone.Of(v.Workspace.Zone)
	if words != "" {
		found, err := b.book.Search(ctx, v.Workspace.ID, words, mostFound)
		if err != nil {
			return fmt.Errorf("search clients: %w", err)
		}
		page.Rows = clientRows(found, zone)
		return b.Render(c, http.StatusOK, page)
	}
	after := placeOf(c.QueryParam("after"))
	list, next, err := b.book.Clients(ctx, v.Workspace.ID, book.Place{LastAt: after.From, ID: string(after.Delivery)}, clientsPage)
	if err != nil {
		return fmt.Errorf("list clients: %w", err)
	}
	page.Rows, page.IsFurther = clientRows(list, zone), after.From > 0
	if next != nil {
		page.OlderURL = frontend.PathClients + "?after=" + strconv.FormatInt(int64(next.LastAt), 10) + "-" + next.ID
	}
	return b.Render(c, http.StatusOK, page)
}

func clientRows(list []book.Client, zone *time.Location) []screen.ClientRow {
	rows := make([]screen.ClientRow, len(list))
	for i, x := range list {
		rows[i] = screen.ClientRow{ID: x.ID, Name: x.Name, Company: x.Company, Email: x.Email, LastAt: x.LastAt.Time().In(zone)}
	}
	return rows
}

// showClient is GET /clients/{id}?older=: a client with what was sent to them.
func (b *Board) showClient(c echo.Context, v entrance.Visit) error {
	ctx, zone := c.Request().Context(), timezone.Of(v.Workspace.Zone)
	x, err := b.book.Client(ctx, v.Workspace.ID, c.Param("id"))
	if err != nil {
		return err
	}
	older := strings.Map(idRune, c.QueryParam("older"))
	ids, next, err := b.book.History(ctx, x.ID, older, historyPage)
	if err != nil {
		return fmt.Errorf("list what was sent: %w", err)
	}
	lines, err := b.lists.Summaries(ctx, ids)
	if err != nil {
		return fmt.Errorf("list what was sent: %w", err)
	}
	page := screen.Client{
		Shell: b.Shell(c), ClientRow: clientRows([]book.Client{x}, zone)[0], Phone: x.Phone, Rows: rowsOf(lines, zone, b.At()),
	}
	if !x.InformedAt.IsZero() {
		page.InformedAt = x.InformedAt.Time().In(zone)
	}
	if next != "" {
		page.OlderURL = frontend.ClientPath(x.ID) + "?older=" + url.QueryEscape(next)
	}
	return b.Render(c, http.StatusOK, page)
}

// showAnnouncement is GET /clients/announcement.
func (b *Board) showAnnouncement(c echo.Context, _ entrance.Visit) error {
	return b.Render(c, http.StatusOK, screen.Announcement{Shell: b.Shell(c)})
}

// suggestion is a client for the editor's script.
type suggestion struct {
	Name    string `json:"name"`
	Email   string `json:"email"`
	Phone   string `json:"phone"`
	Company string `json:"company"`
}

// suggestClients is GET /clients/suggest?q=: the clients whom what is being typed may mean.
func (b *Board) suggestClients(c echo.Context, v entrance.Visit) error {
	found, err := b.book.Search(c.Request().Context(), v.Workspace.ID, filterOf(c.QueryParams()).words, mostSuggest)
	if err != nil {
		return fmt.Errorf("suggest clients: %w", err)
	}
	out := make([]suggestion, len(found))
	for i, x := range found {
		out[i] = suggestion{Name: x.Name, Email: x.Email, Phone: frontend.TypedPhone(web.Lang(c), x.Phone), Company: x.Company}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, out)
}
