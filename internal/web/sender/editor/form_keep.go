package editor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/autosave"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// Names of forms that are kept, besides the ids of drafts. A second one beside the form of a new delivery is what was
// carried through signing in while another was begun: neither takes the other's place.
const (
	keptNew    = "new"
	keptBeside = "beside"
)

func isNew(name string) bool { return name == keptNew || name == keptBeside }

// keepForm is POST /deliveries/keep: the form of a new delivery or of a draft as it is now, in the place of what was kept
// before; with "forget" nothing is kept any more. It is not judged: whatever was typed comes back.
func (d *Editor) keepForm(c echo.Context, v visit) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, autosave.MaxBytes)
	values, err := c.FormParams()
	if err != nil {
		return web.ErrBadForm
	}
	name := values.Get("kept")
	path := frontend.PathNewDelivery
	if name == "" {
		name = keptNew
	}
	if !isNew(name) { // a draft of theirs, while it is one
		dv, err := d.Commands.Delivery(r.Context(), v.Actor(), name)
		if err != nil {
			return err
		}
		if dv.State != delivery.Draft {
			return delivery.ErrAlreadySent
		}
		path = frontend.DeliveryVerbPath(name, frontend.VerbEdit)
	}
	if values.Has("forget") {
		if err := autosave.Forget(r.Context(), d.DB, v.Member.ID, name); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, path)
	}
	if err := d.keep(r.Context(), v.Member.ID, name, values); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (d *Editor) keep(ctx context.Context, member, name string, values url.Values) error {
	values.Del("action")
	content := values.Encode() // may be longer than what was posted
	if len(content) > autosave.MaxBytes {
		return web.ErrBadForm
	}
	return autosave.Keep(ctx, d.DB, member, name, autosave.Form{Content: content, SavedAt: d.At()})
}

// resume is the form that was kept under a name, as the editor shows it; ok is false where there is none.
func (d *Editor) resume(c echo.Context, v visit, name string) (e editing, at time.Time, ok bool, err error) {
	form, ok, err := autosave.Get(c.Request().Context(), d.DB, v.Member.ID, name)
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
	e.form.Kept.Value = name
	e.uploads = uploadsOf(e.form, nil)
	return e, form.SavedAt.Time().In(timezone.Of(v.Workspace.Zone)), true, nil
}

// same reports whether two forms mean one delivery, however they were typed.
func same(a, b editing) bool {
	x, wrong := specOf(&a.form)
	y, alsoWrong := specOf(&b.form)
	x.MayLack, y.MayLack = false, false
	if len(x.Documents) == 0 && len(y.Documents) == 0 {
		x.Documents, y.Documents = nil, nil
	}
	return len(wrong) == 0 && len(alsoWrong) == 0 && slices.Equal(a.uploads, b.uploads) && reflect.DeepEqual(x, y)
}

// takeUp keeps what somebody was typing when their session was over, now that they are signed in, and says where it is
// shown. Members who may not send have no such page.
func (d *Editor) takeUp(ctx context.Context, m account.Member, path string, values url.Values) (string, error) {
	if !m.Role.Can(account.Send) {
		return path, nil
	}
	name := keptNew
	if id, ok := strings.CutPrefix(path, frontend.PathDeliveries+"/"); ok && path != frontend.PathNewDelivery {
		if name, ok = strings.CutSuffix(id, "/"+string(frontend.VerbEdit)); !ok || strings.Contains(name, "/") || len(name) > 64 {
			return path, nil
		}
	} else if path != frontend.PathNewDelivery {
		return path, nil
	} else if _, begun, err := autosave.Get(ctx, d.DB, m.ID, keptNew); err != nil {
		return "", err
	} else if begun && values.Get("kept") != keptNew {
		name = keptBeside
	}
	if err := d.keep(ctx, m.ID, name, values); err != nil {
		return "", err
	}
	return path + "?" + queryKept + "=" + url.QueryEscape(name), nil
}
