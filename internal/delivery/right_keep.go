package delivery

// KeepRight records that a consumer, before paying, prefers to keep the right of withdrawal: what is paid for comes when
// the right has run out. It takes back what was given up and not ordered yet; choosing it twice changes nothing.
func (d *Delivery) KeepRight(recipient string, at Instant, consent Consent) ([]Event, error) {
	chosen := func(r *Recipient) bool { return r.WaivedRightAt.IsZero() && !r.RightKeptAt.IsZero() }
	return d.chooseRight(recipient, at, consent, RightKept{Recipient: recipient, Consent: consent}, func(r *Recipient) bool { return d.MayChooseRight(r) && !chosen(r) })
}

// WaiveRight records that a consumer consents, before paying or while the files wait for the right to run out, to the immediate delivery of digital content and to
// the loss of the right of withdrawal (C. conso. L221-28 13°). Consenting twice changes nothing.
func (d *Delivery) WaiveRight(recipient string, at Instant, consent Consent) ([]Event, error) {
	return d.chooseRight(recipient, at, consent, RightWaived{Recipient: recipient, Consent: consent}, d.MayWaiveRight)
}

// chooseRight records a choice, where what becomes of the right of withdrawal is the recipient's to say and it is a new one.
func (d *Delivery) chooseRight(recipient string, at Instant, consent Consent, choice Payload, isNew func(*Recipient) bool) ([]Event, error) {
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
	if !isNew(who) {
		return nil, nil
	}
	if err := consent.check(); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(choice)
	return r.done()
}
