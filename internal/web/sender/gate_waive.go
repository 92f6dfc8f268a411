package sender

import (
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/input"
	"quittance/internal/web"
)

// waive is POST /deliveries/{id}/waive.
func (d *Door) waive(c echo.Context, v visit) error {
	var form screen.WaiveForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	after, err := d.Commands.Waive(c.Request().Context(), v.Actor(), c.Param("id"), form.Gate.Value, input.Newlines(form.Reason.Value))
	notice := "waived"
	if err == nil {
		if _, isDue := after.Due(form.Gate.Value); isDue {
			notice = "forgiven"
		}
	}
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbWaive, target: form.Gate.Value, notice: notice, err: err, form: &form,
		show: func(f *screen.SenderForms) { f.Waive = form },
	})
}
