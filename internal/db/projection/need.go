package projection

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"quittance/internal/agenda"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

// Kind is why a delivery waits for its sender.
type Kind string

// The kinds, besides those of agenda.NoticeKind, which go by their own names.
const (
	Late       Kind = "late"            // what was due is not paid
	Unpaid     Kind = "opened_unpaid"   // a payer opened it two days ago, and nothing has moved since
	Undelivery Kind = "message_failed"  // the newest message to a recipient by some channel did not arrive
	Bouncing   Kind = "payment_bounced" // a payment that was on its way did not come, and no other since
	Spent      Kind = "codes_spent"     // a signer used up the attempts of a code, or the codes of a day
	TurnedDown Kind = "declined"        // and the sender has not said that it is dealt with
	Expiring   Kind = "expiring"        // it ends within seven days, and nobody has paid
	ReturnDue  Kind = "return_due"      // a consumer withdrew from the contract and is owed money, by a day that the law sets
)

const (
	day      = 24 * time.Hour
	soon     = 7 * day // how long before its end a delivery is said to expire
	patience = 2 * day // how long after opening it is said that nobody has paid
)

// need is one reason, from an instant on.
type need struct {
	kind    Kind
	subject string // what it is about, so that one delivery can have several of a kind
	from    delivery.Instant
}

// needs are the reasons that the state of the delivery gives, those to come too. A lost dispute is none: nothing can be
// done about it, and it would stand there for ever.
func needs(d *delivery.Delivery) []need {
	var out []need
	isAnnounced := false // a transfer: who made it is not told to have done nothing
	for _, n := range agenda.Attention(d, math.MaxInt64) {
		switch n.Kind {
		case agenda.NoticeUnsigned:
			out = append(out, need{Kind(n.Kind), n.Release, n.At.Add(delivery.UnsignedAfter)})
		case agenda.NoticeUnapplied:
			out = append(out, need{Kind(n.Kind), n.Payment, n.At})
		case agenda.NoticeRefundFailed:
			out = append(out, need{Kind(n.Kind), n.Refund, n.At})
		case agenda.NoticeDispute:
			out = append(out, need{Kind(n.Kind), n.Dispute, n.At})
		case agenda.NoticeTransfer:
			out = append(out, need{Kind(n.Kind), n.Due, n.At})
			isAnnounced = true
		case agenda.NoticeProblem:
			kind := Kind(n.Kind)
			if d.State == delivery.Declined {
				kind = TurnedDown
			}
			out = append(out, need{kind, n.Recipient, n.At})
		case agenda.NoticeNumber, agenda.NoticeLost: // the first is told by its event, which knows since when
		}
	}
	if sum, _ := agenda.OwedBack(d); sum.Amount > 0 {
		who, _ := d.RenouncedBy()
		out = append(out, need{ReturnDue, "", who.WithdrewAt})
	}
	if d.State != delivery.Sent {
		return out
	}
	for i := range d.Dues {
		if p, ok := Bounced(d, d.Dues[i].ID); ok {
			out = append(out, need{Bouncing, p.Due, p.StartedAt})
		}
	}
	late, owed, isMoving := debts(d)
	if !late.IsZero() {
		out = append(out, need{Late, "", late})
	}
	if opened := openedByPayer(d); owed && !isMoving && !isAnnounced && !opened.IsZero() {
		out = append(out, need{Unpaid, "", opened.Add(patience)})
	}
	isLocked := !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State != delivery.ReleaseLocked })
	if end := d.Deadline(); !end.IsZero() && isLocked && !isMoving {
		out = append(out, need{Expiring, "", end.Add(-soon)})
	}
	return out
}

// Bounced is the payment of a due that is owed which did not come though it had been on its way, where no other came since.
func Bounced(d *delivery.Delivery, due string) (*delivery.Payment, bool) {
	var last *delivery.Payment
	for i := range d.Payments {
		switch p := &d.Payments[i]; p.State {
		case delivery.PaymentFailed, delivery.PaymentSettled, delivery.PaymentProcessing, delivery.PaymentUnapplied:
			if p.Due == due {
				last = p
			}
		case delivery.PaymentStarted, delivery.PaymentOpen, delivery.PaymentExpired:
		}
	}
	owed, ok := d.Due(due)
	return last, ok && d.State == delivery.Sent && !owed.IsSettled() && last != nil && last.State == delivery.PaymentFailed && last.Intent != ""
}

// debts tells since when something is late (zero: nothing has a day), whether something is owed, and whether money moves.
func debts(d *delivery.Delivery) (late delivery.Instant, owed, isMoving bool) {
	for i := range d.Dues {
		due := &d.Dues[i]
		isMoving = isMoving || due.Settled > 0
		if due.IsSettled() {
			continue
		}
		owed = true
		if end, err := due.DueOn.EndIn(timezone.Of(d.Terms.Zone)); err == nil && (late.IsZero() || end < late) {
			late = end
		}
	}
	for i := range d.Payments {
		isMoving = isMoving || d.Payments[i].State == delivery.PaymentProcessing
	}
	return late, owed, isMoving
}

// openedByPayer is when the first who can pay opened it.
func openedByPayer(d *delivery.Delivery) delivery.Instant {
	var first delivery.Instant
	for i := range d.Recipients {
		if r := &d.Recipients[i]; r.Has(delivery.Payer) && !r.OpenedAt.IsZero() && (first.IsZero() || r.OpenedAt < first) {
			first = r.OpenedAt
		}
	}
	return first
}

func rowsOf(d *delivery.Delivery, list []need) []sqlgen.Attention {
	out := make([]sqlgen.Attention, len(list))
	for i, n := range list {
		out[i] = sqlgen.Attention{DeliveryID: string(d.ID), Kind: string(n.kind), Subject: n.subject, WorkspaceID: d.Workspace, FromAt: int64(n.from)}
	}
	return out
}

// saveNeeds writes the rows that are new or differ, and deletes those that are gone.
func saveNeeds(ctx context.Context, q *sqlgen.Queries, was, is []sqlgen.Attention) error {
	same := func(r sqlgen.Attention) func(sqlgen.Attention) bool {
		return func(x sqlgen.Attention) bool { return x.Kind == r.Kind && x.Subject == r.Subject }
	}
	for _, r := range was {
		if slices.ContainsFunc(is, same(r)) {
			continue
		}
		if err := q.DeleteAttention(ctx, sqlgen.DeleteAttentionParams{DeliveryID: r.DeliveryID, Kind: r.Kind, Subject: r.Subject}); err != nil {
			return fmt.Errorf("drop what waited: %w", err)
		}
	}
	for _, r := range is {
		if slices.Contains(was, r) {
			continue
		}
		if err := q.SaveAttention(ctx, sqlgen.SaveAttentionParams(r)); err != nil {
			return fmt.Errorf("keep what waits: %w", err)
		}
	}
	return nil
}
