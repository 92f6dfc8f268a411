package sender

import (
	"slices"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// notChosen is wrong with a form that does not say which file gives way.
const notChosen = "file_to_replace"

// replaceFile is POST /deliveries/{id}/replace-file: one new file, sent with the form or received before.
func (d *Door) replaceFile(c echo.Context, v visit) error {
	ctx, id := c.Request().Context(), c.Param("id")
	if _, err := d.Commands.Delivery(ctx, v.Actor(), id); err != nil {
		return err
	}
	var form screen.ReplaceForm
	fresh, err := d.editor.ReadFiles(c, v, &form)
	if err != nil {
		return d.refuseReplacement(c, v, form, err)
	}
	form.Uploads = append(slices.DeleteFunc(form.Uploads, func(id string) bool { return slices.Contains(form.Remove, id) }), fresh...)
	switch uploads := form.Uploads; {
	case form.File.Value == "":
		err = invalid("file", notChosen)
	case len(uploads) == 0:
		err = invalid("files", "required")
	case len(uploads) == 1:
		_, err = d.Commands.Replace(ctx, v.Actor(), id, form.File.Value, uploads[0])
	default:
		err = invalid("files", "one_file")
	}
	if err != nil {
		return d.refuseReplacement(c, v, form, err)
	}
	return d.Redirect(c, frontend.DeliveryPath(id), "file_replaced")
}

// refuseReplacement says next to the file input whatever is wrong with the file.
func (d *Door) refuseReplacement(c echo.Context, v visit, form screen.ReplaceForm, err error) error {
	p, ok := web.AsProblem(err)
	if !ok || (p.Kind != problem.Invalid && p.Kind != problem.TooLarge && p.Kind != problem.Full && p.Kind != problem.Busy) {
		return d.orBack(c, err)
	}
	field, wrong := &form.Files, problem.Field{Code: p.Code, Params: p.Params}
	if len(p.Fields) > 0 {
		wrong = p.Fields[0]
	}
	if wrong.Code == notChosen {
		field = &form.File
	}
	field.Error, field.Params = wrong.Code, wrong.Params
	if web.RetryAfter(c, p); p.Kind == problem.Full {
		d.editor.NoteFull(c, err)
	}
	forms := screen.SenderForms{Open: frontend.VerbReplaceFile, Target: form.File.Value, Replace: form}
	for _, id := range form.Uploads { // what was sent is not to be sent again
		if o, err := d.Vault.Stat(c.Request().Context(), id); err == nil && o.Owner == v.Workspace.ID {
			forms.Received = append(forms.Received, screen.Upload{ID: id, Name: o.Name, Size: o.Size})
		}
	}
	return d.renderDelivery(c, v, web.Status(err), forms)
}
