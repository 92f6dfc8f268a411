package delivery

import (
	"time"

	"quittance/internal/input"
	"quittance/internal/problem"
	"quittance/internal/timezone"
)

// Save replaces the whole content of a draft; an unfinished one is not sent. What the draft says of a life it has not had yet (states, settled
// money, signatures) is ignored; a content that does not hold together is refused as Invalid.
func (d *Delivery) Save(by Actor, at Instant, x Drafted) ([]Event, error) {
	if d.State != Draft {
		if err := d.running(); err != nil {
			return nil, err
		}
		return nil, ErrAlreadySent
	}
	r := d.record(by, at)
	fresh := x.unlived(by, r.at)
	if err := fresh.check(); err != nil {
		return nil, err
	}
	r.add(fresh)
	return r.done()
}

// Send gives each recipient a link and opens the first gates; a release that nothing guards is sealed at once.
// Sandbox says whether a stand-in is configured now; the mark of a draft made with one stays.
func (d *Delivery) Send(by Actor, at Instant, links []LinkIssued, sandbox bool) ([]Event, error) {
	if d.State != Draft {
		if err := d.running(); err != nil {
			return nil, err
		}
		return nil, ErrAlreadySent
	}
	if d.Seq == 0 {
		return nil, ErrNotDrafted
	}
	if d.Unfinished != nil {
		return nil, ErrUnfinished
	}
	r := d.record(by, at)
	if err := d.checkLinks(links); err != nil {
		return nil, err
	}
	var late problem.Fields
	today := d.Terms.Day(r.at)
	for i := range d.Dues {
		if due := d.Dues[i].DueOn; due != "" && due < today {
			late.Add("due_on", "in_past")
			break
		}
	}
	if d.Terms.ExpiresOn != "" && d.Terms.ExpiresOn < today {
		late.Add("expires_on", "in_past")
	}
	if err := late.Err(); err != nil {
		return nil, err
	}
	r.add(Dispatched{Sandbox: sandbox || d.Sandbox, Links: links})
	return r.done()
}

// checkLinks wants exactly one link of its own for each recipient.
func (d *Delivery) checkLinks(links []LinkIssued) error {
	var f problem.Fields
	seen := map[string]bool{}
	for _, l := range links {
		if _, ok := d.Recipient(l.Recipient); !ok {
			return ErrUnknownRecipient
		}
		if l.LinkID == "" || seen[l.Recipient] || seen[l.LinkID] {
			f.Add("links", "duplicate")
		}
		seen[l.Recipient], seen[l.LinkID] = true, true
	}
	if len(links) != len(d.Recipients) {
		f.Add("links", "one_each")
	}
	return f.Err()
}

// Day is the calendar day of the instant where the sender works.
func (t *Terms) Day(at Instant) Date {
	return Date(at.Time().In(timezone.Of(t.Zone)).Format(time.DateOnly))
}

// Withdraw ends a delivery that nobody has paid, or whose money was given back in full. While a transfer is announced
// it is refused, unless it says that the money may still come. Sessions that are open are closed; the caller also closes them
// at the processor.
func (d *Delivery) Withdraw(by Actor, at Instant, reason Personal, despiteTransfer bool) ([]Event, error) {
	if err := d.CanWithdraw(despiteTransfer); err != nil {
		return nil, err
	}
	if err := oneText("reason", reason, input.MaxReason, false); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.closeCheckouts(nil)
	r.add(WithdrawnBySender{Reason: reason})
	return r.done()
}

// CanWithdraw is why the sender cannot withdraw now; nil when they can.
func (d *Delivery) CanWithdraw(despiteTransfer bool) error {
	switch d.State {
	case Completed:
		return ErrAlreadyCompleted
	case Withdrawn:
		return ErrWasWithdrawn
	case Declined:
		return ErrWasDeclined
	case Draft:
		if d.Seq == 0 {
			return ErrNotDrafted
		}
	case Sent, Expired:
	}
	if err := d.delivered(); err != nil {
		return err
	}
	if d.hasProcessing() {
		return ErrPaymentUnderWay
	}
	if d.hasMoney() {
		return ErrRefundFirst
	}
	if d.awaitsTransfer() && !despiteTransfer {
		return ErrTransferAnnounced
	}
	return nil
}

// Decline ends a delivery before anything was paid or unlocked. Payers and signers may; readers were asked nothing.
func (d *Delivery) Decline(recipient string, at Instant, reason Personal) ([]Event, error) {
	if err := d.CanDecline(recipient); err != nil {
		return nil, err
	}
	if err := oneText("reason", reason, input.MaxReason, true); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.closeCheckouts(nil)
	r.add(DeclinedByRecipient{Recipient: recipient, Reason: reason})
	return r.done()
}

// CanDecline is nil for who is asked for money or a signature, while no money was given, nor their own signature: what they
// signed binds them, and others act on it.
func (d *Delivery) CanDecline(recipient string) error {
	who, ok := d.Recipient(recipient)
	if !ok {
		return ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return err
	}
	if !who.Has(Payer) && !who.Has(Signer) || who.Delegate {
		return ErrWrongRole
	}
	if d.paymentBegan() || d.delivered() != nil {
		return ErrDeclineTooLate
	}
	if !who.SignedAt.IsZero() {
		return ErrDeclineSigned
	}
	return nil
}

// paymentBegan reports whether money was received for a due, or is at the bank.
func (d *Delivery) paymentBegan() bool {
	_, paid := find(d.Dues, func(x *Due) bool { return x.Settled > 0 })
	return paid || d.hasProcessing()
}

// Expire ends the right to start paying when its last day is over. It ends nothing else: a checkout begun in time
// stays open, and its money brings the delivery back.
func (d *Delivery) Expire(at Instant) ([]Event, error) {
	if err := d.running(); err != nil {
		return nil, err
	}
	r := d.record(System, at)
	switch end := d.Deadline(); {
	case end.IsZero():
		return nil, ErrNeverExpires
	case r.at < end:
		return nil, ErrNotYetExpired
	case d.stopsExpiry():
		return nil, ErrExpiryStopped
	}
	r.add(DeliveryExpired{})
	return r.done()
}

// Extend sets a later last day, and brings an expired delivery back.
func (d *Delivery) Extend(by Actor, at Instant, until Date) ([]Event, error) {
	switch {
	case !d.FilesErasedAt.IsZero():
		return nil, ErrFilesErased
	case d.State != Expired:
		if err := d.running(); err != nil {
			return nil, err
		}
	}
	if d.Terms.ExpiresOn == "" {
		return nil, ErrNeverExpires
	}
	r := d.record(by, at)
	var f problem.Fields
	switch _, err := ParseDate(string(until)); {
	case err != nil:
		f.Add("expires_on", "not_a_date")
	case until < d.Terms.Day(r.at):
		f.Add("expires_on", "in_past")
	case until <= d.Terms.ExpiresOn:
		f.Add("expires_on", "not_later")
	case until.IsTooFar(r.at):
		f.Add("expires_on", "too_far")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r.add(Extended{ExpiresOn: until})
	return r.done()
}
