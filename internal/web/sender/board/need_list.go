package board

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/sender/entrance"
)

const (
	needsAhead = 5  // on the first page of the list
	needsPage  = 25 // on their own
	countMost  = 99 // reasons looked at to say how many deliveries wait
)

// listNeeds is GET /deliveries/needs?after=: everything that waits for the sender, page by page.
func (b *Board) listNeeds(c echo.Context, v entrance.Visit) error {
	ctx, after := c.Request().Context(), placeOf(c.QueryParam("after"))
	list, next, err := b.lists.Needs(ctx, v.Workspace.ID, b.At(), after, needsPage)
	if err != nil {
		return fmt.Errorf("list needs: %w", err)
	}
	page := screen.Needs{Shell: b.Shell(c), IsFurther: after != board.Place{}}
	if page.Needs, err = b.needsOf(ctx, list, timezone.Of(v.Workspace.Zone)); err != nil {
		return err
	}
	if next != nil {
		page.OlderURL = frontend.PathNeeds + "?after=" + strconv.FormatInt(int64(next.From), 10) + "-" + string(next.Delivery)
	}
	return b.Render(c, http.StatusOK, page)
}

// placeOf reads a place from an address; what is none is the beginning.
func placeOf(text string) board.Place {
	from, id, ok := strings.Cut(text, "-")
	at, err := strconv.ParseInt(from, 10, 64)
	if !ok || err != nil || at <= 0 || len(id) > 32 {
		return board.Place{}
	}
	return board.Place{From: delivery.Instant(at), Delivery: delivery.ID(strings.Map(idRune, id))}
}

// idRune drops what no id holds.
func idRune(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

// addNeeds puts the newest reasons at the head of the list.
func (b *Board) addNeeds(ctx context.Context, v entrance.Visit, page *screen.Deliveries) error {
	list, next, err := b.lists.Needs(ctx, v.Workspace.ID, b.At(), board.Place{}, needsAhead)
	if err != nil {
		return fmt.Errorf("list needs: %w", err)
	}
	if page.Needs, err = b.needsOf(ctx, list, timezone.Of(v.Workspace.Zone)); err != nil {
		return err
	}
	page.NeedsCount = len(page.Needs)
	if next == nil && len(list) <= needsAhead {
		return nil
	}
	page.Needs = page.Needs[:min(needsAhead, len(page.Needs))]
	if page.NeedsCount, err = b.lists.CountNeeds(ctx, v.Workspace.ID, b.At(), countMost+1); err != nil {
		return fmt.Errorf("count needs: %w", err)
	}
	if page.NeedsMore = page.NeedsCount > countMost; page.NeedsMore {
		page.NeedsCount = countMost
	}
	return nil
}

func (b *Board) needsOf(ctx context.Context, list []board.Need, zone *time.Location) ([]screen.Need, error) {
	out := make([]screen.Need, len(list))
	for i, n := range list {
		out[i] = screen.Need{ID: string(n.ID), Title: n.Title, Recipients: n.Recipients, Since: n.Since.Time().In(zone), Sandbox: n.Sandbox}
		for _, k := range n.Kinds {
			out[i].Kinds = append(out[i].Kinds, string(k))
		}
		if !slices.Contains(n.Kinds, projection.ReturnDue) {
			continue
		}
		dv, err := b.DB.Delivery(ctx, n.ID)
		if err != nil {
			return nil, fmt.Errorf("load what is owed back: %w", err)
		}
		out[i].Owed = web.OwedBack(dv, b.At(), zone)
	}
	return out, nil
}
