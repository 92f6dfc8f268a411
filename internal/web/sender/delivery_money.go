package sender

import (
	"slices"
	"strings"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/agenda"
	"quittance/internal/db/projection"
	"quittance/internal/delivery"
	"quittance/internal/transfer"
	"quittance/internal/web"
)

// price is what the delivery asks for in all, with VAT and without.
func price(dv *delivery.Delivery) (sum, net frontend.Money) {
	for _, due := range dv.Dues {
		parts := due.Parts()
		sum = frontend.Money{Amount: sum.Amount + parts.Gross, Currency: due.Currency}
		net = frontend.Money{Amount: net.Amount + parts.Net, Currency: due.Currency}
	}
	return sum, net
}

// firstDue says of the first due which VAT it has, or why it has none, and when it is to be paid.
func firstDue(dv *delivery.Delivery, zone *time.Location) (vatRate int, vatRegime string, dueOn time.Time) {
	if len(dv.Dues) == 0 {
		return 0, "", time.Time{}
	}
	due := dv.Dues[0]
	return due.VATRate, string(due.VATRegime), day(due.DueOn, zone)
}

func dues(dv *delivery.Delivery, at delivery.Instant, zone *time.Location, byTransfer, mayWaive bool) []screen.Due {
	out := make([]screen.Due, len(dv.Dues))
	for i, due := range dv.Dues {
		out[i] = screen.Due{
			ID: due.ID, Amount: frontend.Money{Amount: due.Amount, Currency: due.Currency},
			Settled: frontend.Money{Amount: due.Settled - due.Refunded, Currency: due.Currency}, DueOn: day(due.DueOn, zone),
			Overdue: !due.IsSettled() && due.DueOn != "" && due.DueOn < today(at, zone) && dv.State == delivery.Sent,
		}
		out[i].Forgiven = frontend.Money{Amount: due.Forgiven, Currency: due.Currency}
		out[i].CanForgive = mayWaive && dv.State == delivery.Sent && due.Settled > 0 && !due.IsSettled()
		out[i].Refunded, out[i].Disputed = dueRefunded(&due), dueDisputed(dv, due.ID)
		out[i].TooLittle = dv.State == delivery.Sent && dv.IsTooLittle(due.ID)
		if p, ok := projection.Bounced(dv, due.ID); ok {
			out[i].Bounced = moment(p.StartedAt, zone)
		}
		if isOver(dv) {
			out[i].DueOn = time.Time{}
		}
		if due.IsSettled() {
			out[i].SettledAt = settledAt(dv, due.ID, zone)
		}
		if dv.TransferAwaited(due.ID) {
			out[i].Announced, out[i].Declared = frontend.Money{Amount: due.Declared, Currency: due.Currency}, moment(due.DeclaredAt, zone)
		}
		if byTransfer || !out[i].Announced.IsZero() {
			out[i].Reference, out[i].ReferenceShown = due.Reference, transfer.Reference(due.Reference).Grouped()
		}
	}
	return out
}

// isOver reports whether what has not happened yet does not any more: nobody can extend the delivery.
func isOver(dv *delivery.Delivery) bool {
	return dv.State == delivery.Withdrawn || dv.State == delivery.Declined
}

// settledAt is when the last money for the due came.
func settledAt(dv *delivery.Delivery, due string, zone *time.Location) time.Time {
	var last time.Time
	for _, p := range dv.Payments {
		if at, _ := p.CameAt(zone); p.Due == due && p.State == delivery.PaymentSettled && at.After(last) {
			last = at
		}
	}
	return last
}

// payments lists what was tried and received. A page that was opened and not used yet is nothing to show.
func payments(dv *delivery.Delivery, zone *time.Location) []screen.PaymentRow {
	var out []screen.PaymentRow
	for _, p := range dv.Payments {
		state := paymentState(dv, p)
		if state == "" {
			continue
		}
		row := screen.PaymentRow{
			ID: p.ID, Amount: frontend.Money{Amount: p.Amount, Currency: p.Currency}, Method: p.Way(), LastFour: p.Last4, State: state,
			Note: strings.TrimSpace(string(p.Reference) + " " + string(p.Note)),
		}
		if surplus := dv.Surplus(&p); surplus > 0 && p.Applied > 0 {
			row.Surplus = frontend.Money{Amount: surplus, Currency: p.Currency}
		}
		if p.Refunded > 0 {
			row.Refunded = frontend.Money{Amount: p.Refunded, Currency: p.Currency}
		}
		if row.At, row.DayOnly = p.CameAt(zone); row.At.IsZero() {
			row.At = moment(p.StartedAt, zone)
		}
		out = append(out, row)
	}
	return out
}

