package delivery

import (
	"time"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// RecordPayment is the sender's word that money for a due arrived outside the processor; x.Amount 0 is all that is
// owed. A checkout that is open is closed, because the amount changes. Certificates print it as recorded.
func (d *Delivery) RecordPayment(by Actor, at Instant, x PaymentRecorded) ([]Event, error) {
	if err := d.running(); err != nil {
		return nil, err
	}
	due, ok := d.Due(x.Due)
	if !ok {
		return nil, ErrUnknownDue
	}
	if due.IsSettled() {
		return nil, ErrDueSettled
	}
	if d.canPay(x.Due) == ErrReleaseRevoked { //nolint:errorlint // canPay returns the variable itself
		return nil, ErrReleaseRevoked
	}
	if open, ok := d.OpenPayment(x.Due); ok && open.State == PaymentProcessing {
		return nil, ErrPaymentUnderWay
	}
	if _, taken := d.Payment(x.Payment); taken || x.Payment == "" {
		return nil, ErrPaymentIDUsed
	}
	r := d.record(by, at)
	if x.Amount == 0 {
		x.Amount = d.Owing(x.Due)
	}
	if x.Currency == "" {
		x.Currency = due.Currency
	}
	if x.ReceivedOn == "" {
		x.ReceivedOn = d.Terms.Day(r.at)
	}
	var f problem.Fields
	if x.Amount < 0 {
		f.Add("amount", "negative")
	}
	if x.Currency != due.Currency {
		f.Add("currency", "other_currency", "currency", due.Currency)
	}
	if _, err := ParseDate(string(x.ReceivedOn)); err != nil {
		f.Add("received_on", "not_a_date")
	} else if x.ReceivedOn > d.Terms.Day(r.at) {
		f.Add("received_on", "in_future")
	} else if oldest := Date(r.at.Time().AddDate(-1, 0, 0).Format(time.DateOnly)); x.ReceivedOn < oldest {
		f.Add("received_on", "too_old") // a slip of the year; receipts print it
	}
	input.Line(&f, "reference", string(x.Reference), input.MaxReference, false)
	input.Lines(&f, "note", string(x.Note), input.MaxReason, false)
	if err := f.Err(); err != nil {
		return nil, err
	}
	if x.Amount > d.Owing(x.Due) {
		return nil, ErrExceedsDue
	}
	r.closeCheckouts(x.Due)
	r.add(x)
	return r.done()
}

// MoneyMoves counts what happened to the money so far: payments that came, refunds that were asked for and those that ended.
// It never goes back, so that a decision about money can name what it was made on.
func (d *Delivery) MoneyMoves() int {
	n := len(d.Refunds)
	for i := range d.Payments {
		if s := d.Payments[i].State; s == PaymentSettled || s == PaymentUnapplied {
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
