package agenda

import (
	"quittance/internal/delivery"
)

// NoticeKind is something the sender should see and can do something about.
type NoticeKind string

// The kinds of notice, and what the sender can do.
const (
	NoticeUnapplied    NoticeKind = "money_unapplied"   // money, or a part of it, that counts for nothing: refund it, where that has not begun
	NoticeRefundFailed NoticeKind = "refund_failed"     // refund again, or otherwise
	NoticeNumber       NoticeKind = "number_proposed"   // accept or correct
	NoticeUnsigned     NoticeKind = "paid_unsigned"     // a new number, a waiver, a refund
	NoticeDispute      NoticeKind = "dispute_open"      // answer it at the processor
	NoticeLost         NoticeKind = "dispute_lost"      // nothing: the files are closed
	NoticeTransfer     NoticeKind = "transfer_declared" // look at the bank, record what arrived, or ask again
	NoticeProblem      NoticeKind = "problem_reported"  // answer, then say that it is dealt with
)

// Notice names what it is about; fields that do not apply are empty.
type Notice struct {
	Kind      NoticeKind
	Payment   string
	Refund    string
	Dispute   string
	Recipient string
	Release   string
	Due       string
	At        delivery.Instant // since when
}

// Attention returns what the sender has to look at, in the order in which it is kept.
func Attention(d *delivery.Delivery, at delivery.Instant) []Notice {
	var out []Notice
	for i := range d.Payments {
		if p := &d.Payments[i]; d.Returnable(p) > 0 {
			out = append(out, Notice{Kind: NoticeUnapplied, Payment: p.ID, At: p.SettledAt})
		}
	}
	for i := range d.Refunds {
		if r := &d.Refunds[i]; d.Unreturned(r.ID) > 0 {
			out = append(out, Notice{Kind: NoticeRefundFailed, Payment: r.Payment, Refund: r.ID, At: r.At})
		}
	}
	for i := range d.Disputes {
		x := &d.Disputes[i]
		switch x.State {
		case delivery.DisputeOpen:
			out = append(out, Notice{Kind: NoticeDispute, Payment: x.Payment, Dispute: x.ID, At: x.At})
		case delivery.DisputeLost:
			out = append(out, Notice{Kind: NoticeLost, Payment: x.Payment, Dispute: x.ID, At: x.At})
		case delivery.DisputeWon:
		}
	}
	for i := range d.Recipients {
		if r := &d.Recipients[i]; r.ProposedPhone != "" && d.State == delivery.Sent {
			out = append(out, Notice{Kind: NoticeNumber, Recipient: r.ID})
		}
		if r := &d.Recipients[i]; !r.ProblemAt.IsZero() {
			out = append(out, Notice{Kind: NoticeProblem, Recipient: r.ID, At: r.ProblemAt})
		}
	}
	for i := range d.Dues {
		if due := &d.Dues[i]; d.State == delivery.Sent && d.TransferAwaited(due.ID) {
			out = append(out, Notice{Kind: NoticeTransfer, Due: due.ID, At: due.DeclaredAt})
		}
	}
	for i := range d.Releases {
		r := &d.Releases[i]
		if since := d.PaidUnsignedSince(r); !since.IsZero() && at >= since.Add(delivery.UnsignedAfter) {
			out = append(out, Notice{Kind: NoticeUnsigned, Release: r.ID, At: since})
		}
	}
	return out
}
