package sender

import (
	"strings"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// timeline is the audit trail as the page shows it. Without the right to see evidence it shows what happened, not
// what people wrote.
func (t trail) timeline(lang frontend.Lang, whole bool, zone *time.Location) []screen.TimelineEntry {
	out := make([]screen.TimelineEntry, len(t.records))
	for i, r := range t.records {
		kind, name := t.actor(r.Actor)
		out[i] = screen.TimelineEntry{Seq: r.Seq, Type: r.Type, At: moment(r.At, zone), Actor: kind, Name: name, Hash: r.Hash.String()}
		t.describe(&out[i], t.events[i].Data)
		if whole {
			out[i].Detail = t.detail(lang, t.events[i].Data)
			if x, ok := t.events[i].Data.(delivery.PaymentRecorded); ok && x.Surplus > 0 {
				out[i].Surplus = frontend.Money{Amount: x.Surplus, Currency: x.Currency}
			}
		}
	}
	return out
}

// describe says which message, which step, which person an event is about: its sentence alone does not.
func (t trail) describe(e *screen.TimelineEntry, data delivery.Payload) {
	switch x := data.(type) {
	case delivery.MessageSent:
		if t.arrived[x.Message] {
			e.Type = "message.delivered"
		}
		e.Message, e.Channel, e.Whom = x.Kind, x.Channel, t.reader(x.Recipient)
	case delivery.MessageFailed:
		e.Message, e.Channel, e.Whom = x.Kind, x.Channel, t.reader(x.Recipient)
	case delivery.GateOpened:
		e.Gate, e.Whom = t.gate(x.Release, x.Gate)
	case delivery.GateWaivedBySender:
		e.Gate, e.Whom = t.gate(x.Release, x.Gate)
	case delivery.LinkIssued:
		e.Whom = t.recipient(x.Recipient)
	case delivery.RecipientCorrected:
		e.Whom = t.recipient(x.Recipient)
	case delivery.NumberDismissed:
		e.Whom = t.recipient(x.Recipient)
	case delivery.PayerDropped:
		e.Whom = t.recipient(x.Recipient)
	case delivery.ProblemClosed:
		e.Whom = t.recipient(x.Recipient)
	case delivery.CheckoutStarted:
		e.Whom = t.recipient(x.Recipient)
	case delivery.PasscodeSent:
		e.Channel, e.Whom = x.Channel, t.recipient(x.Recipient)
	case delivery.PasscodeDelivered:
		e.Whom = t.recipient(x.Recipient)
	case delivery.PasscodeRejected:
		e.Whom = t.recipient(x.Recipient)
	case delivery.PasscodeReset:
		e.Whom = t.recipient(x.Recipient)
	case delivery.RefundStarted:
		if t.ownHand(x.Refund) {
			e.Type = "refund.own"
		}
	case delivery.RefundDone:
		if t.ownHand(x.Refund) {
			e.Type = "refund.noted"
		}
	case delivery.Erased:
		if x.Scope == delivery.Files {
			e.Type = "delivery.files_erased"
		}
	case delivery.DownloadEnded:
		if !x.Complete {
			e.Type = "download.part"
		}
	}
	if e.Whom == e.Name {
		e.Whom = "" // the line below names them
	}
}

// ownHand reports whether it is the sender's word that a refund went back.
func (t trail) ownHand(id string) bool {
	r, ok := t.delivery.RefundOf(id)
	return ok && r.State == delivery.RefundSucceeded && r.Processor == ""
}

// reader names who a message went to: a recipient, or the member whose delivery it is.
func (t trail) reader(recipient string) string {
	if recipient == "" {
		return t.members[t.delivery.Member]
	}
	return t.recipient(recipient)
}

// gate is the kind of a step and those it waited for.
func (t trail) gate(release, id string) (kind, whom string) {
	r, ok := t.delivery.Release(release)
	if !ok {
		return "", ""
	}
	for _, g := range r.Gates {
		if g.ID == id {
			return string(g.Kind), subjectOf(t.delivery, g)
		}
	}
	return "", ""
}

// detail is what belongs to an event beyond that: how much, why, what of.
func (t trail) detail(lang frontend.Lang, data delivery.Payload) string {
	switch x := data.(type) {
	case delivery.WithdrawnBySender:
		return string(x.Reason)
	case delivery.DeclinedByRecipient:
		return string(x.Reason)
	case delivery.Erased:
		return string(x.Reason)
	case delivery.GateWaivedBySender:
		return string(x.Reason)
	case delivery.RestForgiven:
		return strings.TrimSpace(money(lang, x.Amount, x.Currency) + " " + string(x.Reason))
	case delivery.ProblemReported:
		return string(x.Text)
	case delivery.Extended:
		return t.dayOf(lang, x.ExpiresOn)
	case delivery.DeliverableReplaced:
		return strings.TrimPrefix(t.file(x.Old)+" → ", " → ") + string(x.New.Name)
	case delivery.CertificateRecorded:
		return x.Certificate
	case delivery.CertificateSealed:
		return x.Certificate
	case delivery.NumberProposed:
		return frontend.FormatPhone(lang, string(x.Phone))
	case delivery.DownloadStarted:
		return t.file(x.Deliverable)
	case delivery.DownloadEnded:
		return t.file(x.Deliverable)
	}
	return moneyDetail(lang, t.delivery, data)
}

// file names what was downloaded; all files as one archive have no name here.
func (t trail) file(id string) string {
	if f, ok := t.delivery.Deliverable(id); ok {
		return string(f.Name)
	}
	return ""
}

// moneyDetail is the amount of an event about money, with what the sender wrote of it.
func moneyDetail(lang frontend.Lang, dv *delivery.Delivery, data delivery.Payload) string {
	switch x := data.(type) {
	case delivery.CheckoutStarted:
		return money(lang, x.Amount, x.Currency)
	case delivery.PaymentReceived:
		return money(lang, x.Amount, x.Currency)
	case delivery.PaymentNotApplied:
		return money(lang, x.Amount, x.Currency)
	case delivery.PaymentRecorded:
		return strings.TrimSpace(money(lang, x.Amount, x.Currency) + " " + string(x.Reference) + " " + string(x.Note))
	case delivery.TransferDeclared:
		return money(lang, x.Amount, x.Currency)
	case delivery.RefundStarted:
		return moneyOf(lang, dv, x.Payment, x.Amount)
	case delivery.RefundDone:
		return moneyOf(lang, dv, x.Payment, x.Amount)
	case delivery.DisputeOpened:
		return moneyOf(lang, dv, x.Payment, x.Amount)
	}
	return ""
}

func moneyOf(lang frontend.Lang, dv *delivery.Delivery, payment string, amount int64) string {
	p, ok := dv.Payment(payment)
	if !ok {
		return ""
	}
	return money(lang, amount, p.Currency)
}

// money writes an amount; one in a currency nobody knows is left out.
func money(lang frontend.Lang, amount int64, code string) string {
	text, err := frontend.FormatMoney(lang, frontend.Money{Amount: amount, Currency: code})
	if err != nil {
		return ""
	}
	return text
}

func (t trail) dayOf(lang frontend.Lang, d delivery.Date) string {
	at := day(d, timezone.Of(t.delivery.Terms.Zone))
	if at.IsZero() {
		return ""
	}
	return frontend.FormatDay(lang, at)
}
