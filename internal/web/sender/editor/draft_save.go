package editor

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/autosave"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/storage"
)

// What the buttons of the editor ask for. Enter in a field is "review", as the first button of the form.
const (
	actionSave            = "save"
	actionAddRecipient    = "add-recipient"
	actionRemoveRecipient = "remove-recipient-" // and its place
)

// create is POST /deliveries/new.
func (d *Editor) create(c echo.Context, v visit) error { return d.save(c, v, editing{}) }

// edit is POST /deliveries/{id}/edit.
func (d *Editor) edit(c echo.Context, v visit) error {
	e, err := d.draft(c, v, c.Param("id"))
	if err != nil {
		return d.FailOn(c, frontend.DeliveryPath(c.Param("id")), err)
	}
	return d.save(c, v, editing{id: e.id})
}

func (d *Editor) save(c echo.Context, v visit, e editing) error {
	fresh, refused := d.ReadFiles(c, v, &e.form)
	e.uploads = uploadsOf(e.form, fresh)
	if len(e.form.Recipients) == 0 {
		e.form.Recipients = make([]screen.RecipientForm, 1) // there is always one to fill in
	}
	if code, ok := web.ProblemCode(refused); ok {
		return d.refuseFiles(c, v, e, refused, code)
	}
	if refused != nil {
		return refused
	}
	if changeRecipients(&e.form, v) {
		return d.renderEditor(c, v, http.StatusOK, e, nil)
	}
	if err := d.recognise(c, v, &e); err != nil {
		return err
	}
	proposed := e.form.Action.Value != actionSave && d.proposeInvoices(c, v, &e)
	e.totals = d.readInvoices(c, v, &e)
	if proposed {
		e.proposed = true
		return d.renderEditor(c, v, http.StatusOK, e, nil)
	}
	spec, wrong := specOf(&e.form)
	for id, total := range e.totals {
		said := spec.Documents[id]
		said.Total, said.Whole, said.Currency = total.Total, total.Whole, total.Currency
		spec.Documents[id] = said
	}
	d.nameAfterFile(c, v, &spec, e.uploads)
	dv, err := d.store(c, v, e, spec, wrong)
	if p, ok := web.AsProblem(err); ok && (p.Kind == problem.Full || p.Kind == problem.Busy) { // the page keeps what was typed and what was received
		return d.refuseFiles(c, v, e, err, p.Code)
	}
	if errors.Is(err, command.ErrChanged) {
		now, gone := d.draft(c, v, e.id)
		if gone != nil {
			return d.FailOn(c, frontend.DeliveryPath(e.id), gone)
		}
		if !same(now, e) {
			e.form.Seen, e.changedAt = now.form.Seen, now.savedAt // saved again, it takes the place of that one
			e.form.Shown.Value = ""
			return d.renderEditor(c, v, web.Status(err), e, nil)
		}
		err = nil // it is saved: the form came twice
	}
	if err != nil {
		if left := web.Refuse(&e.form, err); left != nil {
			return left
		}
		return d.renderEditor(c, v, http.StatusUnprocessableEntity, e, err)
	}
	if name := e.form.Kept.Value; name == e.id || isNew(name) {
		if err := autosave.Forget(c.Request().Context(), d.DB, v.Member.ID, name); err != nil {
			d.Logger.ErrorContext(c.Request().Context(), "forget kept form", "error", err) // the draft itself is safe
		}
	}
	if dv != nil {
		e.id = string(dv.ID)
		d.remember(c, v, e.form.Shown.Value, dv)
	}
	if e.form.Action.Value == actionSave {
		return d.Redirect(c, frontend.DeliveryPath(e.id), "draft_saved")
	}
	return d.Redirect(c, frontend.DeliveryVerbPath(e.id, frontend.VerbSend), "")
}

