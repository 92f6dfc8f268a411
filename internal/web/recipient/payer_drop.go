package recipient

import (
	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/web"
)

type payerDropped struct {
	Recipient frontend.Field `form:"recipient"`
}

// dropPayer is POST /d/{id}/drop-payer: whoever the reader named to pay is asked no more. A payment page that they have open is
// closed first; money that was quicker counts, and they stay.
func (d *Door) dropPayer(c echo.Context, v visit) error {
	var form payerDropped
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	page := frontend.SharePath(string(v.delivery.ID))
	if err := d.closePageOf(c, v, form.Recipient.Value); err != nil {
		return d.RedirectFailed(c, page, err)
	}
	err := d.change(c, v, func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.DropPayer(actor(v), d.At(), form.Recipient.Value)
	})
	if err != nil {
		return d.RedirectFailed(c, page, err)
	}
	return d.Redirect(c, page, "payer_dropped")
}

// closePageOf closes the payment page that the reader's payer has open, if they may be taken back.
func (d *Door) closePageOf(c echo.Context, v visit, recipient string) error {
	due := payable(v.delivery)
	if due == nil || d.Checkout == nil || v.delivery.CanDropPayer(actor(v), recipient) != nil {
		return nil
	}
	if p, ok := v.delivery.OpenPayment(due.ID); ok && p.Recipient == recipient {
		return d.closePage(c, v.delivery.ID, p)
	}
	return nil
}

// droppable are those whom the reader named to pay and can take back, while something is to be paid.
func droppable(v visit) []screen.NamedPayer {
	if payable(v.delivery) == nil {
		return nil
	}
	var out []screen.NamedPayer
	for _, r := range v.delivery.Recipients {
		if v.delivery.CanDropPayer(actor(v), r.ID) == nil {
			out = append(out, screen.NamedPayer{ID: r.ID, Name: r.Called(), Email: string(r.Email)})
		}
	}
	return out
}
