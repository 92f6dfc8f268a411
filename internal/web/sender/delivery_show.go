package sender

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/db/board"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/draft"
	"quittance/internal/problem"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// showDelivery is GET /deliveries/{id}.
func (d *Door) showDelivery(c echo.Context, v visit) error {
	return d.renderDelivery(c, v, http.StatusOK, screen.SenderForms{})
}

// orBack answers an error about the delivery in the path: a problem is said on its page, where what is possible now
// can be seen; what is not there stays not there.
func (d *Door) orBack(c echo.Context, err error) error {
	return d.FailOn(c, frontend.DeliveryPath(c.Param("id")), err)
}

func (d *Door) renderDelivery(c echo.Context, v visit, status int, forms screen.SenderForms) error {
	ctx := c.Request().Context()
	dv, err := d.Commands.Delivery(ctx, v.Actor(), c.Param("id"))
	if err != nil {
		return err
	}
	zone := timezone.Of(v.Workspace.Zone) // whoever reads lives there, wherever the workspace was when it was drafted
	stand := projection.StandingOf(dv)
	page := screen.SenderDelivery{
		Shell: d.Shell(c), ID: string(dv.ID), Version: dv.Version, Money: command.Money(dv), Title: string(dv.Terms.Title), Revision: dv.Terms.Revision, Message: string(dv.Terms.Message),
		Reference: string(dv.Terms.Reference), Chorus: chorus(dv), State: screen.DeliveryState(dv.State), Situation: screen.Situation(stand.Situation()), WaitingFor: waitingFor(dv),
		Marked: dv.Sandbox, ExpiresOn: day(dv.Terms.ExpiresOn, zone), SentAt: moment(dv.SentAt, zone), Suspended: stand.Suspended,
		ReleaseState: screen.ReleaseState(stand.Release), IsOver: isOver(dv), Files: files(dv), Gates: gates(dv, v, zone), Dues: dues(dv, d.At(), zone, v.Workspace.Bank.IsKnown(), v.Member.Role.Can(account.Waive)),
		Payments: payments(dv, zone), HasCertificate: hasCertificate(dv, delivery.CompletionCertificate),
		HasAttestation: hasCertificate(dv, delivery.DeliveryCertificate), Can: actions(dv, v, d.At()), Forms: withDefaults(forms, dv, d.At()),
	}
	if page.Can.Edit {
		page.Missing = missing(dv, d.At())
	}
	page.FilesErased, page.Erased = moment(dv.FilesErasedAt, zone), moment(dv.ErasedAt, zone)
	if dv.IsErased(delivery.Everything) {
		page.HasCertificate, page.HasAttestation, page.WaitingFor = false, false, nil
	}
	page.CanSeeEvidence = v.Member.Role.Can(account.SeeEvidence)
	page.Path = frontend.DeliveryPath(page.ID) // also when a verb was refused: its own address answers no GET
	page.Price, _ = price(dv)
	page.VATRate, page.VATRegime, page.DueOn = firstDue(dv, zone)
	if web.RestOf(dv).Whole.Amount > 0 { // whose tax the invoice splits, and nobody else
		page.VATRate, page.VATRegime = 0, ""
	}
	for _, r := range dv.Releases {
		page.FilesUntil = day(agenda.ReachableOn(dv, r.ID), timezone.Of(dv.Terms.Zone))
		page.FilesEnded = r.State == delivery.ReleaseUnlocked && d.At() >= dv.ReachableUntil(r.ID)
	}
	if v.Member.Role.Can(account.SeeMoney) {
		if err := d.addPapers(c, dv, page.Payments, zone); err != nil {
			return err
		}
	}
	trail, err := d.readTrail(c, dv)
	if err != nil {
		return err
	}
	page.Timeline = trail.timeline(web.Lang(c), v.Member.Role.Can(account.SeeEvidence), zone)
	if page.Recipients, err = d.recipients(c, v, dv, trail); err != nil {
		return err
	}
	if who, ok := dv.Recipient(trail.declined.Recipient); ok && dv.State == delivery.Declined && !dv.IsErased(delivery.Everything) {
		page.Declined = screen.Declined{
			Recipient: who.ID, Name: who.Called(), Reason: string(trail.declined.Reason), CanClose: v.Member.Role.Can(account.Send) && !who.ProblemAt.IsZero(),
		}
	}
	if err := d.addNotes(ctx, v, dv, zone, &page); err != nil {
		return err
	}
	if err := d.linkVersions(c, v, dv, &page); err != nil {
		return err
	}
	return d.Render(c, status, page)
}

