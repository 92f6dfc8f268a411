package editor

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/internal/db/autosave"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// ofShowing begins the names under which it is kept what one showing of the form saved: the draft, and its version then.
const ofShowing = "form/"

// maxShowing bounds the id of a showing, as posted.
const maxShowing = 64

// recognise lets a showing of the form go on from what it saved itself: pressing Back brings it as it was before, with the
// version of then, and what it is saved over is its own. Where anybody else saved since, or the same person in another
// window, the draft is at another version than this showing left, and whoever saves is told.
//
// The form of a new delivery goes on with the draft that it made, while nobody else changed or sent that one.
func (d *Editor) recognise(c echo.Context, v visit, e *editing) error {
	shown := e.form.Shown.Value
	if shown == "" || len(shown) > maxShowing {
		return nil
	}
	saved, ok, err := autosave.Get(c.Request().Context(), d.DB, v.Member.ID, ofShowing+shown)
	if err != nil {
		return fmt.Errorf("read what a form saved: %w", err)
	}
	id, version, _ := strings.Cut(saved.Content, " ")
	if !ok || e.id != "" && e.id != id {
		return nil
	}
	if e.id == "" {
		dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), id)
		if err != nil || dv.State != delivery.Draft || command.Version(dv) != version {
			return nil //nolint:nilerr // it is gone: then this is a new one
		}
		e.id = id
	}
	e.form.Seen.Value = version
	return nil
}

// remember keeps what a showing of the form saved. Where that fails, its next save is taken for another's, and nothing is lost.
func (d *Editor) remember(c echo.Context, v visit, shown string, dv *delivery.Delivery) {
	if shown == "" || len(shown) > maxShowing {
		return
	}
	ctx := c.Request().Context()
	err := autosave.Keep(ctx, d.DB, v.Member.ID, ofShowing+shown, autosave.Form{Content: string(dv.ID) + " " + command.Version(dv), SavedAt: d.At()})
	if err != nil {
		d.Logger.ErrorContext(ctx, "keep what a form saved", "error", err)
	}
}
