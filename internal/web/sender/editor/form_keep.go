package editor

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/kept"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// keptNew is the name of the form of a new delivery among those that are kept.
const keptNew = "new"

// keepForm is POST /deliveries/keep: the form of a new delivery as it is now, in the place of what was kept before; with
// "forget" nothing is kept any more. It is not judged: whatever was typed comes back.
func (d *Editor) keepForm(c echo.Context, v visit) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, kept.MaxBytes)
	values, err := c.FormParams()
	if err != nil {
		return web.ErrBadForm
	}
	if values.Has("forget") {
		if err := kept.Forget(r.Context(), d.DB, v.Member.ID, keptNew); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, frontend.PathNewDelivery)
	}
	values.Del("action")
	content := values.Encode() // may be longer than what was posted
	if len(content) > kept.MaxBytes {
		return web.ErrBadForm
	}
	if err := kept.Keep(r.Context(), d.DB, v.Member.ID, keptNew, kept.Form{Content: content, SavedAt: d.At()}); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// resume is the form that was kept, as the editor shows it; ok is false where there is none.
func (d *Editor) resume(c echo.Context, v visit) (e editing, at time.Time, ok bool, err error) {
	form, ok, err := kept.Get(c.Request().Context(), d.DB, v.Member.ID, keptNew)
	if err != nil || !ok {
		return editing{}, time.Time{}, false, err
	}
	values, err := url.ParseQuery(form.Content)
	if err != nil {
		return editing{}, time.Time{}, false, fmt.Errorf("read kept form: %w", err)
	}
	if err := frontend.ReadForm(values, &e.form); err != nil {
		return editing{}, time.Time{}, false, fmt.Errorf("read kept form: %w", err)
	}
	if len(e.form.Recipients) == 0 {
		e.form.Recipients = make([]screen.RecipientForm, 1)
	}
	e.uploads = uploadsOf(e.form, nil)
	return e, form.SavedAt.Time().In(delivery.ZoneOf(v.Workspace.Zone)), true, nil
}
