package recipient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/consent"
	"quittance/internal/db/oversight"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/web"
	"quittance/storage/download"
)

// show is GET /d/{public id}: the page of where the delivery stands for this recipient.
func (d *Door) show(c echo.Context, v visit) error { return d.render(c, v, http.StatusOK, nil) }

// showAgain shows the page with the form that was refused, what was typed kept.
func (d *Door) showAgain(c echo.Context, v visit, with func(*screen.RecipientDelivery)) error {
	return d.render(c, v, http.StatusUnprocessableEntity, with)
}

func (d *Door) render(c echo.Context, v visit, status int, with func(*screen.RecipientDelivery)) error {
	share := d.share(c, v)
	var err error
	if share.Papers, err = d.papers(c, v); err != nil {
		return fmt.Errorf("list receipts: %w", err)
	}
	if err := d.addVersions(c, v, &share); err != nil {
		return err
	}
	end := web.EndOf(v.delivery, current(v.delivery), v.recipient, d.At())
	reason := end.Reason
	if !strings.HasPrefix(reason, "refund_failed") && v.recipient.Has(delivery.Payer) { // which says it itself
		_, share.RefundFailed = web.RefundFailed(v.delivery)
	}
	if reason == "" {
		if reason, err = d.halted(c, v); err != nil {
			return err
		}
	}
	if reason != "" {
		page := end
		page.Shell, page.Share = d.Shell(c), share
		if page.Reason == "" {
			page.Reason = reason
		}
		if release := current(v.delivery); release != nil && !v.recipient.Delegate { // what was proved stays so
			page.HasCertificate, page.HasAttestation = web.HasCertificate(release, delivery.CompletionCertificate), web.HasCertificate(release, delivery.DeliveryCertificate)
		}
		return d.Render(c, status, page)
	}
	if v.recipient.Delegate {
		return d.renderPayer(c, v, share, status, with)
	}
	next := agenda.NextStep(v.delivery, v.recipient.ID, d.At())
	switch release := current(v.delivery); {
	case next.Kind == agenda.StepSeal:
		return d.Render(c, status, screen.RecipientSealing{Shell: d.Shell(c), Share: share})
	case release != nil && release.State == delivery.ReleaseUnlocked: // whatever is still owed
		return d.renderUnlocked(c, v, share, status, with)
	}
	if next.Kind == agenda.StepPay { // a part was paid, and the rest is asked of nobody now
		if reason, err = d.mayNotAsk(c, v); err != nil {
			return err
		}
		if reason != "" {
			return d.Render(c, status, screen.RecipientClosed{Shell: d.Shell(c), Share: share, Reason: reason, Paid: v.delivery.IsPaid()})
		}
	}
	page := screen.RecipientDelivery{
		Shell: d.Shell(c), Share: share, Steps: steps(v), Next: d.next(v, next), Paid: v.delivery.IsPaid(), ClientKind: string(v.delivery.Terms.ClientKind),
		Methods: d.methods(v),
	}
	page.CanDecline = v.delivery.CanDecline(v.recipient.ID) == nil
	if signs(v) {
		page.MaskedNumber, page.ProposedNumber, page.NumberKept = delivery.MaskPhone(v.recipient.Phone), delivery.MaskPhone(v.recipient.ProposedPhone), !v.recipient.NumberKeptAt.IsZero()
	}
	if page.Next == screen.NextWaitOthers || page.Next == screen.NextWaitTurn || page.Next == screen.NextRead {
		page.Awaited = awaited(v)
	}
	if due := payable(v.delivery); due != nil && v.recipient.Has(delivery.Payer) {
		page.ToPay, page.Received = owed(v.delivery, due)
		if page.Transfer, err = d.transferOf(c, v, due); err != nil {
			return err
		}
	}
	page.CanNamePayer, page.Named, page.Payers = v.delivery.CanNamePayer(v.recipient.ID) == nil, named(v), droppable(v)
	d.fillRight(v, &page)
	if with != nil {
		with(&page)
		return d.Render(c, status, page)
	}
	page.RequestID = "" // shown on failures only, and never the same
	return d.RenderKept(c, v.link.ID, page)
}

// halted says why nothing can be done here though the delivery is open: its sender closed, or the operator has the sender
// suspended, and nobody paid. "" where something can, or the files are out, which whoever was named to pay has no part in.
func (d *Door) halted(c echo.Context, v visit) (string, error) {
	release := current(v.delivery)
	if v.delivery.IsPaid() || release == nil || (release.State != delivery.ReleaseLocked && !v.recipient.Delegate) {
		return "", nil
	}
	return d.mayNotAsk(c, v)
}

// mayNotAsk is why the sender may ask nobody for money or a signature, as the page of an end names it; "" where they may. The
// workspace is read anew: whoever was suspended a second ago asks nobody any more.
func (d *Door) mayNotAsk(c echo.Context, v visit) (string, error) {
	switch err := oversight.MayAsk(c.Request().Context(), d.DB, v.delivery.Workspace); {
	case errors.Is(err, account.ErrClosed):
		return "gone", nil
	case errors.Is(err, account.ErrSuspended):
		return "halted", nil
	case err != nil:
		return "", fmt.Errorf("read sender: %w", err)
	}
	return "", nil
}