// store keeps the draft, unless something that was typed could not even be read; then everything else that is wrong
// is told with it.
func (d *Editor) store(c echo.Context, v visit, e editing, spec draft.Spec, wrong problem.Fields) (*delivery.Delivery, error) {
	ctx := c.Request().Context()
	if len(wrong) > 0 {
		err := d.Commands.Check(ctx, v.Actor(), spec, e.uploads)
		p, ok := web.AsProblem(err)
		if err != nil && (!ok || p.Kind != problem.Invalid) {
			return nil, err
		}
		if ok {
			wrong = append(slices.Clone(p.Fields), wrong...)
		}
		return nil, wrong.Err()
	}
	if like := e.form.Like.Value; e.id == "" && like != "" {
		return d.Commands.CreateLike(ctx, v.Actor(), like, spec, e.uploads)
	}
	if e.id == "" {
		return d.Commands.Create(ctx, v.Actor(), spec, e.uploads)
	}
	return d.Commands.Since(e.form.Seen.Value).Edit(ctx, v.Actor(), e.id, spec, e.uploads)
}

// refuseFiles shows the form again with what is wrong with its files, and with everything else that is. The files of
// this post are gone; those received before stay.
func (d *Editor) refuseFiles(c echo.Context, v visit, e editing, err error, code string) error {
	p, _ := web.AsProblem(err)
	spec, wrong := specOf(&e.form)
	others := d.Commands.Check(c.Request().Context(), v.Actor(), spec, e.uploads)
	if other, ok := web.AsProblem(others); ok && other.Kind == problem.Invalid {
		for _, f := range other.Fields {
			// Of the files only what is known is said; and one of them would have given a title.
			if !strings.HasPrefix(f.Name, "files") && (f.Name != "title" || f.Code != "required") {
				wrong = append(wrong, f)
			}
		}
	} else if others != nil {
		return others
	}
	_ = web.Refuse(&e.form, wrong.Err()) // what has no input is told once the files are right
	e.form.Files.Error, e.form.Files.Params = code, p.Params
	if web.RetryAfter(c, p); p.Kind == problem.Full {
		d.NoteFull(c, err)
	}
	return d.renderEditor(c, v, web.Status(err), e, nil)
}

// uploadsOf are the uploads of a form in their order: those it had and did not remove, then those that came with it.
func uploadsOf(form screen.DeliveryForm, fresh []string) []string {
	var out []string
	for _, id := range append(slices.Clone(form.Uploads), fresh...) {
		if !slices.Contains(form.Removed, id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// changeRecipients does what a button of the list of recipients asks for, and reports whether one was pressed.
func changeRecipients(form *screen.DeliveryForm, v visit) bool {
	action := form.Action.Value
	place, remove := strings.CutPrefix(action, actionRemoveRecipient)
	switch {
	case action == actionAddRecipient:
		if len(form.Recipients) < delivery.MaxRecipients {
			row := screen.RecipientForm{}
			row.Language.Value, row.Roles.Values = v.Workspace.Language, []string{string(delivery.Reader)}
			form.Recipients = append(form.Recipients, row)
		}
		return true
	case remove:
		if i, err := strconv.Atoi(place); err == nil && i >= 0 && i < len(form.Recipients) && len(form.Recipients) > 1 {
			form.Recipients = slices.Delete(form.Recipients, i, i+1)
		}
		return true
	}
	return false
}

// nameAfterFile gives a delivery without a title that of the first file that is paid for, where that can be one.
func (d *Editor) nameAfterFile(c echo.Context, v visit, spec *draft.Spec, uploads []string) {
	if strings.TrimSpace(string(spec.Terms.Title)) != "" || len(uploads) == 0 {
		return
	}
	first := uploads[0]
	for _, id := range slices.Backward(uploads) {
		if _, visible := spec.Documents[id]; !visible {
			first = id // not an invoice, where there is anything else
		}
	}
	o, err := d.Vault.Stat(c.Request().Context(), first)
	name := input.VisibleFileName(o.Name)
	if err != nil || o.Owner != v.Workspace.ID || input.SafeFileName(name) != "" {
		return
	}
	stem, _ := storage.SplitExtension(name)
	spec.Terms.Title = delivery.Personal(stem)
}
