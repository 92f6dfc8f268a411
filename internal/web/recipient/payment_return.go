package recipient

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

// showPaid is GET /d/{id}/paid: where the processor's page sends the payer back. The address proves nothing: the
// processor is asked, and what it says decides.
func (d *Door) showPaid(c echo.Context, v visit) error {
	due := payable(v.delivery)
	if due != nil && d.Observer != nil {
		if p, ok := v.delivery.OpenPayment(due.ID); ok {
			if err := d.Observer.Observe(c.Request().Context(), v.delivery.ID, p.ID); err != nil {
				d.Logger.WarnContext(c.Request().Context(), "look at payment", "request", web.RequestID(c), "payment", p.ID, "error", err)
			}
		}
		fresh, err := d.visit(c)
		if err != nil {
			return d.refuse(c, fresh, err)
		}
		v = fresh
	}
	p := latest(v.delivery)
	if p == nil {
		return c.Redirect(http.StatusSeeOther, frontend.SharePath(string(v.delivery.ID)))
	}
	return d.Render(c, http.StatusOK, screen.RecipientPaid{
		Shell: d.Shell(c), Share: d.share(c, v), State: paidState(v.delivery, p, c.QueryParam("cancelled") != ""), Method: screen.PayMethod(p.Method), Then: thenOf(v),
		FilesFrom: filesFrom(v, d.At()), Awaited: awaited(v),
	})
}

// thenOf is what comes after the payment, for who reads it.
func thenOf(v visit) string {
	release := current(v.delivery)
	_, _, signs := v.delivery.ToSign(v.recipient.ID)
	switch {
	case v.recipient.Delegate:
		return "nothing"
	case release != nil && (release.State == delivery.ReleaseSealing || release.State == delivery.ReleaseUnlocked):
		return "files"
	case signs && v.recipient.ProposedPhone != "":
		return "number"
	case signs:
		return "sign"
	}
	return "others"
}

func latest(dv *delivery.Delivery) *delivery.Payment {
	if len(dv.Payments) == 0 {
		return nil
	}
	return &dv.Payments[len(dv.Payments)-1]
}

// paidState is what the page says of the newest payment. Money that opened nothing is not thanked for as if it had,
// unless the price is paid all the same.
func paidState(dv *delivery.Delivery, p *delivery.Payment, cameBack bool) string {
	switch p.State {
	case delivery.PaymentUnapplied:
		if dv.Owing(p.Due) > 0 {
			return "unapplied"
		}
		return "settled"
	case delivery.PaymentSettled:
		return "settled"
	case delivery.PaymentProcessing:
		return "processing"
	case delivery.PaymentFailed:
		return "failed"
	case delivery.PaymentExpired:
		return "cancelled"
	default:
		if cameBack {
			return "cancelled"
		}
		return "checking"
	}
}
