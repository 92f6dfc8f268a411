package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

// linesAPage is how many lines of the log a page shows.
const linesAPage = 50

// showLog is GET /settings/log, the newest lines first; "before" is the id of the last one on the page before.
func (d *Door) showLog(c echo.Context, v visit) error {
	ctx, before := c.Request().Context(), c.QueryParam("before")
	list, err := roster.Events(ctx, d.DB, v.Workspace.ID, before, linesAPage+1)
	if err != nil {
		return fmt.Errorf("read account log: %w", err)
	}
	page := screen.AccountLog{Newest: before == ""}
	if len(list) > linesAPage {
		list = list[:linesAPage]
		page.OlderURL = frontend.PathAccountLog + "?before=" + url.QueryEscape(list[linesAPage-1].ID)
	}
	names, err := d.names(ctx, v)
	if err != nil {
		return err
	}
	for _, e := range list {
		row := screen.AccountLogRow{At: v.In(e.At), Kind: string(e.Kind), Who: names[e.Member], Was: e.Was, Became: e.Became}
		if e.Subject != e.Member {
			row.Subject = names[e.Subject]
		}
		if (e.Kind == account.EvidenceExported || e.Kind == account.DeliveryErased) && !v.Workspace.IsClosed() { // closed, so are the pages of deliveries
			row.Delivery = e.Subject
		}
		page.Rows = append(page.Rows, row)
	}
	page.Shell = d.Shell(c)
	return d.Render(c, http.StatusOK, page)
}

// names are those of what the log names by ids, as they are today. An invitation has its address for as long as it is kept.
func (d *Door) names(ctx context.Context, v visit) (map[string]string, error) {
	members, err := roster.Members(ctx, d.DB, v.Workspace.ID)
	keys, keysErr := login.APIKeys(ctx, d.DB, v.Workspace.ID)
	names, invitedErr := roster.Invited(ctx, d.DB, v.Workspace.ID)
	if err := errors.Join(err, keysErr, invitedErr); err != nil {
		return nil, fmt.Errorf("look for names: %w", err)
	}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	for _, k := range keys {
		names[k.ID] = k.Name
	}
	return names, nil
}
