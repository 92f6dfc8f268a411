package recipient

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
)

var (
	errNoTransfer         = problem.New(problem.Conflict, "transfer_off", "the sender takes no transfer here: there is no bank account of theirs")
	errPaymentsOff        = problem.New(problem.Conflict, "payments_off", "no payment processor is configured")
	errPaymentUnavailable = problem.New(problem.Conflict, "payment_unavailable", "the payment page could not be opened; nothing was charged")
	errPaymentElsewhere   = problem.New(problem.Conflict, "payment_elsewhere", "another way to pay was chosen meanwhile; nothing was charged")
	errTooManyLinks       = problem.New(problem.TooMany, "too_many_links", "too many links were asked for")
	errNothingToPay       = problem.New(problem.Conflict, "nothing_to_pay", "nothing is left to pay")
)

// startPayment is POST /d/{id}/pay: records the payment, opens the processor's page for it and sends the payer there.
// The payment is recorded first, so that whatever happens afterwards can be found and told apart from another.
func (d *Door) startPayment(c echo.Context, v visit) error {
	var form screen.PayForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	if d.Checkout == nil {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), errPaymentsOff)
	}
	page, err := d.openCheckout(c, v, form)
	if errors.Is(err, errPaymentElsewhere) { // once more, from what has become of it
		if v.delivery, err = d.DB.Delivery(c.Request().Context(), v.delivery.ID); err == nil {
			page, err = d.openCheckout(c, v, form)
		}
	}
	switch {
	case refuseRight(&form, err):
		return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Pay = form })
	case err != nil && web.Refuse(&form, err) == nil:
		return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Pay = form })
	case err != nil:
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), err)
	}
	return c.Redirect(http.StatusSeeOther, page.URL)
}

// openCheckout is errPaymentElsewhere where the payment was closed while its page was being opened: in another tab, or by
// somebody else who pays, another way was chosen.
func (d *Door) openCheckout(c echo.Context, v visit, form screen.PayForm) (CheckoutPage, error) {
	dv, payment, again, err := d.recordPayment(c, v, form)
	if err != nil {
		return CheckoutPage{}, err
	}
	ctx := c.Request().Context()
	path := frontend.ShareVerbPath(string(dv.ID), frontend.VerbPaid)
	page, err := d.Checkout.Open(ctx, CheckoutRequest{
		Delivery: dv, Payment: *payment, Recipient: *v.recipient, Again: again,
		SuccessURL: d.URL(path), CancelURL: d.URL(path + "?cancelled=1"),
	})
	if errors.Is(err, delivery.ErrTooLittle) { // the processor converts it, and knows better than our table
		return CheckoutPage{}, err
	}
	if err != nil {
		d.Logger.WarnContext(ctx, "open checkout", "request", web.RequestID(c), "payment", payment.ID, "error", err)
		return CheckoutPage{}, errPaymentUnavailable
	}
	dv, err = d.DB.UpdateDeliveryWith(ctx, dv.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		if err := oversight.MayAsk(ctx, tx, dv.Workspace); err != nil {
			return nil, err // suspended or closed since the payment was recorded: nobody is sent to its page, which is being closed
		}
		return dv.OpenedCheckout(d.At(), delivery.CheckoutOpened{Payment: payment.ID, Session: page.Session, ExpiresAt: page.ExpiresAt})
	})
	if err != nil {
		return CheckoutPage{}, fmt.Errorf("note opened checkout: %w", err)
	}
	if p, ok := dv.Payment(payment.ID); ok && page.URL != "" && p.State == delivery.PaymentOpen {
		return page, nil
	}
	if err := d.Observer.Observe(ctx, dv.ID, payment.ID); err != nil {
		return CheckoutPage{}, fmt.Errorf("look at payment: %w", err)
	}
	return CheckoutPage{}, errPaymentElsewhere
}

