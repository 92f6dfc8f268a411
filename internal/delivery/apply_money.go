package delivery

import (
	"fmt"
)

func (d *Delivery) applyMoney(e Event) error {
	switch x := e.Data.(type) {
	case CheckoutStarted:
		d.Payments = append(d.Payments, Payment{
			ID: x.Payment, Due: x.Due, Recipient: x.Recipient, Processor: ByStripe, State: PaymentStarted,
			Amount: x.Amount, Currency: x.Currency, StartedAt: e.At, Account: x.Account, Method: x.Method,
		})
		return nil
	case CheckoutOpened:
		return d.changePayment(x.Payment, func(p *Payment) {
			p.Session, p.ExpiresAt = x.Session, x.ExpiresAt
			if p.State == PaymentStarted {
				p.State = PaymentOpen
			}
		})
	case CheckoutExpired:
		return d.changePayment(x.Payment, func(p *Payment) { p.State = PaymentExpired })
	case PaymentInProcess:
		return d.changePayment(x.Payment, func(p *Payment) {
			p.State, p.Intent, p.Method = PaymentProcessing, x.Intent, x.Method
			d.revive()
		})
	case PaymentRejected:
		return d.changePayment(x.Payment, func(p *Payment) { p.State, p.Failure = PaymentFailed, x.Failure })
	case PaymentReceived:
		return d.applyReceived(x)
	case PaymentNotApplied:
		return d.applyNotApplied(x, e.At)
	case PaymentRecorded:
		return d.applyRecorded(x, e.At)
	case TransferDeclared:
		return d.applyDeclared(x, e.At)
	case RestForgiven:
		due, ok := d.Due(x.Due)
		if !ok {
			return fmt.Errorf("due %s: %w", x.Due, errUnknown)
		}
		due.Forgiven += x.Amount
		return nil
	case RefundStarted:
		return d.changePayment(x.Payment, func(*Payment) {
			d.Refunds = append(d.Refunds, Refund{
				ID: x.Refund, Payment: x.Payment, Amount: x.Amount, State: RefundRequested, Surplus: x.Surplus, At: e.At,
			})
		})
	case RefundDone:
		return d.applyRefunded(x)
	case RefundRejected:
		return d.applyRefundRejected(x)
	case DisputeOpened:
		return d.changePayment(x.Payment, func(*Payment) {
			d.Disputes = append(d.Disputes, Dispute{
				ID: x.Dispute, Payment: x.Payment, Amount: x.Amount, Reason: x.Reason, State: DisputeOpen, At: e.At,
			})
			d.suspend()
		})
	case DisputeClosed:
		return d.applyDisputeClosed(x)
	default:
		return fmt.Errorf("payload: %w", errUnknown)
	}
}

func (d *Delivery) applyReceived(x PaymentReceived) error {
	due, ok := d.Due(x.Due)
	if !ok {
		return fmt.Errorf("due %s: %w", x.Due, errUnknown)
	}
	return d.changePayment(x.Payment, func(p *Payment) {
		p.State, p.Amount, p.Currency, p.Applied, p.Reason, p.Failure = PaymentSettled, x.Amount, x.Currency, x.Applied, "", ""
		p.Intent, p.Charge, p.Method, p.Last4, p.Live, p.SettledAt = x.Intent, x.Charge, x.Method, x.Last4, x.Live, x.SettledAt
		due.Settled += x.Applied
		d.revive()
	})
}

func (d *Delivery) applyNotApplied(x PaymentNotApplied, at Instant) error {
	if x.Twin != "" {
		twin, ok := d.Payment(x.Twin)
		if !ok {
			return fmt.Errorf("payment %s: %w", x.Twin, errUnknown)
		}
		d.Payments = append(d.Payments, Payment{
			ID: x.Payment, Due: twin.Due, Recipient: twin.Recipient, Processor: twin.Processor, StartedAt: at, Account: twin.Account,
		})
	}
	return d.changePayment(x.Payment, func(p *Payment) {
		p.State, p.Amount, p.Currency, p.Reason, p.Failure = PaymentUnapplied, x.Amount, x.Currency, x.Reason, ""
		p.Intent, p.Charge, p.Method, p.Last4, p.Live, p.SettledAt = x.Intent, x.Charge, x.Method, x.Last4, x.Live, x.SettledAt
	})
}

