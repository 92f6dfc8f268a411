package recipient

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/internal/web"
)

var (
	errRightBoth    = problem.New(problem.Invalid, "right_both", "one of the two choices, not both")
	errRightGivenUp = problem.New(problem.Conflict, "right_given_up", "the right was given up before the order, and stays so")
)

// chooseRight records what a consumer who pays chose of the right of withdrawal. A choice that comes too late is refused: what
// somebody ticked is never passed over in silence.
func (d *Door) chooseRight(dv *delivery.Delivery, recipient string, waive, keep bool) ([]delivery.Event, error) {
	r, ok := dv.Recipient(recipient)
	switch {
	case !ok || !dv.HasRight() || !r.Has(delivery.Payer):
		return nil, nil
	case waive && keep:
		return nil, errRightBoth
	case waive:
		return dv.WaiveRight(recipient, d.At(), consent.RightWaiver(r.Language))
	case keep && !dv.MayChooseRight(r) && !r.WaivedRightAt.IsZero():
		return nil, errRightGivenUp
	case keep:
		return dv.KeepRight(recipient, d.At(), consent.RightKept(r.Language))
	}
	return nil, nil
}

// refuseRight says at the first of the two choices what was wrong with them, if that is what was.
func refuseRight(form *screen.PayForm, err error) bool {
	for _, p := range []*problem.Problem{delivery.ErrRightNotWaived, errRightBoth} {
		if errors.Is(err, p) {
			form.Consent.Error = p.Code
			return true
		}
	}
	return false
}

// fillRight says what becomes of a consumer's right of withdrawal: the choice before paying, when files come that wait for
// its end, the way to have them at once, and the function that withdraws from the contract.
func (d *Door) fillRight(v visit, page *screen.RecipientDelivery) {
	page.ConsumerConsent, page.ConsumerKeeps = consent.RightAsked(v.delivery, v.recipient)
	page.RightChosen, page.RightOther = consent.RightChosen(v.delivery, v.recipient)
	page.CanEndContract = v.delivery.MayEndContract(v.recipient.ID, d.At())
	page.FilesFrom = filesFrom(v, d.At())
	page.KeepsRight = v.delivery.MayWaiveRight(v.recipient) && !v.recipient.RightKeptAt.IsZero()
	if page.Next == screen.NextWaitRight && v.delivery.MayWaiveRight(v.recipient) {
		page.ConsumerConsent = consent.RightWaiver(v.recipient.Language).Text
	}
}

// filesFrom is when files come that somebody paid for and that wait for the end of the right of withdrawal; zero where they
// do not.
func filesFrom(v visit, at delivery.Instant) time.Time {
	release := current(v.delivery)
	if release == nil || v.delivery.HeldUntil(release.ID) <= at {
		return time.Time{}
	}
	return v.delivery.HeldUntil(release.ID).Time().In(zoneOf(v.delivery))
}

// waiveRight is POST /d/{id}/waive-right: a consumer who kept the right of withdrawal wants the files now after all, or, before
// paying, chooses otherwise than before.
func (d *Door) waiveRight(c echo.Context, v visit) error {
	var form screen.GiveUpForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	page := frontend.SharePath(string(v.delivery.ID))
	if !form.Consent.Checked && !form.Keep.Checked {
		missing := &form.Consent
		if !v.recipient.WaivedRightAt.IsZero() { // the one that is offered
			missing = &form.Keep
		}
		missing.Error = errConsentMissing.Code
		return d.showAgain(c, v, func(p *screen.RecipientDelivery) { p.Waive = form })
	}
	err := d.change(c, v, func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return d.chooseRight(dv, v.recipient.ID, form.Consent.Checked, form.Keep.Checked)
	})
	if err != nil {
		return d.RedirectFailed(c, page, err)
	}
	return d.Redirect(c, page, "done")
}

// showEndContract is GET /d/{id}/renoncer: what withdrawing from the contract does, and the button that does it.
func (d *Door) showEndContract(c echo.Context, v visit) error {
	if !v.delivery.MayEndContract(v.recipient.ID, d.At()) {
		return d.RedirectFailed(c, frontend.SharePath(string(v.delivery.ID)), delivery.ErrRightOver)
	}
	// The right ends with the last hour of its last day: that is the day before the first instant after it.
	last := v.delivery.RightEnd().Time().In(zoneOf(v.delivery)).AddDate(0, 0, -1)
	return d.Render(c, http.StatusOK, screen.RecipientRenounce{Shell: d.Shell(c), Share: d.share(c, v), Email: string(v.recipient.Email), Until: last})
}

// endContract is POST /d/{id}/renoncer: the contract is over, the money is on its way back, and the acknowledgement with
// day and hour goes to the consumer's address.
func (d *Door) endContract(c echo.Context, v visit) error {
	page := frontend.SharePath(string(v.delivery.ID))
	err := d.change(c, v, func(dv *delivery.Delivery) ([]delivery.Event, error) {
		return dv.EndContract(d.At(), delivery.ContractEnded{Recipient: v.recipient.ID}, d.NewID)
	})
	if errors.Is(err, delivery.ErrWasWithdrawn) {
		return c.Redirect(http.StatusSeeOther, page) // a second click
	}
	if err != nil {
		return d.RedirectFailed(c, page, err)
	}
	return d.Redirect(c, page, "contract_ended")
}
