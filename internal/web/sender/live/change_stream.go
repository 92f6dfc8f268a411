// Package live tells an open page of a delivery that there is something newer to see: server-sent events (HTML standard,
// section 9.2) that carry a version and nothing else. The page then asks for itself, under its own session.
//
// Without it, and without script, the page stays as it is.
package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/account"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/internal/web/sender/entrance"
)

const (
	again     = 2 * time.Second  // after which a page comes back whose stream ended
	alive     = 20 * time.Second // between two signs of life, so that nobody on the way takes the stream for dead
	check     = time.Minute      // between two looks at the session
	writeTime = 10 * time.Second // for one event to leave
)

// door holds the handler.
type door struct {
	*web.Site
	commands *command.Commands
	watch    *watch
	stillMay func(context.Context, entrance.Visit, account.Permission) error
}

// Register adds the route, for members who came in by the entrance.
func Register(s *web.Site, in *entrance.Entrance, k *command.Commands) {
	d := &door{s, k, newWatch(s.DB.Version, s.Logger), in.StillMay}
	path := frontend.PathDeliveryPattern + "/" + string(frontend.VerbLive)
	in.Route(http.MethodGet, path, account.See, d.stream)
	s.Last(path)
}

// stream is GET /deliveries/{id}/live. Where too many are open already there is no content, and browsers ask no more.
func (d *door) stream(c echo.Context, v entrance.Visit) error {
	dv, err := d.commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	if !strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/event-stream") {
		return c.NoContent(http.StatusNotAcceptable)
	}
	place := d.watch.take(v.Session.Hash, dv.ID)
	if place == nil {
		return c.NoContent(http.StatusNoContent)
	}
	defer place.leave()
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events until it has many
	out := events{c.Response(), http.NewResponseController(c.Response())}
	if err := out.write("retry: %d\n\n", again.Milliseconds()); err != nil {
		return nil //nolint:nilerr // they left
	}
	return d.tell(c, v, place, out)
}

// tell writes what becomes known until the page is left, the site stops or the member may no longer look.
func (d *door) tell(c echo.Context, v entrance.Visit, place *seat, out events) error {
	breath, look := time.NewTicker(alive), time.NewTicker(check)
	defer breath.Stop()
	defer look.Stop()
	for {
		var err error
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-d.Stopping():
			return nil
		case version, open := <-place.versions:
			if !open {
				return nil
			}
			err = out.write("event: changed\ndata: %d\n\n", version)
		case <-breath.C:
			err = out.write(":\n\n")
		case <-look.C:
			err := d.stillMay(c.Request().Context(), v, account.See)
			if problem.KindOf(err) != 0 {
				return nil
			}
			if err != nil {
				return fmt.Errorf("look at session again: %w", err)
			}
		}
		if err != nil {
			return nil //nolint:nilerr // they left
		}
	}
}

// events is the answer as it is written.
type events struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

// write sends one event at once, or fails when it cannot leave in time.
func (e events) write(format string, args ...any) error {
	if err := e.rc.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
		return err
	}
	return e.rc.Flush()
}
