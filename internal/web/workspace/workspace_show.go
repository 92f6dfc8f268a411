package workspace

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/board"
	"quittance/internal/db/export"
	"quittance/internal/db/projection"
	"quittance/internal/db/roster"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// entriesAPart bounds one archive of an export: its directory is held in memory, and programs that unpack it have limits.
const entriesAPart = 10_000

// bytesAPart bounds what a cut connection has to begin again: an archive is made while it is sent, and cannot be resumed.
const bytesAPart = 4 << 30

// showWorkspace is GET /settings/workspace: everything to take away, and what closing would mean.
func (d *Door) showWorkspace(c echo.Context, v visit) error {
	return d.renderWorkspace(c, v, http.StatusOK, screen.CloseForm{})
}

func (d *Door) renderWorkspace(c echo.Context, v visit, status int, form screen.CloseForm) error {
	ctx := c.Request().Context()
	parts, err := export.Parts(ctx, d.DB, v.Workspace.ID, entriesAPart, bytesAPart)
	if err != nil {
		return err
	}
	page := screen.Workspace{Form: form, ClosedAt: v.In(v.Workspace.ClosedAt), Until: v.In(v.Workspace.ExportableUntil())}
	for n, p := range parts {
		page.Parts = append(page.Parts, screen.ExportPart{Href: partPath(p), Number: n + 1, Deliveries: p.Deliveries, Size: p.Bytes})
	}
	if !v.Workspace.IsClosed() {
		u, err := roster.Unfinished(ctx, d.DB, v.Workspace.ID)
		if err != nil {
			return fmt.Errorf("look for what is unfinished: %w", err)
		}
		page.Unfinished = unfinished(u)
		if err := d.addHolders(ctx, v, &page); err != nil {
			return err
		}
	}
	page.Shell = d.Shell(c)
	return d.Render(c, status, page)
}

// addHolders names what has to be dealt with before the workspace closes.
func (d *Door) addHolders(ctx context.Context, v visit, page *screen.Workspace) error {
	const shown = 10
	list, others, err := board.Of(d.DB).Holders(ctx, v.Workspace.ID, d.At(), shown)
	if err != nil {
		return err
	}
	page.Others, page.IsMany = others, len(list)+others >= board.MostHolders
	for _, h := range list {
		row := screen.Holder{ID: string(h.ID), Title: h.Title, Recipients: h.Recipients}
		if h.IsPaid {
			row.Situation = string(h.Situation)
		}
		for _, k := range h.Kinds {
			row.Kinds = append(row.Kinds, string(k))
		}
		if slices.Contains(h.Kinds, projection.ReturnDue) {
			dv, err := d.DB.Delivery(ctx, h.ID)
			if err != nil {
				return fmt.Errorf("load what is owed back: %w", err)
			}
			row.Owed = web.OwedBack(dv, d.At(), timezone.Of(v.Workspace.Zone))
		}
		page.Holders = append(page.Holders, row)
	}
	return nil
}

func partPath(p export.Part) string {
	q := url.Values{}
	if p.After != "" {
		q.Set("after", string(p.After))
	}
	if p.Until != "" {
		q.Set("until", string(p.Until))
	}
	if len(q) == 0 {
		return frontend.PathWorkspaceExport
	}
	return frontend.PathWorkspaceExport + "?" + q.Encode()
}

func unfinished(u account.Unfinished) screen.Unfinished {
	return screen.Unfinished{
		Drafts: int(u.Drafts), Open: int(u.Open), Paid: int(u.Paid), Unapplied: int(u.Unapplied), RefundsFailed: int(u.RefundsFailed),
		Announced: int(u.Announced), RefundsUnderWay: int(u.RefundsUnderWay), Disputes: int(u.Disputes), Blocked: u.MayClose(true) != nil, HoldsMoney: u.HoldsMoney(),
	}
}