func (d *Door) renderUnlocked(c echo.Context, v visit, share screen.Share, status int, with func(*screen.RecipientDelivery)) error {
	release := current(v.delivery)
	page := screen.RecipientUnlocked{
		Shell: d.Shell(c), Share: share, HasCertificate: web.HasCertificate(release, delivery.CompletionCertificate),
		HasAttestation: web.HasCertificate(release, delivery.DeliveryCertificate), FilesUntil: web.DayOf(agenda.ReachableOn(v.delivery, release.ID), zoneOf(v.delivery)), Methods: d.methods(v),
		ClientKind: string(v.delivery.Terms.ClientKind), CanEndContract: v.delivery.MayEndContract(v.recipient.ID, d.At()),
	}
	page.ConsumerConsent, page.ConsumerKeeps = consent.RightAsked(v.delivery, v.recipient)
	page.FilesEnded = d.At() >= v.delivery.ReachableUntil(release.ID)
	for _, f := range share.Files {
		if f.Href == "" { // the archive holds the files of the release
			page.TotalBytes += f.Size
		}
	}
	if due := payable(v.delivery); due != nil && v.recipient.Has(delivery.Payer) {
		switch reason, err := d.mayNotAsk(c, v); {
		case err != nil:
			return err
		case reason == "": // else nobody is asked for the rest, and the files stay
			if err := d.fillOwed(c, v, &page, due); err != nil {
				return err
			}
		}
	}
	if with != nil {
		var forms screen.RecipientDelivery
		with(&forms)
		page.Pay, page.Declared, page.Problem, page.Payer, page.Open = forms.Pay, forms.Declared, forms.Problem, forms.Payer, forms.Open
	}
	return d.Render(c, status, page)
}

// fillOwed is what a payer is still asked for beside files that are out.
func (d *Door) fillOwed(c echo.Context, v visit, page *screen.RecipientUnlocked, due *delivery.Due) (err error) {
	page.StillOwed, page.Received = owed(v.delivery, due)
	page.CanNamePayer, page.Named, page.Payers = v.delivery.CanNamePayer(v.recipient.ID) == nil, named(v), droppable(v)
	page.Transfer, err = d.transferOf(c, v, due)
	return err
}

// share is what every page says of the delivery.
func (d *Door) share(c echo.Context, v visit) screen.Share {
	dv := v.delivery
	s := screen.Share{
		PublicID: string(dv.ID), Title: string(dv.Terms.Title), Message: string(dv.Terms.Message), Reference: string(dv.Terms.Reference),
		Recipient: string(v.recipient.Name), Sandbox: dv.Sandbox, PaysOnly: v.recipient.Delegate, IsPublic: dv.Terms.ClientKind == delivery.Public,
		Chorus: screen.Chorus{Engagement: string(dv.Terms.ChorusEngagement), Service: string(dv.Terms.ChorusService)},
	}
	zone := zoneOf(dv)
	s.ExpiresOn = web.DayOf(dv.Terms.ExpiresOn, zone)
	s.IsSettled = len(dv.Dues) == 0
	if len(dv.Dues) > 0 {
		due := dv.Dues[0]
		s.Price = frontend.Money{Amount: due.Amount, Currency: due.Currency}
		s.Net = frontend.Money{Amount: due.Parts().Net, Currency: due.Currency}
		s.Rest = web.RestOf(dv)
		s.Forgiven = frontend.Money{Amount: due.Forgiven, Currency: due.Currency}
		s.VATRate, s.VATRegime = due.VATRate, string(due.VATRegime)
		s.AsksMoney = v.recipient.Has(delivery.Payer) && !s.IsPublic
		s.IsSettled = dv.Owing(due.ID) == 0
		if !s.IsSettled {
			s.DueOn = web.DayOf(due.DueOn, zone)
		}
	}
	if due := payable(dv); due != nil {
		s.TooLittle = dv.IsTooLittle(due.ID)
		if p, ok := projection.Bounced(dv, due.ID); ok {
			s.Bounced = p.StartedAt.Time().In(zoneOf(dv))
		}
	}
	if v.recipient.Delegate {
		s.Message = "" // it is for the client
	}
	for _, f := range dv.Deliverables {
		if !f.Replaced && (f.Visible || !v.recipient.Delegate) {
			file := frontend.File{ID: f.ID, Name: string(f.Name), Size: f.Size, SHA256: f.SHA256}
			if f.Visible { // an invoice, say: not only once everything is paid
				file.Href = frontend.ShareFilePath(s.PublicID, f.ID)
				file.Kind, file.Number, file.IssuedOn = f.Document.Seen(), string(f.Document.Number), web.DayOf(f.Document.IssuedOn, zone)
				if download.CanShow(f.MediaType) {
					file.Read = frontend.ShareReadPath(s.PublicID, f.ID)
				}
			}
			s.Files = append(s.Files, file)
		}
	}
	ws, err := d.Workspaces.Get(c.Request().Context(), dv.Workspace)
	if err != nil {
		d.Logger.WarnContext(c.Request().Context(), "load workspace", "error", fmt.Errorf("load workspace: %w", err))
		return s
	}
	s.Accent = string(ws.Accent)
	s.Sender = screen.Party{LegalName: ws.Profile.LegalName, SIREN: ws.Profile.SIREN, Address: ws.Profile.Address, Phone: ws.Profile.Phone()}
	return s
}
