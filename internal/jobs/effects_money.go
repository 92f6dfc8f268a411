package jobs

import (
	"slices"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
)

// payer tells whoever paid.
func payer(kind string) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		var out []river.JobArgs
		for _, id := range paidBy(d, message.PaymentOf(ev)) {
			out = append(out, notice(kind, d, ev, id))
		}
		return out
	}
}

// paidBy is the recipient of a payment, or every payer when the sender recorded it.
func paidBy(d *delivery.Delivery, payment string) []string {
	if p, ok := d.Payment(payment); ok && p.Recipient != "" {
		return []string{p.Recipient}
	}
	var out []string
	for _, r := range d.Recipients {
		if r.Has(delivery.Payer) {
			out = append(out, r.ID)
		}
	}
	return out
}

// others tells all but who ended it that it is over: nothing is left to pay or to sign.
func others[P delivery.Payload](ended func(P) string) cause {
	return func(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
		x, ok := ev.Data.(P)
		var out []river.JobArgs
		for _, r := range d.Recipients {
			if ok && r.ID != ended(x) {
				out = append(out, notice(message.NoticeAccessEnded, d, ev, r.ID))
			}
		}
		return out
	}
}

// closed tells those for whom the files were that there is no access any more. Who paid all that went back reads it in the
// message about the refund; after a withdrawal from the contract everybody has read it.
func closed(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if _, over := d.RenouncedBy(); over {
		return nil
	}
	var told []string
	if x, ok := ev.Data.(delivery.ReleaseClosed); ok && x.Reason == delivery.ClosedByRefund {
		told = refundedTo(d)
	}
	var out []river.JobArgs
	for _, r := range d.Recipients {
		if !r.Delegate && !slices.Contains(told, r.ID) {
			out = append(out, notice(message.NoticeAccessEnded, d, ev, r.ID))
		}
	}
	return out
}

// refundedTo is who paid, where everything that went back had been paid by the same; else nobody can be said to have read of
// all of it.
func refundedTo(d *delivery.Delivery) []string {
	var out []string
	for i := range d.Refunds {
		x := &d.Refunds[i]
		if x.State != delivery.RefundSucceeded || x.Surplus {
			continue
		}
		who := paidBy(d, x.Payment)
		if out != nil && !slices.Equal(out, who) {
			return nil
		}
		out = who
	}
	return out
}

// undone tells whoever was told of a refund, and has the note, that it failed after all.
func undone(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if x, ok := ev.Data.(delivery.RefundRejected); !ok || !x.Undone {
		return nil
	}
	return payer(message.NoticeRefundUndone)(d, ev)
}

// bounced tells the sender of a payment that was on its way, which gave it an intent. One that is refused at once the payer
// makes again.
func bounced(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if p, ok := d.Payment(message.PaymentOf(ev)); !ok || p.Intent == "" {
		return nil
	}
	return sender(message.NoticePaymentFailed)(d, ev)
}
