package delivery

import (
	"slices"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// IssueLink gives a recipient a new link; the one before stops working, and the payment page that it opened is closed.
func (d *Delivery) IssueLink(by Actor, at Instant, recipient, linkID string) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok || who.IsDropped() {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	if linkID == "" || linkID == who.LinkID {
		return nil, ErrLinkNotNew
	}
	r := d.record(by, at)
	r.closeCheckouts(func(p *Payment) bool { return p.Recipient == recipient })
	r.add(LinkIssued{Recipient: recipient, LinkID: linkID})
	return r.done()
}

// ResendLink lets the link that a recipient has go out again, to the address on file. Nothing becomes void: whoever
// asks with a link that was replaced cannot take from the recipient the one in use.
func (d *Delivery) ResendLink(by Actor, at Instant, recipient string) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok || who.IsDropped() {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.add(LinkIssued{Recipient: recipient, LinkID: who.LinkID})
	return r.done()
}

// LinkToComputer lets a recipient who has the files before them on a telephone mail the link they have to their own
// address. It stays the same link.
func (d *Delivery) LinkToComputer(recipient string, at Instant) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	if who.Delegate {
		return nil, ErrWrongRole
	}
	if !slices.ContainsFunc(d.Releases, func(r Release) bool { return r.State == ReleaseUnlocked && !r.Suspended }) {
		return nil, ErrReleaseLocked
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(LinkIssued{Recipient: recipient, LinkID: who.LinkID, ToComputer: true})
	return r.done()
}

// Correct replaces who and where a recipient is: x holds all values, changed or not. A new e-mail address, or another
// number where links go by text message, needs a new link (x.LinkID), because the old one went to somebody else. Who has
// signed keeps name, company and number. Where nothing changes nothing happened: there is no event.
func (d *Delivery) Correct(by Actor, at Instant, x RecipientCorrected) ([]Event, error) {
	who, ok := d.Recipient(x.Recipient)
	if !ok || who.IsDropped() {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	var f problem.Fields
	if signs := d.mustHavePhone(who.ID) || who.Invite == InviteBySMS; x.Phone != "" || signs {
		x.Phone = Personal(input.Phone(&f, "phone", string(x.Phone), signs))
	}
	input.Line(&f, "name", string(x.Name), input.MaxName, true)
	input.Line(&f, "company", string(x.Company), input.MaxName, false)
	input.Email(&f, "email", string(x.Email))
	if err := f.Err(); err != nil {
		return nil, err
	}
	if !who.SignedAt.IsZero() && (x.Phone != who.Phone || x.Name != who.Name || x.Company != who.Company) {
		return nil, ErrAlreadySigned
	}
	if x.Name == who.Name && x.Company == who.Company && x.Email == who.Email && x.Phone == who.Phone {
		return nil, nil
	}
	x.NewLink = x.Email != who.Email || who.wasTexted(x.Phone)
	if !x.NewLink {
		x.LinkID = who.LinkID
	} else if x.LinkID == "" || x.LinkID == who.LinkID {
		return nil, ErrLinkNotNew
	}
	r := d.record(by, at)
	r.closeCheckouts(func(p *Payment) bool { return x.NewLink && p.Recipient == who.ID })
	x.PhoneBy, x.PhoneAt, x.NewPhone = who.PhoneBy, who.PhoneAt, x.Phone != who.Phone
	if x.NewPhone {
		x.PhoneBy, x.PhoneAt = by, r.at
	}
	r.add(x)
	return r.done()
}

// wasTexted reports whether the link went by text message to another number than this one.
func (r *Recipient) wasTexted(phone Personal) bool {
	return r.Invite == InviteBySMS && phone != r.Phone
}

// mustHavePhone reports whether a signature is asked of the recipient.
func (d *Delivery) mustHavePhone(recipient string) bool {
	_, ok := find(d.Releases, func(r *Release) bool {
		_, ok := find(r.Gates, func(g *Gate) bool { return g.Kind == SignatureGate && g.Subject == recipient })
		return ok
	})
	return ok
}

// ProposeNumber: the recipient says that the masked number is not theirs. The sender accepts or corrects.
// Proposing the same again changes nothing.
func (d *Delivery) ProposeNumber(recipient string, at Instant, phone Personal) ([]Event, error) {
	who, err := d.stillToSign(recipient)
	if err != nil {
		return nil, err
	}
	var f problem.Fields
	phone = Personal(input.Phone(&f, "phone", string(phone), true))
	if err := f.Err(); err != nil {
		return nil, err
	}
	switch phone {
	case who.Phone:
		return nil, ErrNumberUnchanged
	case who.ProposedPhone:
		return nil, nil
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(NumberProposed{Recipient: recipient, Phone: phone})
	return r.done()
}

// AcceptNumber takes the number that the recipient proposed; the record says who supplied it. Where the link went to the
// other number it is replaced by linkID.
func (d *Delivery) AcceptNumber(by Actor, at Instant, recipient, linkID string) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return nil, err
	}
	if who.ProposedPhone == "" {
		return nil, ErrNoNumberProposed
	}
	if !who.SignedAt.IsZero() {
		return nil, ErrAlreadySigned
	}
	isNew := who.wasTexted(who.ProposedPhone)
	if !isNew {
		linkID = who.LinkID
	} else if linkID == "" || linkID == who.LinkID {
		return nil, ErrLinkNotNew
	}
	r := d.record(by, at)
	r.closeCheckouts(func(p *Payment) bool { return isNew && p.Recipient == recipient })
	r.add(RecipientCorrected{
		Recipient: recipient, Name: who.Name, Company: who.Company, Email: who.Email, Phone: who.ProposedPhone,
		PhoneBy: ByRecipient(recipient), PhoneAt: r.at, NewPhone: true, LinkID: linkID, NewLink: isNew,
	})
	return r.done()
}

// DismissNumber keeps the number on file: the one that the recipient proposed is not taken. They may propose another. Where
// none waits it changes nothing.
func (d *Delivery) DismissNumber(by Actor, at Instant, recipient string) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return nil, err
	}
	if who.ProposedPhone == "" {
		return nil, nil
	}
	r := d.record(by, at)
	r.add(NumberDismissed{Recipient: recipient})
	return r.done()
}
