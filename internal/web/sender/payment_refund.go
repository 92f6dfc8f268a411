package sender

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/input"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// How much a refund gives back.
const (
	extentWhole = "whole"
	extentPart  = "part"
)

// refund is POST /deliveries/{id}/refund.
func (d *Door) refund(c echo.Context, v visit) error {
	var form screen.RefundForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	if form.Failed.Value != "" {
		return d.repeatRefund(c, v, form)
	}
	if form.Extent.Value == "" && form.Amount.Value != "" {
		form.Extent.Value = extentPart // a sum says how much
	}
	amount, err := refundAmount(form, dv)
	if can, whole, _, _ := refundable(dv); err == nil && can && form.Sum.Value == "" && v.Member.Role.Can(account.MoveMoney) {
		sum, own := whole, ownPart(dv, amount)
		if amount > 0 {
			sum.Amount = amount
		}
		if amount == 0 || own.Amount > 0 && own.Amount < amount { // access ends, or not all of it moves by itself: confirmed first
			form.Sum.Value = strconv.FormatInt(sum.Amount, 10)
			return d.renderDelivery(c, v, http.StatusOK, screen.SenderForms{Open: frontend.VerbRefund, Refund: form, RefundSum: sum, RefundOwn: own, RefundEnds: agenda.RefundEnds(dv, amount)})
		}
	}
	own := ownPart(dv, amount).Amount
	if err == nil {
		err = d.onMoney(v, c.Param("id"), form.Seen.Value, form, func(k *command.Commands) error {
			_, err := k.Refund(c.Request().Context(), v.Actor(), c.Param("id"), amount, false)
			return err
		})
		if errors.Is(err, delivery.ErrRefundExceeds) {
			err = invalid("amount", delivery.ErrRefundExceeds.Code)
		}
	}
	notice := refundNotice(own > 0)
	if own > 0 && own < amount {
		notice = "refund_both"
	}
	return d.answer(c, v, verbAnswer{
		verb: frontend.VerbRefund, notice: notice, err: err, form: &form,
		show: func(f *screen.SenderForms) { f.Refund = form },
	})
}

// repeatRefund gives back what a refund that failed did not.
func (d *Door) repeatRefund(c echo.Context, v visit, form screen.RefundForm) error {
	byHand := form.ByHand.Value != ""
	err := d.onMoney(v, c.Param("id"), form.Seen.Value, form, func(k *command.Commands) error {
		_, err := k.RepeatRefund(c.Request().Context(), v.Actor(), c.Param("id"), form.Failed.Value, byHand)
		return err
	})
	return d.answer(c, v, verbAnswer{verb: frontend.VerbRefund, notice: refundNotice(byHand), err: err})
}

func refundNotice(byHand bool) string {
	if byHand {
		return "refund_noted"
	}
	return "refund_requested"
}

// refundAmount is the sum that was confirmed, or what was typed for a part; 0 is the whole, for which there is nothing to
// confirm yet.
func refundAmount(form screen.RefundForm, dv *delivery.Delivery) (int64, error) {
	if form.Sum.Value != "" {
		sum, err := strconv.ParseInt(form.Sum.Value, 10, 64)
		if err != nil || sum <= 0 {
			return 0, invalid("extent", "required")
		}
		return sum, nil
	}
	switch form.Extent.Value {
	case extentWhole:
		if form.Amount.Value != "" {
			return 0, invalid("amount", "with_whole")
		}
		return 0, nil
	case extentPart:
	default:
		return 0, invalid("extent", "required")
	}
	currency := delivery.UsualCurrency
	if p, _, ok := dv.RefundFrom(); ok {
		currency = p.Currency
	}
	return typedAmount(form.Amount, currency)
}

// typedAmount reads an amount that has to be there and to be more than nothing.
func typedAmount(f frontend.Field, currency string) (int64, error) {
	if f.Value == "" {
		return 0, invalid("amount", "required")
	}
	amount, bad := input.ParseAmount(f.Value, currency)
	switch {
	case bad != "":
		return 0, invalid("amount", bad)
	case amount < 0:
		return 0, invalid("amount", "negative")
	case amount == 0:
		return 0, invalid("amount", "too_small")
	}
	return amount, nil
}
