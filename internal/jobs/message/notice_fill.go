package message

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"quittance/internal/agenda"
	"quittance/internal/db/access"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/timezone"
	"quittance/internal/transfer"
)

// fill gathers what a notice says, from the delivery as it is now and the event that caused it.
func (r *Runner) fill(ctx context.Context, a SendNotice, d *delivery.Delivery, ev delivery.Event) (Notice, error) {
	ws, err := roster.Workspace(ctx, r.DB, d.Workspace)
	if err != nil {
		return Notice{}, fmt.Errorf("load workspace: %w", err)
	}
	m, err := roster.Answering(ctx, r.DB, d)
	if err != nil {
		return Notice{}, fmt.Errorf("load who answers: %w", err)
	}
	zone := timezone.Of(d.Terms.Zone)
	n := Notice{
		Kind: a.Notice, Workspace: ws.Name, Accent: ws.Accent, SentBy: m.Name, Message: string(d.Terms.Message),
		ExpiresOn: d.Terms.ExpiresOn, Files: files(d), At: ev.At.Time().In(zone), Sandbox: d.Sandbox,
		Public: d.Terms.ClientKind == delivery.Public, Engagement: string(d.Terms.ChorusEngagement), Service: string(d.Terms.ChorusService),
	}
	n.Creditor = Creditor{LegalName: ws.Profile.LegalName, SIREN: grouped(ws.Profile.SIREN), Telephone: ws.Profile.Phone()}
	for i := range d.Dues {
		n.Owed = delivery.Money{Amount: n.Owed.Amount + d.Owing(d.Dues[i].ID), Currency: d.Dues[i].Currency}
	}
	if len(d.Dues) > 0 {
		n.TooLittle, n.ByTransfer = d.IsTooLittle(d.Dues[0].ID), ws.Bank.IsKnown()
		if paid := d.Dues[0].Settled; paid > 0 && n.Owed.Amount > 0 {
			n.Whole, n.Paid = delivery.Money{Amount: d.Dues[0].Amount, Currency: n.Owed.Currency}, delivery.Money{Amount: paid, Currency: n.Owed.Currency}
		}
		n.Price = delivery.Money{Amount: d.Dues[0].Amount, Currency: d.Dues[0].Currency}
		n.VATRegime, n.DueOn = d.Dues[0].VATRegime, d.Dues[0].DueOn
		if invoice, ok := d.RestOf(&d.Dues[0]); ok {
			n.RestOf = invoice.Called()
		}
	}
	n.Closed = slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State == delivery.ReleaseRevoked })
	n.about(d, ev)
	if a.Recipient == "" {
		n.announced(d, d.State == delivery.Declined)
		n.heldUntil(d, r.at())
		n.NumberWaits = slices.ContainsFunc(d.Recipients, func(x delivery.Recipient) bool { return x.ProposedPhone != "" })
		n.ToSender, n.To, n.ToName, n.Language = true, m.Email, m.Name, ws.Language
		n.Title = titleIn(ws.Language, d)
		n.Sign, n.SignOnly, n.URL = awaitsSignature(d), agenda.SignsOnly(d), r.BaseURL+"/deliveries/"+string(d.ID)
		return n, nil
	}
	to, ok := d.Recipient(a.Recipient)
	if !ok {
		return Notice{}, delivery.ErrUnknownRecipient
	}
	n.To, n.ToName, n.Language, n.ReplyTo = string(to.Email), string(to.Name), to.Language, m.Email
	n.Title = titleIn(to.Language, d)
	n.Pay, n.Sign = agenda.Pending(d, to.ID)
	if x, ok := ev.Data.(delivery.DisputeOpened); ok {
		p, known := d.Payment(x.Payment)
		n.Payer = known && p.Recipient == to.ID
	}
	n.NumberWaits = n.Sign && to.ProposedPhone != ""
	n.course(d, to, r.at())
	if by, ok := d.Recipient(to.NamedBy); ok && to.Delegate {
		n.NamedBy, n.Message = string(by.Name), "" // the sender's words are for the client
		if owing := d.Owing(d.Dues[0].ID); owing > 0 {
			n.Price.Amount = owing
		}
	}
	n.announced(d, n.Pay || d.State != delivery.Sent && to.Has(delivery.Payer))
	if n.Sign && a.Notice != NoticeNumberProposed {
		n.Phone = evidence.MaskPhone(string(to.Phone))
	}
	token, err := access.Shorten(ctx, r.DB, r.ShortKey, d, *to, r.at())
	if err != nil {
		return Notice{}, err
	}
	n.URL = r.BaseURL + "/s/" + token.String() // in the button too: an address that is not the one it shows looks like fraud
	return n, nil
}

