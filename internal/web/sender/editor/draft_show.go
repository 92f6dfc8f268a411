package editor

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/command"
	"quittance/storage"
)

// editing is what the editor works on: a new delivery, or a draft.
type editing struct {
	id           string // "" for a new one
	versionOf    string // title of the delivery it follows
	form         screen.DeliveryForm
	uploads      []string  // received, in order
	keptAt       time.Time // when what was kept before was; zero: nothing was, or it is this
	isUnfinished bool
	savedAt      time.Time                    // of a draft as it is saved
	changedAt    time.Time                    // when the draft was saved that is not the one this was typed over; zero: it is
	proposed     bool                         // the page is there to show what was proposed of its files
	totals       map[string]delivery.Document // what invoices and quotes among them ask for
}

const (
	queryKept = "kept" // asks for the form that was kept
	queryForm = "form" // the address of a new delivery: what it became is found under it
)

// showNew is GET /deliveries/new; "previous" makes it a new version of a delivery, "like" a
// duplicate, "client" one for somebody sent to before.
//
// Each new delivery has an address of its own, which leads to the draft as soon as there is one: whoever presses Back
// after saving finds it, and not an empty form.
func (d *Editor) showNew(c echo.Context, v visit) error {
	if path, err := d.addressOfNew(c, v); err != nil || path != "" {
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, path)
	}
	if previous := c.QueryParam("previous"); previous != "" {
		return d.showNewVersion(c, v, previous)
	}
	if original := c.QueryParam("like"); original != "" {
		return d.showDuplicate(c, v, original)
	}
	if client := c.QueryParam("client"); client != "" {
		return d.showForClient(c, v, client)
	}
	name := keptNew
	if c.QueryParam(queryKept) == keptBeside {
		name = keptBeside
	}
	before, at, there, err := d.resume(c, v, name)
	if err != nil {
		return err
	}
	if there && c.QueryParams().Has(queryKept) {
		return d.renderEditor(c, v, http.StatusOK, before, nil)
	}
	e := d.blank(c)
	if e.keptAt = at; !there {
		e.form.Kept.Value = keptNew
	}
	return d.renderEditor(c, v, http.StatusOK, e, nil)
}

// blank is a new delivery with what is usual.
func (d *Editor) blank(c echo.Context) editing {
	e := editing{form: formOf(draft.Spec{
		Terms:      delivery.Terms{ClientKind: delivery.Business},
		Gates:      draft.DefaultGates(delivery.Business),
		Recipients: []delivery.Recipient{{Roles: []delivery.Role{delivery.Payer, delivery.Signer}, Language: string(web.Lang(c))}},
	}, web.Lang(c))}
	if !d.Commands.SMS {
		e.form.Gates.Value = string(delivery.PaymentGate)
		e.form.Recipients[0].Roles.Values = []string{string(delivery.Payer)}
	}
	return e
}

// formOf is a spec as the form shows it; there is always a recipient to fill in.
func (d *Editor) formOf(c echo.Context, s draft.Spec) screen.DeliveryForm {
	f := formOf(s, web.Lang(c))
	if len(f.Recipients) == 0 {
		f.Recipients = d.blank(c).form.Recipients
	}
	return f
}

// showEdit is GET /deliveries/{id}/edit.
func (d *Editor) showEdit(c echo.Context, v visit) error {
	e, err := d.draft(c, v, c.Param("id"))
	if err != nil {
		return d.FailOn(c, frontend.DeliveryPath(c.Param("id")), err)
	}
	before, at, there, err := d.resume(c, v, e.id)
	switch {
	case err != nil:
		return err
	case !there || same(e, before):
		e.form.Kept.Value = e.id
	case c.QueryParams().Has(queryKept):
		before.id = e.id
		if seen := before.form.Seen.Value; seen != "" && seen != e.form.Seen.Value {
			before.changedAt = e.savedAt
		}
		before.form.Seen = e.form.Seen
		return d.renderEditor(c, v, http.StatusOK, before, nil)
	default:
		e.keptAt = at
	}
	return d.renderEditor(c, v, http.StatusOK, e, nil)
}

