package sender

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/book"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// showReview is GET /deliveries/{id}/send: what the recipients will see.
func (d *Door) showReview(c echo.Context, v visit) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	if dv.State != delivery.Draft {
		return c.Redirect(http.StatusSeeOther, frontend.DeliveryPath(string(dv.ID)))
	}
	if v.Workspace.Profile.Check() != nil {
		return d.askProfile(c, dv)
	}
	if err := draft.Missing(dv, d.At()); err != nil {
		return d.editor.Refuse(c, v, err)
	}
	return d.renderReview(c, v, http.StatusOK, dv, screen.SendForm{Informed: frontend.Tick{Checked: dv.Terms.InformedFirst}})
}

// send is POST /deliveries/{id}/send.
func (d *Door) send(c echo.Context, v visit) error {
	var form screen.SendForm
	if err := web.ReadForm(c, &form); err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	dv, err := d.Commands.Delivery(ctx, v.Actor(), id)
	if err != nil {
		return err
	}
	seen := d.Commands.Since(form.Seen.Value)
	if seen.Unchanged(dv) != nil { // told first: what else is asked belongs to what is shown
		return d.reviewAgain(c, v, id, form)
	}
	if err := draft.Missing(dv, d.At()); err != nil {
		return d.editor.Refuse(c, v, err)
	}
	if dv.State == delivery.Draft && asksForMoney(dv) && !form.Informed.Checked {
		if form.Informed.Checked, err = book.Of(d.DB).AreInformed(ctx, dv); err != nil { // once is enough: the record of each delivery says it
			return err
		}
	}
	if dv.State == delivery.Draft && asksForMoney(dv) && !form.Informed.Checked {
		form.Informed.Error = "informed_required"
		return d.renderReview(c, v, http.StatusUnprocessableEntity, dv, form)
	}
	dispatch := seen.Send
	if form.Informed.Checked {
		dispatch = seen.SendInformed
	}
	_, err = dispatch(ctx, v.Actor(), id)
	switch {
	case err == nil:
		return d.Redirect(c, frontend.DeliveryPath(id), "sent")
	case errors.Is(err, command.ErrChanged):
		return d.reviewAgain(c, v, id, form)
	case errors.Is(err, account.ErrProfileMissing):
		return d.askProfile(c, dv)
	case problem.KindOf(err) == problem.Invalid:
		return d.editor.Refuse(c, v, err)
	}
	return d.RedirectFailed(c, frontend.DeliveryPath(id), err)
}

// asksForMoney reports whether files wait for a payment: then the client has to have been told before ordering.
func asksForMoney(dv *delivery.Delivery) bool {
	for _, r := range dv.Releases {
		for _, g := range r.Gates {
			if g.Kind == delivery.PaymentGate {
				return true
			}
		}
	}
	return false
}

// askProfile sends whoever may to the profile and back here.
func (d *Door) askProfile(c echo.Context, dv *delivery.Delivery) error {
	next := frontend.DeliveryVerbPath(string(dv.ID), frontend.VerbSend)
	return d.Redirect(c, frontend.PathProfile+"?next="+url.QueryEscape(next), "")
}

// reviewAgain shows a draft that was changed since it was reviewed.
func (d *Door) reviewAgain(c echo.Context, v visit, id string, form screen.SendForm) error {
	dv, err := d.Commands.Delivery(c.Request().Context(), v.Actor(), id)
	if err != nil {
		return err
	}
	form.Seen.Error = command.ErrChanged.Code
	return d.renderReview(c, v, web.Status(command.ErrChanged), dv, form)
}

func (d *Door) renderReview(c echo.Context, v visit, status int, dv *delivery.Delivery, form screen.SendForm) error {
	form.Seen.Value = command.Version(dv)
	zone := timezone.Of(dv.Terms.Zone)
	page := screen.DeliveryReview{
		Accent: string(v.Workspace.Accent),
		Shell:  d.Shell(c), ID: string(dv.ID), Title: string(dv.Terms.Title), Revision: dv.Terms.Revision, Message: string(dv.Terms.Message), Reference: string(dv.Terms.Reference),
		Chorus: chorus(dv), ExpiresOn: day(dv.Terms.ExpiresOn, zone), ClientKind: string(dv.Terms.ClientKind), NoGate: string(dv.Terms.NoGateReason),
		Gates: gates(dv, v, zone), Files: files(dv), Sender: party(v), Form: form,
	}
	page.Price, page.Net = price(dv)
	page.Rest = web.RestOf(dv)
	page.VATRate, page.VATRegime, page.DueOn = firstDue(dv, zone)
	table, err := d.Tariff(c.Request().Context())
	if err != nil {
		return fmt.Errorf("show review: %w", err)
	}
	page.Estimate = estimate(dv, table, d.Now())
	for _, r := range dv.Recipients {
		page.Recipients = append(page.Recipients, screen.ReviewRecipient{
			Name: string(r.Name), Company: string(r.Company), Email: string(r.Email), Phone: string(r.Phone), Roles: roles(r), Texted: r.Invite == delivery.InviteBySMS,
		})
	}
	if asksForMoney(dv) {
		known, err := book.Of(d.DB).AreInformed(c.Request().Context(), dv)
		if err != nil {
			return fmt.Errorf("show review: %w", err)
		}
		page.AsksInformed = !known
		page.WasInformed = known
	}
	if err := d.Render(c, status, page); err != nil {
		return fmt.Errorf("show review: %w", err)
	}
	return nil
}

func chorus(dv *delivery.Delivery) screen.Chorus {
	return screen.Chorus{Engagement: string(dv.Terms.ChorusEngagement), Service: string(dv.Terms.ChorusService)}
}

func party(v visit) screen.Party {
	p := v.Workspace.Profile
	return screen.Party{LegalName: p.LegalName, SIREN: p.SIREN, Address: p.Address, Phone: p.Phone()}
}
