package editor

import (
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/internal/db/autosave"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// What begins the names under which it is kept what one showing of the form saved, and what was saved from one address of a
// new delivery: the draft, and its version then.
const (
	ofShowing = "form/"
	ofAddress = "new/"
)

// maxShowing bounds the id of a showing or an address, as sent.
const maxShowing = 64

func isShowing(id string) bool { return id != "" && len(id) <= maxShowing }

// addressOfNew is where the form of a new delivery is to be looked for: at an address of its own, and once a draft was saved
// from there, at the draft; "" where it is here.
func (d *Editor) addressOfNew(c echo.Context, v visit) (string, error) {
	if at := c.QueryParam(queryForm); isShowing(at) {
		saved, ok, err := autosave.Get(c.Request().Context(), d.DB, v.Member.ID, ofAddress+at)
		if err != nil {
			return "", fmt.Errorf("read what a new delivery became: %w", err)
		}
		if !ok {
			return "", nil
		}
		id, _, _ := strings.Cut(saved.Content, " ")
		if dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), id); err == nil && dv.State == delivery.Draft {
			return frontend.DeliveryVerbPath(id, frontend.VerbEdit), nil
		}
	}
	query := c.QueryParams() // what was saved from here was sent, or is gone: another begins
	query.Set(queryForm, d.NewID())
	return frontend.PathNewDelivery + "?" + query.Encode(), nil
}

// recognise lets a showing of the form go on from what it saved itself: pressing Back brings it as it was before, with the
// version of then, and what it is saved over is its own. Where anybody else saved since, or the same person in another
// window, the draft is at another version than this showing left, and whoever saves is told.
//
// The form of a new delivery goes on with the draft that it made, while nobody else changed or sent that one.
func (d *Editor) recognise(c echo.Context, v visit, e *editing) error {
	shown := e.form.Shown.Value
	if !isShowing(shown) {
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

// remember keeps what a showing of the form saved, and at which address. Where that fails, its next save is taken for
// another's, and nothing is lost.
func (d *Editor) remember(c echo.Context, v visit, shown string, dv *delivery.Delivery) {
	ctx := c.Request().Context()
	for _, x := range []struct{ of, id string }{{ofShowing, shown}, {ofAddress, c.QueryParam(queryForm)}} {
		if !isShowing(x.id) {
			continue
		}
		err := autosave.Keep(ctx, d.DB, v.Member.ID, x.of+x.id, autosave.Form{Content: string(dv.ID) + " " + command.Version(dv), SavedAt: d.At()})
		if err != nil {
			d.Logger.ErrorContext(ctx, "keep what a form saved", "error", err)
		}
	}
}