// announced is the transfer that a payer says was made, of which nothing is recorded, where it concerns the reader.
func (n *Notice) announced(d *delivery.Delivery, concerns bool) {
	for i := range d.Dues {
		if due := &d.Dues[i]; concerns && d.TransferAnnounced(due.ID) {
			n.Announced, n.AnnouncedOn = delivery.Money{Amount: due.Declared, Currency: due.Currency}, d.Terms.Day(due.DeclaredAt)
		}
	}
	payers := 0
	for i := range d.Recipients {
		if d.Recipients[i].Has(delivery.Payer) {
			payers++
		}
	}
	n.ByReader = payers == 1
}

// about takes what the event itself says.
func (n *Notice) about(d *delivery.Delivery, ev delivery.Event) {
	recipient := ""
	switch x := ev.Data.(type) {
	case delivery.WithdrawnBySender:
		n.Reason = string(x.Reason)
	case delivery.DeclinedByRecipient:
		recipient, n.Reason = x.Recipient, string(x.Reason)
		if who, ok := d.Recipient(x.Recipient); ok {
			n.Declined = who.Called()
		}
	case delivery.PayerDropped:
		if who, ok := d.Recipient(x.Recipient); ok {
			n.Dropped = who.Called()
		}
	case delivery.ContractEnded:
		if who, ok := d.Recipient(x.Recipient); ok {
			n.Renounced = who.Called()
		}
		n.Opened = wereOpened(d)
		recipient, n.Reference = x.Recipient, string(d.Terms.Reference)
		n.ReturnBy = d.ReturnBy()
		n.Amount, n.ByHand = delivery.Money{Amount: x.Refunding, Currency: x.Currency}, delivery.Money{Amount: x.ByHand, Currency: x.Currency}
	case delivery.PasscodeRejected:
		recipient = x.Recipient
	case delivery.NumberDismissed:
		recipient, n.Kept = x.Recipient, true
	case delivery.NumberProposed:
		recipient, n.Phone = x.Recipient, string(x.Phone)
	case delivery.ProblemReported:
		recipient, n.Reason = x.Recipient, string(x.Text)
	case delivery.DeliverableReplaced:
		n.NewFile = string(x.New.Name)
		if old, ok := d.Deliverable(x.Old); ok {
			n.OldFile = string(old.Name)
		}
	case delivery.PaymentReceived:
		n.Amount = delivery.Money{Amount: x.Amount, Currency: x.Currency}
		recipient = n.ofPayment(d, x.Payment)
	case delivery.PaymentRecorded:
		n.Amount = delivery.Money{Amount: x.Amount, Currency: x.Currency}
		n.Surplus, n.Reason = delivery.Money{Amount: x.Surplus, Currency: x.Currency}, string(x.Reason)
		n.ReceivedOn = x.ReceivedOn
	case delivery.TransferDeclared:
		recipient, n.Amount = x.Recipient, delivery.Money{Amount: x.Amount, Currency: x.Currency}
		if due, ok := d.Due(x.Due); ok {
			n.Reference = transfer.Reference(due.Reference).Grouped()
		}
	case delivery.PaymentRejected:
		recipient = n.ofPayment(d, x.Payment)
	case delivery.PaymentNotApplied:
		n.Amount, n.Reason = delivery.Money{Amount: x.Amount, Currency: x.Currency}, string(x.Reason)
		n.Refunding = refunding(d, x.Payment)
	case delivery.RefundDone:
		recipient = n.ofPayment(d, x.Payment)
		n.Amount.Amount = x.Amount
		if x.Processor == "" {
			n.ByHand = n.Amount
		}
		n.Again, n.Opened = isOwedAgain(d, x), wereOpened(d)
	case delivery.RefundRejected:
		recipient = n.ofPayment(d, x.Payment)
		if refund, ok := d.RefundOf(x.Refund); ok {
			n.Amount.Amount = refund.Amount
		}
	case delivery.ReleaseClosed:
		n.Reason = x.Reason
		if rel, ok := d.Release(x.Release); ok {
			n.Opened = !rel.UnlockedAt.IsZero()
		}
	case delivery.GateOpened:
		if r, ok := d.Release(x.Release); ok {
			n.Forgiven = forgiven(d, r, x.Gate)
		}
	case delivery.RestForgiven:
		n.Amount = delivery.Money{Amount: x.Amount, Currency: x.Currency}
	case delivery.RecipientSigned:
		recipient = x.Recipient
	case delivery.DisputeOpened:
		n.Opened = wereOpened(d)
		recipient = n.ofPayment(d, x.Payment)
		n.Amount.Amount = x.Amount
	case delivery.DisputeClosed:
		n.Opened = wereOpened(d)
		recipient, n.Won = n.ofPayment(d, x.Payment), x.State == delivery.DisputeWon
		if who, ok := d.RenouncedBy(); ok {
			n.Renounced = who.Called()
		}
	case delivery.SignatureAwaited:
		recipient, n.Amount = signerAwaited(d, x.Release), n.Price
	case delivery.CertificateSealed:
		n.Number, n.Until = x.Certificate, agenda.ReachableOn(d, x.Release)
		if rel, ok := d.Release(x.Release); ok && x.Kind == delivery.DeliveryCertificate {
			recipient, n.At, n.Files = rel.HandedTo, rel.HandedOverAt.Time().In(n.At.Location()), len(rel.Deliverables)
		}
	}
	if r, ok := d.Recipient(recipient); ok {
		n.Recipient = string(r.Name)
	} else if names := awaited(d); names != "" && n.Kind == NoticeExpiring {
		n.Recipient = names
	} else if len(d.Recipients) > 0 {
		n.Recipient = string(d.Recipients[0].Name)
	}
}