// Refuse shows the draft in the path with what keeps it from being sent: what time has made wrong, as a day that has passed
// since it was saved, and what it still lacks, input by input.
func (d *Editor) Refuse(c echo.Context, v visit, wrong error) error {
	e, err := d.draft(c, v, c.Param("id"))
	if err != nil {
		return d.FailOn(c, frontend.DeliveryPath(c.Param("id")), err)
	}
	if e.isUnfinished {
		spec, _ := specOf(&e.form)
		wrong = cmp.Or(d.Commands.Check(c.Request().Context(), v.Actor(), spec, e.uploads), wrong)
	}
	if left := web.Refuse(&e.form, wrong); left != nil {
		return d.RedirectFailed(c, frontend.DeliveryPath(e.id), left)
	}
	return d.renderEditor(c, v, http.StatusUnprocessableEntity, e, wrong)
}

// draft loads a draft. A delivery that was sent is delivery.ErrAlreadySent.
func (d *Editor) draft(c echo.Context, v visit, id string) (editing, error) {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), id)
	if err != nil {
		return editing{}, err
	}
	if dv.State != delivery.Draft {
		return editing{}, delivery.ErrAlreadySent
	}
	e := editing{id: string(dv.ID), form: d.formOf(c, draft.SpecOf(dv)), isUnfinished: dv.Unfinished != nil, savedAt: dv.LastAt.Time().In(timezone.Of(v.Workspace.Zone))}
	e.form.Seen.Value = command.Version(dv)
	for _, f := range dv.Deliverables {
		e.uploads = append(e.uploads, f.Object)
	}
	e.form.Documents, e.totals = documentRows(dv.Deliverables), map[string]delivery.Document{}
	for _, f := range dv.Deliverables {
		e.totals[f.Object] = f.Document
	}
	return e, nil
}

// renderEditor shows the form with its files; wrong is what the domain says of them.
func (d *Editor) renderEditor(c echo.Context, v visit, status int, e editing, wrong error) error {
	page := screen.DeliveryEditor{
		Shell: d.Shell(c), ID: e.id, Form: e.form, VersionOf: e.versionOf, MaxBytes: d.MaxBytes, Signatures: d.Commands.SMS,
	}
	if at := c.QueryParam(queryForm); isShowing(at) {
		page.At = at
	}
	page.Both, page.Setting, page.VATRates = parts(&e.form), d.setting(&e.form, v), rates(&e.form, d.today(v))
	page.Open, page.Keeps, page.KeptAt = opens(&e.form), e.form.Kept.Value != "", e.keptAt
	page.ChangedAt = e.changedAt
	if c.Request().Method == http.MethodGet || page.Form.Shown.Value == "" {
		page.Form.Shown.Value = d.NewID()
	}
	if previous := e.form.Previous.Value; previous != "" && page.VersionOf == "" {
		if dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), previous); err == nil {
			page.VersionOf = string(dv.Terms.Title)
		}
	}
	var err error
	if page.Clients, err = d.clients(c.Request().Context(), v); err != nil {
		return err
	}
	problems := fileProblems(wrong)
	for i, id := range e.uploads {
		o, err := d.Vault.Stat(c.Request().Context(), id)
		switch {
		case errors.Is(err, storage.ErrNotFound) || (err == nil && o.Owner != v.Workspace.ID):
			continue // nothing to show; the field says that a file did not arrive
		case err != nil:
			return fmt.Errorf("read upload: %w", err)
		}
		row := screen.Upload{ID: id, Name: o.Name, Size: o.Size, Row: document(&e.form, id)}
		if said := e.totals[id]; said.Total > 0 && (frontend.Money{Amount: said.Total, Currency: said.Currency}) != page.Both.Gross {
			row.Total = frontend.Money{Amount: said.Total, Currency: said.Currency}
		}
		if said := e.totals[id]; said.Whole > said.Total {
			page.RestOf = frontend.Money{Amount: said.Total, Currency: said.Currency}
		}
		row.Filled, row.Proposed = strings.Fields(row.Row.Filled.Value), e.proposed && row.Row.Proposed.Value != ""
		if p, ok := problems[i]; ok {
			row.Error, row.Params = p.Code, p.Params
		}
		page.Uploads = append(page.Uploads, row)
	}
	return d.Render(c, status, page)
}

// fileProblems are those of one file each, by its place among the uploads.
func fileProblems(err error) map[int]problem.Field {
	p, ok := web.AsProblem(err)
	if !ok {
		return nil
	}
	out := map[int]problem.Field{}
	for _, f := range slices.Backward(p.Fields) {
		rest, ok := strings.CutPrefix(f.Name, "files.")
		if !ok {
			continue
		}
		index, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(index); err == nil {
			out[i] = f
		}
	}
	return out
}