func (d *Delivery) applyRecorded(x PaymentRecorded, at Instant) error {
	due, ok := d.Due(x.Due)
	if !ok {
		return fmt.Errorf("due %s: %w", x.Due, errUnknown)
	}
	p := Payment{
		ID: x.Payment, Due: x.Due, Processor: ByHand, State: PaymentSettled, Amount: x.Amount, Currency: x.Currency, Applied: x.Amount - x.Surplus,
		StartedAt: at, SettledAt: at, Live: !d.Sandbox, Reason: x.Reason, Reference: x.Reference, Note: x.Note, ReceivedOn: x.ReceivedOn,
	}
	if p.Applied == 0 {
		p.State = PaymentUnapplied
	} else {
		due.Settled += p.Applied
		d.revive()
	}
	d.Payments = append(d.Payments, p)
	return nil
}

func (d *Delivery) applyDeclared(x TransferDeclared, at Instant) error {
	due, ok := d.Due(x.Due)
	if !ok {
		return fmt.Errorf("due %s: %w", x.Due, errUnknown)
	}
	due.DeclaredAt, due.Declared = at, x.Amount
	return nil
}

// applyRefunded counts the money that went back. Of a due that is not settled yet it is owed again; of a settled
// one it is a refund, and the due stays settled.
func (d *Delivery) applyRefunded(x RefundDone) error {
	return d.changeRefund(x.Refund, func(r *Refund, p *Payment) {
		r.State, r.Amount, r.Processor, r.Failure = RefundSucceeded, x.Amount, x.Processor, ""
		p.Refunded += x.Amount
		due, ok := d.Due(p.Due)
		if !ok || r.Surplus || p.State != PaymentSettled {
			return
		}
		if due.IsSettled() {
			due.Refunded = min(due.Refunded+x.Amount, due.Settled)
			return
		}
		due.Settled = max(due.Settled-x.Amount, 0)
	})
}

// applyRefundRejected also takes back a refund that had succeeded and then came back from the bank.
func (d *Delivery) applyRefundRejected(x RefundRejected) error {
	return d.changeRefund(x.Refund, func(r *Refund, p *Payment) {
		was := r.State
		r.State, r.Failure = RefundFailed, x.Failure
		if was != RefundSucceeded {
			return
		}
		p.Refunded -= r.Amount
		due, ok := d.Due(p.Due)
		if !ok || r.Surplus || p.State != PaymentSettled {
			return
		}
		if due.IsSettled() {
			due.Refunded = max(due.Refunded-r.Amount, 0)
			return
		}
		due.Settled += r.Amount
	})
}

func (d *Delivery) applyDisputeClosed(x DisputeClosed) error {
	for i := range d.Disputes {
		if d.Disputes[i].ID == x.Dispute {
			d.Disputes[i].State = x.State
			d.suspend()
			return nil
		}
	}
	return fmt.Errorf("dispute %s: %w", x.Dispute, errUnknown)
}

// suspend sets the flag of each release that an open dispute touches, and lifts the others.
func (d *Delivery) suspend() {
	for i := range d.Releases {
		r := &d.Releases[i]
		r.Suspended = r.State != ReleaseRevoked && d.isDisputed(r)
	}
}

func (d *Delivery) changePayment(id string, change func(*Payment)) error {
	p, ok := d.Payment(id)
	if !ok {
		return fmt.Errorf("payment %s: %w", id, errUnknown)
	}
	change(p)
	return nil
}

func (d *Delivery) changeRefund(id string, change func(*Refund, *Payment)) error {
	for i := range d.Refunds {
		if r := &d.Refunds[i]; r.ID == id {
			return d.changePayment(r.Payment, func(p *Payment) { change(r, p) })
		}
	}
	return fmt.Errorf("refund %s: %w", id, errUnknown)
}