// wereOpened reports whether files were unlocked, whatever became of them.
func wereOpened(d *delivery.Delivery) bool {
	return slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return !r.UnlockedAt.IsZero() })
}

// forgiven is the rest that the sender does without, of what a gate asked for.
func forgiven(d *delivery.Delivery, r *delivery.Release, gate string) delivery.Money {
	i := slices.IndexFunc(r.Gates, func(g delivery.Gate) bool { return g.ID == gate && g.Kind == delivery.PaymentGate })
	if i < 0 {
		return delivery.Money{}
	}
	due, ok := d.Due(r.Gates[i].Subject)
	if !ok {
		return delivery.Money{}
	}
	return delivery.Money{Amount: due.Forgiven, Currency: due.Currency}
}

// awaitsSignature reports whether somebody has still to sign.
func awaitsSignature(d *delivery.Delivery) bool {
	for i := range d.Recipients {
		if _, signs := agenda.Pending(d, d.Recipients[i].ID); signs {
			return true
		}
	}
	return false
}

// awaited names those who have still to pay or to sign.
func awaited(d *delivery.Delivery) string {
	var names []string
	for _, r := range d.Recipients {
		if pays, signs := agenda.Pending(d, r.ID); pays || signs {
			names = append(names, string(r.Name))
		}
	}
	return strings.Join(names, ", ")
}

// ofPayment takes amount and payer of a payment.
func (n *Notice) ofPayment(d *delivery.Delivery, id string) (recipient string) {
	p, ok := d.Payment(id)
	if !ok {
		return ""
	}
	n.Amount = delivery.Money{Amount: p.Amount, Currency: p.Currency}
	return p.Recipient
}

// signerAwaited is the first who has still to sign a release; none when somebody just did.
func signerAwaited(d *delivery.Delivery, release string) string {
	for _, who := range d.Recipients {
		if r, _, ok := d.ToSign(who.ID); ok && r.ID == release {
			return who.ID
		}
	}
	return ""
}

func refunding(d *delivery.Delivery, payment string) bool {
	for _, r := range d.Refunds {
		if r.Payment == payment && r.State != delivery.RefundFailed {
			return true
		}
	}
	return false
}

// grouped writes a SIREN as people do, by three digits.
func grouped(siren string) string {
	if len(siren) != 9 {
		return siren
	}
	return siren[:3] + " " + siren[3:6] + " " + siren[6:]
}

// files counts what is handed over; an invoice that anybody may read is none of it, unless there is nothing else.
func files(d *delivery.Delivery) int {
	handed, all := 0, 0
	for _, f := range d.Deliverables {
		if f.Replaced {
			continue
		}
		all++
		if _, guarded := d.ReleaseOf(f.ID); guarded || !f.Visible {
			handed++
		}
	}
	return cmp.Or(handed, all)
}

// titleIn is the title as messages name it: with the letter of its version, which tells them apart in a mailbox.
func titleIn(language string, d *delivery.Delivery) string {
	switch {
	case d.Terms.Revision == "":
		return string(d.Terms.Title)
	case language == "fr":
		return string(d.Terms.Title) + " (indice " + d.Terms.Revision + ")"
	}
	return string(d.Terms.Title) + " (revision " + d.Terms.Revision + ")"
}

// isOwedAgain reports whether what was given back had counted for a price that was not paid in full.
func isOwedAgain(d *delivery.Delivery, x delivery.RefundDone) bool {
	r, ok := d.RefundOf(x.Refund)
	if !ok || r.Surplus {
		return false
	}
	p, ok := d.Payment(x.Payment)
	return ok && p.State == delivery.PaymentSettled && d.Owing(p.Due) > 0
}
