package delivery

import (
	"strconv"
	"time"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// RecordPayment is the sender's word that money for a due arrived outside the processor; x.Amount 0 is all that is
// owed. What the due takes settles it; the rest is a surplus, as it is of money that comes by the processor, and so is all of
// it once the delivery has ended: it is the sender's to give back. A checkout that is open is closed, because the amount
// changes. Certificates print it as recorded.
func (d *Delivery) RecordPayment(by Actor, at Instant, x PaymentRecorded) ([]Event, error) {
	if d.State == Draft {
		return nil, ErrNotSent
	}
	due, ok := d.Due(x.Due)
	if !ok {
		return nil, ErrUnknownDue
	}
	if open, ok := d.OpenPayment(x.Due); ok && open.State == PaymentProcessing {
		return nil, ErrPaymentUnderWay
	}
	if _, taken := d.Payment(x.Payment); taken || x.Payment == "" {
		return nil, ErrPaymentIDUsed
	}
	r := d.record(by, at)
	owing := d.Owing(x.Due)
	switch {
	case x.Amount != 0:
	case owing == 0:
		return nil, ErrDueSettled
	default:
		x.Amount = owing
	}
	if x.Currency == "" {
		x.Currency = due.Currency
	}
	if x.ReceivedOn == "" {
		x.ReceivedOn = d.Terms.Day(r.at)
	}
	if err := x.check(due, r.at, d.Terms.Day(r.at)); err != nil {
		return nil, err
	}
	x.Surplus, x.Reason = 0, d.whyNotRecorded(due, x.ReceivedOn)
	if x.Reason != "" {
		x.Surplus = x.Amount
	} else {
		x.Surplus = max(x.Amount-owing, 0)
		r.closeCheckouts(func(q *Payment) bool { return q.Due == x.Due })
	}
	r.add(x)
	return r.done()
}

func (x *PaymentRecorded) check(due *Due, at Instant, today Date) error {
	var f problem.Fields
	switch {
	case x.Amount < 0:
		f.Add("amount", "negative")
	case x.Amount > MaxAmount:
		f.Add("amount", "out_of_range", "min", "1", "max", strconv.Itoa(MaxAmount))
	}
	if x.Currency != due.Currency {
		f.Add("currency", "other_currency", "currency", due.Currency)
	}
	if _, err := ParseDate(string(x.ReceivedOn)); err != nil {
		f.Add("received_on", "not_a_date")
	} else if x.ReceivedOn > today {
		f.Add("received_on", "in_future")
	} else if oldest := Date(at.Time().AddDate(-1, 0, 0).Format(time.DateOnly)); x.ReceivedOn < oldest {
		f.Add("received_on", "too_old") // a slip of the year; receipts print it
	}
	input.Line(&f, "reference", string(x.Reference), input.MaxReference, false)
	input.Lines(&f, "note", string(x.Note), input.MaxReason, false)
	return f.Err()
}

// whyNotRecorded is the reason why the due takes nothing of money that arrived on a day outside the processor, or "". An
// expired delivery takes what was sent in time, as it takes a debit that was begun in time.
func (d *Delivery) whyNotRecorded(due *Due, receivedOn Date) Reason {
	switch {
	case d.hasEnded(due.ID), d.State == Expired && receivedOn > d.Terms.ExpiresOn && !d.declaredInTime(due):
		return AfterEnd
	case due.IsSettled():
		return DoubleMoney
	}
	return ""
}

// Takes reports whether money for the due that arrived outside the processor on a day ("": the day of at) counts for it.
func (d *Delivery) Takes(at Instant, due string, receivedOn Date) bool {
	x, ok := d.Due(due)
	if receivedOn == "" {
		receivedOn = d.Terms.Day(at)
	}
	return ok && d.whyNotRecorded(x, receivedOn) == ""
}

// hasEnded reports whether money for the due can open nothing any more.
func (d *Delivery) hasEnded(due string) bool {
	return d.State == Withdrawn || d.State == Declined || !d.FilesErasedAt.IsZero() || d.canPay(due) == ErrReleaseRevoked //nolint:errorlint // canPay returns the variable itself
}

func (d *Delivery) declaredInTime(due *Due) bool {
	return d.TransferAwaited(due.ID) && due.DeclaredAt < d.Deadline()
}

// MoneyMoves counts what happened to the money so far: payments that came, refunds that were asked for and those that ended.
// It never goes back, so that a decision about money can name what it was made on.
func (d *Delivery) MoneyMoves() int {
	n := len(d.Refunds)
	for i := range d.Payments {
		if d.Payments[i].hasMoney() {
			n++
		}
	}
	for i := range d.Refunds {
		if d.Refunds[i].State != RefundRequested {
			n++
		}
	}
	return n
}
