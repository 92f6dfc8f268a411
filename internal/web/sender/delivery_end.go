package sender

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/timezone"
	"quittance/internal/web"
)

// withdraw is POST /deliveries/{id}/withdraw.
func (d *Door) withdraw(c echo.Context, v visit) error {
	var form screen.WithdrawForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	_, err := d.Commands.Withdraw(c.Request().Context(), v.Actor(), c.Param("id"), input.Newlines(form.Reason.Value), form.DespiteTransfer.Checked)
	if errors.Is(err, delivery.ErrTransferAnnounced) {
		err = invalid("despite_transfer", delivery.ErrTransferAnnounced.Code)
	}
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbWithdraw, notice: "withdrawn", err: err, form: &form,
		show: func(f *screen.SenderForms) { f.Withdraw = form },
	})
}

// extend is POST /deliveries/{id}/extend.
func (d *Door) extend(c echo.Context, v visit) error {
	var form screen.ExtendForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	_, err := d.Commands.Extend(c.Request().Context(), v.Actor(), c.Param("id"), delivery.Date(input.Day(form.ExpiresOn.Value)))
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbExtend, notice: "extended", err: err, form: &form,
		show: func(f *screen.SenderForms) { f.Extend = form },
	})
}

// withDefaults fills the forms that were not refused with what is most likely meant.
func withDefaults(forms screen.SenderForms, dv *delivery.Delivery, at delivery.Instant) screen.SenderForms {
	zone := timezone.Of(dv.Terms.Zone)
	if forms.Open != frontend.VerbExtend {
		forms.Extend.ExpiresOn.Value = later(dv.Terms.ExpiresOn, today(at, zone))
	}
	if forms.Open != frontend.VerbRecordPayment {
		forms.RecordPayment.PaidOn.Value = string(today(at, zone))
		announced(&forms.RecordPayment, dv)
	}
	return forms
}

// later proposes a month after the last day or after today, whichever comes last.
func later(last, now delivery.Date) string {
	from, err := time.Parse(time.DateOnly, string(max(last, now)))
	if err != nil {
		return ""
	}
	return from.AddDate(0, 1, 0).Format(time.DateOnly)
}
