package delivery

// MayEndContract reports whether the recipient is a consumer who can still withdraw from the contract: from the order
// until the right has run out or was lost. The function that does so is offered exactly as long as this holds
// (C. conso. L221-21).
func (d *Delivery) MayEndContract(recipient string, at Instant) bool {
	return d.canEndContract(recipient, at) == nil
}

func (d *Delivery) canEndContract(recipient string, at Instant) error {
	who, ok := d.Recipient(recipient)
	if !ok {
		return ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return err
	}
	switch end := d.RightEnd(); {
	case !who.Has(Payer):
		return ErrWrongRole
	case end.IsZero() || max(at, d.LastAt) >= end || d.allRevoked():
		return ErrRightOver
	}
	return nil
}

// EndContract is the consumer's withdrawal: the delivery is over, no file comes any more, and everything that was paid by
// the processor is on its way back (newID names the refunds). Money that is still at the bank goes back when it comes, as
// all money after the end does. What the sender recorded by hand only the sender can give back. x.Refunding and x.ByHand
// are set here.
func (d *Delivery) EndContract(at Instant, x ContractEnded, newID func() string) ([]Event, error) {
	if err := d.canEndContract(x.Recipient, at); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(x.Recipient), at)
	r.closeCheckouts(nil)
	var back []RefundStarted
	x.Refunding, x.ByHand = 0, 0
	for i := range d.Payments {
		p := &d.Payments[i]
		left := d.refundable(p)
		if p.State != PaymentSettled || left == 0 || d.isContested(p.ID) {
			continue
		}
		x.Currency = p.Currency
		if p.Processor == ByHand {
			x.ByHand += left
			continue
		}
		x.Refunding += left
		back = append(back, RefundStarted{Refund: newID(), Payment: p.ID, Amount: left})
	}
	r.add(x)
	for _, refund := range back {
		r.add(refund)
	}
	return r.done()
}

// RenouncedBy is the consumer who withdrew from the contract.
func (d *Delivery) RenouncedBy() (who *Recipient, ok bool) {
	return find(d.Recipients, func(r *Recipient) bool { return !r.WithdrewAt.IsZero() })
}
