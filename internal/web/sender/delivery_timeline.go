package sender

import (
	"strings"
	"time"

	"quittance/frontend"
	"quittance/internal/delivery"
)

// timeline is the audit trail as the page shows it. Without the right to see evidence it shows what happened, not
// what people wrote.
func (t trail) timeline(lang frontend.Lang, whole bool, zone *time.Location) []frontend.TimelineEntry {
	out := make([]frontend.TimelineEntry, len(t.records))
	for i, r := range t.records {
		kind, name := t.actor(r.Actor)
		out[i] = frontend.TimelineEntry{Seq: r.Seq, Type: r.Type, At: moment(r.At, zone), Actor: kind, Name: name, Hash: r.Hash.String()}
		if whole {
			out[i].Detail = t.detail(lang, t.events[i].Data)
		}
	}
	return out
}

// detail is what belongs to an event beyond its sentence: whom it is about, how much, why.
func (t trail) detail(lang frontend.Lang, data delivery.Payload) string {
	switch x := data.(type) {
	case delivery.WithdrawnBySender:
		return string(x.Reason)
	case delivery.DeclinedByRecipient:
		return string(x.Reason)
	case delivery.GateWaivedBySender:
		return string(x.Reason)
	case delivery.ProblemReported:
		return string(x.Text)
	case delivery.Extended:
		return t.dayOf(lang, x.ExpiresOn)
	case delivery.DeliverableReplaced:
		return string(x.New.Name)
	case delivery.CertificateRecorded:
		return x.Certificate
	case delivery.CertificateSealed:
		return x.Certificate
	case delivery.MessageFailed:
		return t.recipient(x.Recipient)
	case delivery.MessageSent:
		return t.recipient(x.Recipient)
	case delivery.LinkIssued:
		return t.recipient(x.Recipient)
	case delivery.RecipientCorrected:
		return t.recipient(x.Recipient)
	case delivery.NumberProposed:
		return frontend.FormatPhone(string(x.Phone))
	case delivery.PasscodeSent:
		return t.recipient(x.Recipient)
	case delivery.PasscodeRejected:
		return t.recipient(x.Recipient)
	case delivery.PasscodeReset:
		return t.recipient(x.Recipient)
	}
	return moneyDetail(lang, t.delivery, data)
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
	at := day(d, zoneOf(t.delivery.Terms.Zone))
	if at.IsZero() {
		return ""
	}
	return frontend.FormatDay(lang, at)
}
