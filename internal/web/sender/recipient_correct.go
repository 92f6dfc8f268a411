package sender

import (
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// correct is POST /deliveries/{id}/correct: how a recipient is reached.
func (d *Door) correct(c echo.Context, v visit) error {
	var form screen.CorrectForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	_, err := d.Commands.Correct(c.Request().Context(), v.Actor(), c.Param("id"), command.Correction{
		Recipient: form.Recipient.Value, Email: strings.Trim(form.Email.Value, " "), Phone: strings.TrimSpace(form.Phone.Value),
	})
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbCorrect, target: form.Recipient.Value, notice: "corrected", err: err, form: &form,
		show: func(f *screen.SenderForms) { f.Correct = form },
	})
}

type recipientForm struct {
	Recipient frontend.Field `form:"recipient"`
}

// recipientOf reads which recipient a button is about.
func recipientOf(c echo.Context) (string, error) {
	var form recipientForm
	err := web.ReadForm(c, &form)
	return form.Recipient.Value, err
}

// acceptNumber is POST /deliveries/{id}/accept-number: the number the recipient proposed.
func (d *Door) acceptNumber(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.AcceptNumber(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbAcceptNumber, target: recipient, notice: "number_accepted", err: err})
}

// dismissNumber is POST /deliveries/{id}/dismiss-number: the number on file stays.
func (d *Door) dismissNumber(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.DismissNumber(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbDismissNumber, target: recipient, notice: "number_dismissed", err: err})
}

// dropPayer is POST /deliveries/{id}/drop-payer: who was named to pay is asked no more.
func (d *Door) dropPayer(c echo.Context, v visit) error {
	recipient, err := recipientOf(c)
	if err != nil {
		return err
	}
	_, err = d.Commands.DropPayer(c.Request().Context(), v.Actor(), c.Param("id"), recipient)
	return d.answer(c, v, verbAnswer{verb: frontend.VerbDropPayer, target: recipient, notice: "payer_dropped", err: err})
}
