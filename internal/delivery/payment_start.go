package delivery

import (
	"slices"

	"quittance/internal/problem"
)

// The ways to pay at the processor, in its words.
const (
	Card      = "card"
	SEPADebit = "sepa_debit"
)

// MethodsFor lists the ways in which an amount of a currency can be paid at the processor, the quickest first: a SEPA
// debit is in euros.
func MethodsFor(currency string) []string {
	if currency == "EUR" {
		return []string{Card, SEPADebit}
	}
	return []string{Card}
}

// least is the smallest amount that the processor takes of an account in the currency, where that is not fifty of the minor
// unit (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). Of an amount that it converts it decides itself.
var least = map[string]int64{
	"AED": 200, "BGN": 100, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "MXN": 1000, "MYR": 200, "NOK": 300,
	"PLN": 200, "RON": 200, "SEK": 300, "THB": 1000,
}

// IsTooLittle reports whether what is owed of the due is less than the processor takes: the rest that a bank kept of a
// transfer, say. It comes by another way, or the sender does without it.
func (d *Delivery) IsTooLittle(due string) bool {
	x, ok := d.Due(due)
	if !ok {
		return false
	}
	smallest, other := least[x.Currency]
	if !other {
		smallest = MinAmount
	}
	return d.Owing(due) > 0 && d.Owing(due) < smallest
}

// StartPayment begins a checkout of all that is owed of the due, by one of MethodsFor, on the account (""= the instance's own). The
// payment exists from here on; its session is opened at the processor afterwards, under the payment's id. One
// checkout of a due is open at a time, and none while the bank is processing a payment of it.
func (d *Delivery) StartPayment(at Instant, recipient, due, paymentID, account, method string) ([]Event, error) {
	who, owed, err := d.payment(recipient, due)
	if err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	if end := d.Deadline(); !end.IsZero() && r.at >= end && !d.stopsExpiry() {
		return nil, ErrHasExpired
	}
	if err := d.mayPay(who, owed); err != nil {
		return nil, err
	}
	if !slices.Contains(MethodsFor(owed.Currency), method) {
		var f problem.Fields
		f.Add("method", "unknown")
		return nil, f.Err()
	}
	if d.IsTooLittle(due) {
		return nil, ErrTooLittle
	}
	if open, ok := d.OpenPayment(due); ok {
		if open.State == PaymentProcessing {
			return nil, ErrPaymentUnderWay
		}
		return nil, ErrCheckoutIsOpen.With("payment", open.ID)
	}
	if d.suspends(due) {
		return nil, ErrReleaseSuspended
	}
	if _, taken := d.Payment(paymentID); taken || paymentID == "" {
		return nil, ErrPaymentIDUsed
	}
	r.add(CheckoutStarted{
		Payment: paymentID, Due: due, Recipient: recipient, Amount: d.Owing(due), Currency: owed.Currency, Account: account, Method: method,
	})
	return r.done()
}

// payment names who pays and what, while the delivery runs.
func (d *Delivery) payment(recipient, due string) (*Recipient, *Due, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, nil, ErrUnknownRecipient
	}
	owed, ok := d.Due(due)
	if !ok {
		return nil, nil, ErrUnknownDue
	}
	return who, owed, d.running()
}

// mayPay is what holds whether money goes through the processor or straight to the sender's bank.
func (d *Delivery) mayPay(who *Recipient, owed *Due) error {
	if !who.Has(Payer) {
		return ErrWrongRole
	}
	if owed.IsSettled() {
		return ErrDueSettled
	}
	if err := d.canPay(owed.ID); err != nil {
		return err
	}
	if d.MustChooseRight(who) {
		return ErrRightNotWaived
	}
	return nil
}

// suspends reports whether a release that the due guards is suspended.
func (d *Delivery) suspends(due string) bool {
	_, ok := find(d.Releases, func(r *Release) bool { return r.Suspended && r.guardedBy(due) })
	return ok
}

// OpenedCheckout records the session that the processor made. A payment that was closed meanwhile keeps its
// session on record too, so that the caller can close it there.
func (d *Delivery) OpenedCheckout(at Instant, x CheckoutOpened) ([]Event, error) {
	p, ok := d.Payment(x.Payment)
	if !ok {
		return nil, ErrUnknownPayment
	}
	if p.Session == x.Session && x.Session != "" {
		return nil, nil
	}
	if p.Session != "" || x.Session == "" {
		return nil, ErrSessionDiffers
	}
	r := d.record(System, at)
	r.add(x)
	return r.done()
}

// CloseCheckout closes a payment that nobody has used, because it is paid by another way. The caller has closed its
// session at the processor; of one that is used or closed already nothing changes.
func (d *Delivery) CloseCheckout(at Instant, payment string) ([]Event, error) {
	p, ok := d.Payment(payment)
	if !ok {
		return nil, ErrUnknownPayment
	}
	if p.State != PaymentStarted && p.State != PaymentOpen {
		return nil, nil
	}
	r := d.record(System, at)
	r.add(CheckoutExpired{Payment: p.ID})
	return r.done()
}

// closeCheckouts closes what is open of some payments (nil: of all). Whoever acts on the event closes the session at
// the processor as well; money that is quicker than that is observed and applied, or recorded as unapplied.
func (r *record) closeCheckouts(is func(*Payment) bool) {
	for i := range r.d.Payments {
		p := &r.d.Payments[i]
		if (is == nil || is(p)) && (p.State == PaymentStarted || p.State == PaymentOpen) {
			r.add(CheckoutExpired{Payment: p.ID})
		}
	}
}
