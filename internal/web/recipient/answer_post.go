package recipient

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// change commits what a recipient did, with the sign of a person that the POST is, and from where.
func (d *Door) change(c echo.Context, v visit, decide func(*delivery.Delivery) ([]delivery.Event, error)) error {
	return d.changeWith(c, v, func(_ context.Context, _ *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) { return decide(dv) })
}

// changeWith is change for what depends on more than the delivery, as its transaction sees it.
func (d *Door) changeWith(c echo.Context, v visit, decide func(context.Context, *db.Tx, *delivery.Delivery) ([]delivery.Event, error)) error {
	from := d.VisitorOf(c.Request())
	_, err := d.DB.UpdateDeliveryWith(c.Request().Context(), v.delivery.ID, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		first, err := opened(d.At(), dv, v.recipient.ID)
		if err != nil {
			return nil, err
		}
		then, err := decide(ctx, tx, dv)
		return delivery.From(from.Origin(), append(first, then...)), err
	})
	return err
}

// What a sender reads of their own workspace, said to whom they asked.
var (
	errSenderSuspended = problem.New(problem.Conflict, "sender_suspended", "the operator has suspended the sender's workspace; nothing was done")
	errSenderClosed    = problem.New(problem.Conflict, "sender_closed", "the sender has closed the workspace; nothing was done")
)

func ofSender(err error) error {
	switch {
	case errors.Is(err, account.ErrSuspended):
		return errSenderSuspended
	case errors.Is(err, account.ErrClosed):
		return errSenderClosed
	}
	return err
}

// RedirectFailed is Site.RedirectFailed in words that are the recipient's.
func (d *Door) RedirectFailed(c echo.Context, path string, err error) error {
	return d.Site.RedirectFailed(c, path, ofSender(err))
}

// tellsADay is how often a recipient may tell the sender one kind of thing in a day: each time is a message to somebody who
// did not ask for it, and an event that every certificate prints.
const tellsADay = 10

var errTooManyTells = problem.New(problem.TooMany, "too_many_attempts", "the sender was told too often in a short time")

// tell is change for what mails the sender, so often and no more.
func (d *Door) tell(c echo.Context, v visit, what string, decide func(*delivery.Delivery) ([]delivery.Event, error)) error {
	return d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		events, err := decide(dv)
		if err != nil || len(events) == 0 {
			return events, err
		}
		wait, err := ratelimit.Take(ctx, tx, d.At(), ratelimit.Limit{Key: "tell/" + what + "/" + v.recipient.ID, Max: tellsADay, Window: day})
		if err == nil && wait > 0 {
			err = errTooManyTells.After(wait)
		}
		return events, err
	})
}

// decline is POST /d/{id}/decline: before payment, with a reason.
func (d *Door) decline(c echo.Context, v visit) error {
	var form screen.ReasonForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.change(c, v, func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.Decline(v.recipient.ID, d.At(), delivery.Personal(form.Reason.Value))
	})
	if err == nil {
		return d.Redirect(c, frontend.SharePath(string(v.delivery.ID)), "declined")
	}
	if web.Refuse(&form, err) != nil {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), err)
	}
	return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Decline, p.Open = form, frontend.VerbDecline })
}

// proposeNumber is POST /d/{id}/number: "this is not my number". The sender accepts or not.
func (d *Door) proposeNumber(c echo.Context, v visit) error {
	var form screen.NumberForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.tell(c, v, "number", func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.ProposeNumber(v.recipient.ID, d.At(), delivery.Personal(form.Phone.Value))
	})
	if err == nil {
		return d.Redirect(c, frontend.SharePath(string(v.delivery.ID)), "number_proposed")
	}
	if web.Refuse(&form, err) != nil {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), err)
	}
	return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Number, p.Open = form, frontend.VerbNumber })
}

// reportProblem is POST /d/{id}/problem: after payment, in place of declining.
func (d *Door) reportProblem(c echo.Context, v visit) error {
	var form screen.ProblemForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	err := d.tell(c, v, "problem", func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.ReportProblem(v.recipient.ID, d.At(), delivery.Personal(form.Text.Value))
	})
	if err == nil {
		return d.Redirect(c, frontend.SharePath(string(v.delivery.ID)), "problem_reported")
	}
	if web.Refuse(&form, err) != nil {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), err)
	}
	return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Problem, p.Open = form, frontend.VerbProblem })
}
