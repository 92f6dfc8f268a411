package receipt

import (
	"errors"
	"fmt"
	"strings"

	"quittance/internal/delivery"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

// ErrNoMoney means events that tell of no such payment or refund, or not of its money yet.
var ErrNoMoney = errors.New("the events tell of no such money")

// Describe tells of a payment, or of a refund of it, as it was when it happened: from the events up to the one that says so,
// whatever came later. Number, instant of issue, sender, platform and the number of the payment's receipt are the caller's.
func Describe(id delivery.ID, events []delivery.Event, payment, refund string) (Note, error) {
	d := delivery.New(id)
	var paid Note
	paidBefore := int64(0) // of the due, when the payment came
	for _, e := range events {
		settled, returned := dueSettled(d, e.Data), int64(0)
		if p, ok := d.Payment(payment); ok {
			returned = p.Refunded
		}
		if err := d.Apply(e); err != nil {
			return Note{}, fmt.Errorf("describe receipt: %w", err)
		}
		if came := bringsMoney(e.Data); came != "" && came == payment && paid.Kind == "" {
			paid, paidBefore = paymentNote(d, payment, settled, e)
			if refund == "" {
				return paid, nil
			}
		}
		if x, ok := e.Data.(delivery.RefundDone); ok && x.Refund == refund && x.Payment == payment && paid.Kind != "" {
			return refundNote(d, paid, paidBefore, returned, x, e.At), nil
		}
	}
	return Note{}, ErrNoMoney
}

// bringsMoney is the payment by which an event says that money came; "" for other events.
func bringsMoney(data delivery.Payload) string {
	switch x := data.(type) {
	case delivery.PaymentReceived:
		return x.Payment
	case delivery.PaymentRecorded:
		return x.Payment
	case delivery.PaymentNotApplied:
		return x.Payment
	}
	return ""
}

// dueSettled is what had been paid of the due that the money is for.
func dueSettled(d *delivery.Delivery, data delivery.Payload) int64 {
	id := ""
	switch x := data.(type) {
	case delivery.PaymentReceived:
		id = x.Due
	case delivery.PaymentRecorded:
		id = x.Due
	}
	if due, ok := d.Due(id); ok {
		return due.Settled
	}
	return 0
}

func paymentNote(d *delivery.Delivery, payment string, before int64, e delivery.Event) (Note, int64) {
	p, ok := d.Payment(payment)
	if !ok {
		return Note{}, 0
	}
	zone := timezone.Of(d.Terms.Zone)
	n := Note{
		Kind: Payment, Zone: zone, Sandbox: d.Sandbox || !p.Live, Title: string(d.Terms.Title), Reference: string(d.Terms.Reference),
		Order: string(d.Terms.ChorusEngagement), Service: string(d.Terms.ChorusService),
		Delivery: string(d.ID), Currency: p.Currency, Amount: p.Amount, At: p.SettledAt.Time(), Method: p.Method, Last4: p.Last4,
		Mention: strings.Join(strings.Fields(string(p.Reference)+" "+string(p.Note)), " "), Recorded: p.Processor == delivery.ByHand,
	}
	n.payer(d, p)
	due, ok := d.Due(p.Due)
	if x, recorded := e.Data.(delivery.PaymentRecorded); recorded {
		n.At, n.DayOnly = p.CameAt(zone)
		if ok && (!due.DeclaredAt.IsZero() || due.Reference != "" && string(x.Reference) == due.Reference) {
			n.Method = "transfer"
		}
	}
	if p.State != delivery.PaymentSettled || !ok { // money that settles nothing has no price
		return n, 0
	}
	n.Whole, n.Before, n.TooLittle = due.Amount, before, d.IsTooLittle(due.ID)
	n.Rate, n.Regime, n.Tax = due.VATRate, due.VATRegime, due.Parts().TaxIn(before, p.Amount)
	if invoice, ok := d.RestOf(due); ok {
		n.Invoice, n.Rate, n.Tax = invoice.Called(), 0, 0
	}
	return n, before
}

// refundNote is drawn from the payment's: the tax within a refund is what the payment had of it, from its beginning on, so
// that the parts of a whole refund add up to it.
func refundNote(d *delivery.Delivery, paid Note, paidBefore, returned int64, x delivery.RefundDone, at delivery.Instant) Note {
	n := paid
	n.Kind, n.Amount, n.Whole, n.Before = Refund, x.Amount, paid.Amount, returned
	n.PaidAt, n.At, n.DayOnly, n.Mention, n.Tax, n.TooLittle = paid.At, at.Time(), false, "", 0, false
	if n.Recorded = x.Processor == ""; n.Recorded {
		n.Method, n.Last4 = "", "" // by which the money came
	}
	r, ok := d.RefundOf(x.Refund)
	p, found := d.Payment(x.Payment)
	if !ok || !found || r.Surplus {
		n.Rate, n.Regime, n.Invoice, n.Surplus = 0, tariff.Ordinary, "", true
		return n
	}
	if due, ok := d.Due(p.Due); ok && n.Rate > 0 {
		surplus := p.Amount - p.Applied - d.Surplus(p) // of what was returned before: it had no tax
		n.Tax = due.Parts().TaxIn(paidBefore+returned-surplus, x.Amount)
	}
	return n
}

// payer is whoever paid; of money that the sender recorded, the first who was asked to.
func (n *Note) payer(d *delivery.Delivery, p *delivery.Payment) {
	who, ok := d.Recipient(p.Recipient)
	for i := range d.Recipients {
		if !ok && d.Recipients[i].Has(delivery.Payer) {
			who, ok = &d.Recipients[i], true
		}
	}
	if !ok {
		return
	}
	n.Payer, n.Language = Payer{Name: string(who.Name), Company: string(who.Company), Email: string(who.Email)}, who.Language
}
