package delivery

import "time"

// remindEvery is how long the sender waits before asking the same recipient again.
const remindEvery = 24 * time.Hour

// Remind lets the sender ask a recipient again to do what is theirs to do now, at most daily. It is refused while a number
// they proposed waits for the sender: then the next step is the sender's.
func (d *Delivery) Remind(by Actor, at Instant, recipient string) ([]Event, error) {
	if err := d.CanRemind(recipient, at); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.add(RecipientReminded{Recipient: recipient})
	return r.done()
}

// CanRemind tells whether Remind would do it now.
func (d *Delivery) CanRemind(recipient string, at Instant) error {
	who, ok := d.Recipient(recipient)
	if !ok {
		return ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return err
	}
	pays, signs := d.Asked(recipient)
	switch {
	case !pays && !signs:
		return ErrNothingToRemind
	case signs && who.ProposedPhone != "":
		return ErrNumberWaits
	}
	if next := who.RemindedAt.Add(remindEvery); !who.RemindedAt.IsZero() && at < next {
		return ErrRemindedToday.After(next.Time().Sub(at.Time()))
	}
	return nil
}

// Asked is what the recipient is asked to do and can do now: pay, or sign, or both.
func (d *Delivery) Asked(recipient string) (pays, signs bool) {
	who, ok := d.Recipient(recipient)
	if !ok || d.running() != nil {
		return false, false
	}
	if who.Has(Payer) {
		_, pays = find(d.Dues, func(x *Due) bool {
			at, begun := d.OpenPayment(x.ID)
			return !x.IsSettled() && d.IsPayable(x.ID) && (!begun || at.State != PaymentProcessing)
		})
	}
	_, err := d.CanSign(recipient)
	return pays, err == nil
}
