package sender

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// recordPayment is POST /deliveries/{id}/record-payment: money that arrived outside the processor.
func (d *Door) recordPayment(c echo.Context, v visit) error {
	var form screen.RecordPaymentForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	dv, err := d.Commands.Delivery(ctx, v.Actor(), id)
	if err != nil {
		return err
	}
	due, ok := dv.Due(form.Due.Value)
	if !ok {
		return delivery.ErrUnknownDue
	}
	notice := "payment_recorded"
	amount, err := int64(0), error(nil) // all that is owed
	if form.Whole.Value == "" {
		amount, err = typedAmount(form.Amount, due.Currency)
	}
	if err == nil {
		err = d.onMoney(v, id, form.Seen.Value, form, func(k *command.Commands) error {
			after, err := k.RecordPayment(ctx, v.Actor(), id, delivery.PaymentRecorded{
				Due: due.ID, Amount: amount, Currency: due.Currency, ReceivedOn: delivery.Date(input.Day(form.PaidOn.Value)),
				Reference: delivery.Personal(form.Reference.Value), Note: delivery.Personal(input.Newlines(form.Note.Value)),
			}, command.Sure{Surplus: form.Sure.Value != ""})
			if err == nil && after.Surplus(&after.Payments[len(after.Payments)-1]) > 0 {
				notice = "surplus_recorded"
			}
			return err
		})
	}
	if errors.Is(err, command.ErrMoreThanOwed) { // the payer gets a receipt at once: the figures are confirmed first
		sum := func(amount int64) frontend.Money { return frontend.Money{Amount: amount, Currency: due.Currency} }
		owed := dv.Owing(due.ID)
		return d.renderDelivery(c, v, http.StatusOK, screen.SenderForms{
			Open: frontend.VerbRecordPayment, RecordPayment: form, Recorded: screen.RecordedSum{Amount: sum(amount), Owed: sum(owed), TooMuch: sum(amount - owed)},
		})
	}
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbRecordPayment, target: form.Due.Value, notice: notice, err: err, form: &form,
		show: func(f *screen.SenderForms) { f.RecordPayment = form },
	})
}

// announced fills the form with the transfer that a payer says was made: how much, and what to look for.
func announced(form *screen.RecordPaymentForm, dv *delivery.Delivery) {
	for _, due := range dv.Dues {
		if dv.TransferAwaited(due.ID) { // also of one that has ended: it may arrive all the same
			form.Due.Value, form.Reference.Value = due.ID, due.Reference
			form.Amount.Value = frontend.FormatFigure(frontend.French, frontend.Money{Amount: min(due.Declared, dv.Owing(due.ID)), Currency: due.Currency})
			return
		}
	}
}
