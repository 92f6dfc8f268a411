package delivery

// KeepRight records that a consumer, before paying, prefers to keep the right of withdrawal: what is paid for comes when
// the right has run out. Choosing it twice, or after it was given up, changes nothing.
func (d *Delivery) KeepRight(recipient string, at Instant, consent Consent) ([]Event, error) {
	who, err := d.mayChooseRight(recipient)
	if err != nil {
		return nil, err
	}
	if !d.MustChooseRight(who) {
		return nil, nil
	}
	if err := consent.check(); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(RightKept{Recipient: recipient, Consent: consent})
	return r.done()
}

// mayChooseRight is the recipient, where what becomes of the right of withdrawal is theirs to say.
func (d *Delivery) mayChooseRight(recipient string) (*Recipient, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return nil, err
	}
	if !d.HasRight() || len(d.Dues) == 0 {
		return nil, ErrRightNotAsked
	}
	if !who.Has(Payer) {
		return nil, ErrWrongRole
	}
	return who, nil
}