// missing are the parts of the editor where an unfinished draft waits for something, in their order.
func missing(dv *delivery.Delivery, at delivery.Instant) []string {
	p, ok := web.AsProblem(draft.Missing(dv, at))
	if !ok {
		return nil
	}
	part := func(f problem.Field) string {
		switch head, _, _ := strings.Cut(f.Name, "."); head {
		case "files", "price":
			return head
		case "due_on":
			return "price"
		case "recipients":
			return "client"
		}
		return "options"
	}
	var out []string
	for _, name := range []string{"files", "price", "client", "options"} {
		if slices.ContainsFunc(p.Fields, func(f problem.Field) bool { return part(f) == name }) {
			out = append(out, name)
		}
	}
	return out
}

// linkVersions names the delivery before and those after.
func (d *Door) linkVersions(c echo.Context, v visit, dv *delivery.Delivery, page *screen.SenderDelivery) error {
	ctx := c.Request().Context()
	if dv.Terms.Previous != "" {
		before, err := d.Commands.Delivery(ctx, v.Actor(), string(dv.Terms.Previous))
		if err != nil {
			return fmt.Errorf("load previous version: %w", err)
		}
		page.PreviousVersion = screen.Link{ID: string(before.ID), Title: string(before.Terms.Title), Revision: cmp.Or(before.Terms.Revision, draft.FirstRevision)}
	}
	after, err := board.Of(d.DB).NextVersions(ctx, dv.ID)
	if err != nil {
		return fmt.Errorf("list next versions: %w", err)
	}
	for _, s := range after {
		if s.Workspace == v.Workspace.ID {
			page.NextVersions = append(page.NextVersions, screen.Link{ID: string(s.ID), Title: s.Title, Revision: s.Revision})
		}
	}
	if page.Revision == "" && len(after) > 0 {
		page.Revision = draft.FirstRevision
	}
	return nil
}

// waitingFor names those who can take the next step now.
func waitingFor(dv *delivery.Delivery) []string {
	if dv.State != delivery.Sent || len(dv.Recipients) == 0 {
		return nil
	}
	var ids, names []string
	for _, s := range agenda.Steps(dv, dv.Recipients[0].ID) {
		if s.Kind == agenda.StepDownload {
			continue // no one waits for it
		}
		if s.Kind == agenda.StepPay && dv.TransferAwaited(s.Due) {
			continue // the sender looks at the bank
		}
		if s.Kind == agenda.StepSign && numberProposed(dv, s.Whose) {
			continue // the sender answers
		}
		if s.Open { // what the bank or we do next is nobody's
			ids = append(ids, s.Whose...)
		}
	}
	for _, r := range dv.Recipients {
		if slices.Contains(ids, r.ID) && !web.HasEntrusted(dv, r.ID) {
			names = append(names, string(r.Name))
		}
	}
	return names
}

func numberProposed(dv *delivery.Delivery, whose []string) bool {
	return slices.ContainsFunc(dv.Recipients, func(r delivery.Recipient) bool { return slices.Contains(whose, r.ID) && r.ProposedPhone != "" })
}

func files(dv *delivery.Delivery) []frontend.File {
	var out []frontend.File
	for _, f := range dv.Deliverables {
		if !f.Replaced {
			out = append(out, fileOf(dv, f))
		}
	}
	return out
}

func roles(r delivery.Recipient) []string {
	out := make([]string, len(r.Roles))
	for i, role := range r.Roles {
		out[i] = string(role)
	}
	return out
}

// fileOf is a file as its sender sees it: of an invoice or a quote also where its total is not the price.
func fileOf(dv *delivery.Delivery, f delivery.Deliverable) frontend.File {
	out := frontend.File{ID: f.ID, Name: string(f.Name), Size: f.Size, SHA256: f.SHA256}
	if !f.Visible {
		return out
	}
	x := f.Document
	out.Kind, out.Number, out.IssuedOn = x.Seen(), string(x.Number), day(x.IssuedOn, timezone.Of(dv.Terms.Zone))
	out.Filled = strings.Fields(x.Filled)
	said := frontend.Money{Amount: x.Total, Currency: x.Currency}
	if sum, _ := price(dv); x.Total > 0 && said != sum {
		out.OtherTotal = said
	}
	return out
}
