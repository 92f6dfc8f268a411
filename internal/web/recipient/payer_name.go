package recipient

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/agenda"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/ratelimit"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
)

// payersADay is how many people can be named from one network in a day, over all deliveries: each is a mail to an
// address that its owner gave nobody here.
const payersADay = 10

var errTooManyPayers = problem.New(problem.TooMany, "too_many_payers", "too many people were named from this network in a day")

// namePayer is POST /d/{id}/payer: somebody else settles, who gets a link that opens the price and no file.
func (d *Door) namePayer(c echo.Context, v visit) error {
	var form screen.PayerForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	network := d.Digest("payer", web.Network(d.VisitorOf(c.Request()).Address))
	id, linkID := d.NewID(), d.NewID()
	err := d.changeWith(c, v, func(ctx context.Context, tx *db.Tx, dv *delivery.Delivery) ([]delivery.Event, error) {
		if err := oversight.MayAsk(ctx, tx, dv.Workspace); err != nil {
			return nil, err
		}
		events, err := dv.NamePayer(d.At(), delivery.PayerNamed{
			Recipient: id, LinkID: linkID, NamedBy: v.recipient.ID, Language: v.recipient.Language,
			Name: delivery.Personal(form.Name.Value), Email: delivery.Personal(form.Email.Value),
		})
		if err != nil {
			return nil, err
		}
		wait, err := ratelimit.Take(ctx, tx, d.At(), ratelimit.Limit{Key: "payer/" + network, Max: payersADay, Window: day})
		if err == nil && wait > 0 {
			err = errTooManyPayers.After(wait)
		}
		return events, err
	})
	if err == nil {
		return d.Redirect(c, frontend.SharePath(string(v.delivery.ID)), "payer_named")
	}
	status := http.StatusUnprocessableEntity
	if limit := (*problem.Problem)(nil); errors.As(err, &limit) && limit.Code == errTooManyPayers.Code {
		web.RetryAfter(c, limit)
		status, form.Email.Error = http.StatusTooManyRequests, limit.Code
	} else if web.Refuse(&form, err) != nil {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), err)
	}
	return d.render(c, v, status, func(p *screen.RecipientDelivery) { p.Payer, p.Open = form, frontend.VerbPayer })
}

// named are those who were asked to pay, for the pages of those who can ask.
func named(v visit) string {
	if !v.recipient.Has(delivery.Payer) || v.recipient.Delegate {
		return ""
	}
	var names []string
	for _, r := range v.delivery.Recipients {
		if r.Delegate && !r.IsDropped() {
			names = append(names, string(r.Name))
		}
	}
	return strings.Join(names, ", ")
}

// renderPayer is the page of whoever was named to pay: what is owed, and nothing of the files.
func (d *Door) renderPayer(c echo.Context, v visit, share screen.Share, status int, with func(*screen.RecipientDelivery)) error {
	page := screen.RecipientPayer{
		Shell: d.Shell(c), Share: share, State: "paid", Steps: steps(v), Methods: d.methods(v), Kind: string(v.delivery.Terms.ClientKind), Paid: v.delivery.IsPaid(),
	}
	if by, ok := v.delivery.Recipient(v.recipient.NamedBy); ok {
		page.NamedBy = string(by.Name)
	}
	if due := payable(v.delivery); due != nil {
		page.State = payState(v, due)
		page.ToPay, page.Received = owed(v.delivery, due)
		var err error
		if page.Transfer, err = d.transferOf(c, v, due); err != nil {
			return err
		}
	}
	if with != nil {
		var forms screen.RecipientDelivery
		with(&forms)
		page.Pay, page.Problem, page.Open = forms.Pay, forms.Problem, forms.Open
	}
	return d.Render(c, status, page)
}

func payState(v visit, due *delivery.Due) string {
	if processing(v.delivery, due.ID) {
		return "processing"
	}
	for _, s := range agenda.Steps(v.delivery, v.recipient.ID) {
		if s.Kind == agenda.StepPay && s.Due == due.ID && s.Open {
			if v.delivery.TransferAwaited(due.ID) {
				return "announced"
			}
			return "pay"
		}
	}
	return "later"
}

// owed is what is left of a due, and what came of it where that was a part.
func owed(dv *delivery.Delivery, due *delivery.Due) (left, received frontend.Money) {
	return frontend.Money{Amount: dv.Owing(due.ID), Currency: due.Currency}, frontend.Money{Amount: due.Settled, Currency: due.Currency}
}
