package editor

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/book"
	"quittance/internal/web"
)

// latestClients is how many clients a new delivery completes without asking the server.
const latestClients = 20

// showForClient is GET /deliveries/new?client={id}: a new delivery for somebody sent to before.
func (d *Editor) showForClient(c echo.Context, v visit, id string) error {
	x, err := book.Of(d.DB).Client(c.Request().Context(), v.Workspace.ID, id)
	if err != nil {
		return err
	}
	e := d.blank(c)
	r := &e.form.Recipients[0]
	r.Name.Value, r.Email.Value, r.Phone.Value, r.Company.Value = x.Name, x.Email, frontend.TypedPhone(web.Lang(c), x.Phone), x.Company
	if x.Language != "" {
		r.Language.Value = x.Language
	}
	if x.Kind != "" {
		e.form.ClientKind.Value = x.Kind
	}
	return d.renderEditor(c, v, http.StatusOK, e, nil)
}

// clients are those the workspace sent to last.
func (d *Editor) clients(ctx context.Context, v visit) ([]screen.KnownClient, error) {
	list, _, err := book.Of(d.DB).Clients(ctx, v.Workspace.ID, book.Place{}, latestClients)
	if err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	out := make([]screen.KnownClient, len(list))
	for i, x := range list {
		out[i] = screen.KnownClient{Name: x.Name, Email: x.Email, Phone: x.Phone, Company: x.Company}
	}
	return out, nil
}