// recordPayment begins a payment, or finds the one that is begun: after a crash, a lost answer or a second click the
// payer comes back to the same one. One whose time ran out is looked at first, which closes it.
func (d *Door) recordPayment(c echo.Context, v visit, form screen.PayForm) (dv *delivery.Delivery, p *delivery.Payment, again bool, err error) {
	due := payable(v.delivery)
	if due == nil {
		return nil, nil, false, errNothingToPay
	}
	method := form.Method.Value
	if method == "" { // the page has the first one chosen
		method = delivery.MethodsFor(due.Currency)[0]
	}
	for range 2 {
		id := d.NewID()
		var after *delivery.Delivery
		isOpen := false
		err := d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
			if err := oversight.MayAsk(ctx, tx, dv.Workspace); err != nil {
				return nil, err
			}
			after = dv
			events, err := d.chooseRight(dv, v.recipient.ID, form.Consent.Checked, form.Keep.Checked)
			if err != nil {
				return nil, err
			}
			started, err := dv.StartPayment(d.At(), v.recipient.ID, due.ID, id, "", method)
			if errors.Is(err, delivery.ErrCheckoutIsOpen) { // what is chosen of the right holds, whichever page it is paid on
				isOpen, err = true, nil
			}
			return append(events, started...), err
		})
		switch {
		case err != nil:
			return nil, nil, false, err
		case !isOpen:
			p, _ := after.Payment(id)
			return after, p, false, nil
		}
		p, over, err := d.begun(c, v, due.ID, method)
		if err != nil || !over {
			return v.delivery, p, true, err
		}
	}
	return nil, nil, false, errPaymentElsewhere
}

// begun finds the open payment of a due. Over says that its page can no longer be used, or is for another way to pay
// than the one chosen now, or somebody else's, in whose name receipt and evidence would be, and that it has been closed.
func (d *Door) begun(c echo.Context, v visit, due, method string) (p *delivery.Payment, over bool, err error) {
	ctx := c.Request().Context()
	dv, err := d.DB.Delivery(ctx, v.delivery.ID)
	if err != nil {
		return nil, false, fmt.Errorf("load delivery: %w", err)
	}
	p, ok := dv.OpenPayment(due)
	if !ok {
		return nil, true, nil
	}
	other := (p.Method != method || p.Recipient != v.recipient.ID) && p.State != delivery.PaymentProcessing
	if !other && (p.ExpiresAt.IsZero() || d.At() < p.ExpiresAt) {
		return p, false, nil
	}
	look := d.look
	if other {
		look = d.closePage
	}
	if err := look(c, dv.ID, p); err != nil {
		return nil, false, err
	}
	if other { // one whose session was never made is none that the processor could say is closed
		err = d.change(c, v, func(dv *delivery.Delivery) ([]delivery.Event, error) { return dv.CloseCheckout(d.At(), p.ID) })
	}
	return nil, true, err
}

// closePage closes a payment at the processor, and takes in what has become of it.
func (d *Door) closePage(c echo.Context, id delivery.ID, p *delivery.Payment) error {
	ctx := c.Request().Context()
	if err := d.Checkout.Close(ctx, *p); err != nil {
		d.Logger.WarnContext(ctx, "close checkout", "request", web.RequestID(c), "payment", p.ID, "error", err)
		return errPaymentUnavailable
	}
	return d.look(c, id, p)
}

func (d *Door) look(c echo.Context, id delivery.ID, p *delivery.Payment) error {
	if err := d.Observer.Observe(c.Request().Context(), id, p.ID); err != nil {
		return fmt.Errorf("look at payment: %w", err)
	}
	return nil
}

// methods are the ways to pay at the processor that the page offers; none without a processor, or for less than it takes.
func (d *Door) methods(v visit) []screen.PayMethod {
	due := payable(v.delivery)
	if d.Checkout == nil || due == nil || v.delivery.IsTooLittle(due.ID) {
		return nil
	}
	var out []screen.PayMethod
	for _, m := range delivery.MethodsFor(due.Currency) {
		out = append(out, screen.PayMethod(m))
	}
	return out
}

// payable is the first due that is not settled.
func payable(dv *delivery.Delivery) *delivery.Due {
	for i := range dv.Dues {
		if !dv.Dues[i].IsSettled() {
			return &dv.Dues[i]
		}
	}
	return nil
}
