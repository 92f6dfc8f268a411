package delivery

// DeclareTransfer is a payer's word that a bank transfer of all that is owed was made. The sender is told and looks at the
// account; nothing is settled and nothing unlocks. Said again on the same day it changes nothing.
func (d *Delivery) DeclareTransfer(at Instant, recipient, due string) ([]Event, error) {
	who, owed, err := d.payment(recipient, due)
	if err != nil {
		return nil, err
	}
	if err := d.mayPay(who, owed); err != nil {
		return nil, err
	}
	if open, ok := d.OpenPayment(due); ok && open.State == PaymentProcessing {
		return nil, ErrPaymentUnderWay
	}
	r := d.record(ByRecipient(recipient), at)
	if d.TransferAwaited(due) && d.Terms.Day(owed.DeclaredAt) == d.Terms.Day(r.at) {
		return nil, nil
	}
	r.add(TransferDeclared{Due: due, Recipient: recipient, Amount: d.Owing(due), Currency: owed.Currency})
	return r.done()
}

// awaitsTransfer reports whether a transfer for any due was announced that the sender has not answered.
func (d *Delivery) awaitsTransfer() bool {
	_, awaited := find(d.Dues, func(x *Due) bool { return d.TransferAwaited(x.ID) })
	return awaited
}

// TransferAwaited reports whether a payer says that a transfer for the due was made, and the sender, whose turn it is to look
// at the bank, has answered with nothing since: neither a payment recorded for it nor, where nothing arrived, a reminder to
// somebody who pays.
func (d *Delivery) TransferAwaited(due string) bool {
	if !d.TransferAnnounced(due) {
		return false
	}
	owed, _ := d.Due(due)
	_, reminded := find(d.Recipients, func(r *Recipient) bool { return r.Has(Payer) && r.RemindedAt > owed.DeclaredAt })
	return !reminded
}

// TransferAnnounced reports whether a payer says that a transfer for the due was made and nothing was recorded for it since,
// whether or not the sender has asked again.
func (d *Delivery) TransferAnnounced(due string) bool {
	owed, ok := d.Due(due)
	if !ok || owed.DeclaredAt.IsZero() || owed.IsSettled() {
		return false
	}
	_, recorded := find(d.Payments, func(p *Payment) bool {
		return p.Due == due && p.Processor == ByHand && p.StartedAt >= owed.DeclaredAt
	})
	return !recorded
}