// paymentState is the state in the page's words, what needs the sender first.
func paymentState(dv *delivery.Delivery, p delivery.Payment) string {
	switch p.State {
	case delivery.PaymentStarted, delivery.PaymentOpen:
		return ""
	case delivery.PaymentProcessing:
		return "processing"
	case delivery.PaymentFailed:
		return "failed"
	case delivery.PaymentExpired:
		return "expired"
	case delivery.PaymentSettled, delivery.PaymentUnapplied:
	}
	switch {
	case p.Refunded >= p.Amount:
		return "refunded"
	case disputed(dv, p.ID):
		return "disputed"
	case refundFailed(dv, p.ID):
		return "refund_failed"
	case p.State == delivery.PaymentUnapplied:
		return "unapplied"
	case p.Refunded > 0:
		return "partially_refunded"
	}
	return "settled"
}

func disputed(dv *delivery.Delivery, payment string) bool {
	for _, x := range dv.Disputes {
		if x.Payment == payment && x.State != delivery.DisputeWon {
			return true
		}
	}
	return false
}

// dueRefunded reports whether all that was paid of a due was given back.
func dueRefunded(due *delivery.Due) bool { return due.Refunded > 0 && due.Refunded >= due.Settled }

func dueDisputed(dv *delivery.Delivery, due string) bool {
	return slices.ContainsFunc(dv.Payments, func(p delivery.Payment) bool { return p.Due == due && disputed(dv, p.ID) })
}

func refundFailed(dv *delivery.Delivery, payment string) bool {
	for _, n := range agenda.Attention(dv, dv.LastAt) {
		if n.Kind == agenda.NoticeRefundFailed && n.Payment == payment {
			return true
		}
	}
	return false
}

// failedRefund is the newest refund that failed and that nothing made good. What the bank is asked about waits for its answer.
func failedRefund(dv *delivery.Delivery) screen.FailedRefund {
	r, left := web.RefundFailed(dv)
	if r == nil || disputed(dv, r.Payment) {
		return screen.FailedRefund{}
	}
	p, ok := dv.Payment(r.Payment)
	return screen.FailedRefund{ID: r.ID, Amount: left, Again: ok && p.Processor == delivery.ByStripe}
}

// toGiveBack is what of all payments, in the currency of the one that is refunded first, has to go back and is not on its way.
func toGiveBack(dv *delivery.Delivery) frontend.Money {
	first, _, ok := dv.RefundFrom()
	if !ok {
		return frontend.Money{}
	}
	currency := first.Currency
	sum := frontend.Money{Currency: currency}
	for i := range dv.Payments {
		if p := &dv.Payments[i]; p.Currency == currency && !disputed(dv, p.ID) {
			sum.Amount += dv.Returnable(p)
		}
	}
	for _, r := range dv.Refunds {
		if p, ok := dv.Payment(r.Payment); ok && p.Currency == currency && r.Surplus && r.State == delivery.RefundRequested {
			sum.Amount -= r.Amount
		}
	}
	sum.Amount = max(sum.Amount, 0)
	return sum
}

// refundable tells what a refund would give back first, of money that counts for nothing how much, and what the sender moves of
// all that can be given back.
func refundable(dv *delivery.Delivery) (can bool, whole, surplus, own frontend.Money) {
	p, _, ok := dv.RefundFrom()
	if !ok || disputed(dv, p.ID) {
		return false, whole, surplus, own
	}
	sum, tooMuch := dv.Refundable()
	if whole = frontend.Money(sum); tooMuch {
		surplus = whole
	}
	return true, whole, surplus, ownPart(dv, 0)
}

// ownPart is what of a refund the sender moves, as it came to them; of all that can be refunded where the amount is 0.
func ownPart(dv *delivery.Delivery, amount int64) frontend.Money {
	whole, _ := dv.Refundable()
	own := frontend.Money{Currency: whole.Currency}
	parts, err := dv.RefundParts(amount)
	if err != nil {
		return own // more than can be refunded, which the refund itself refuses
	}
	for _, part := range parts {
		if part.ByHand {
			own.Amount += part.Amount
		}
	}
	return own
}

// takes tells what becomes of money that is recorded now: it counts, or only where it came in time, or it is to be given back.
func takes(dv *delivery.Delivery, at delivery.Instant) screen.Takes {
	for i := range dv.Dues {
		due := &dv.Dues[i]
		switch {
		case dueRefunded(due):
			return screen.TakesNothingAfterEnd
		case dv.Takes(at, due.ID, ""):
			return screen.TakesMoney
		case dv.Takes(at, due.ID, dv.Terms.ExpiresOn):
			return screen.TakesWhatWasInTime
		case !due.IsSettled():
			return screen.TakesNothingAfterEnd
		}
	}
	return screen.TakesNothingMore
}
