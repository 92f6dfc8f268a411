package command

import (
	"context"

	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
)

// Correction is what a member corrects of a recipient; an empty field stays as it is.
type Correction struct {
	Recipient string
	Email     string
	Phone     string // any form a person types
}

// Correct corrects how a recipient is reached. A new address brings a new link, and the old one is void.
func (k *Commands) Correct(ctx context.Context, m Member, id string, x Correction) (*delivery.Delivery, error) {
	return k.correct(ctx, m, id, x.Recipient, func(d *delivery.Delivery) ([]delivery.Event, error) {
		r, ok := d.Recipient(x.Recipient)
		if !ok {
			return nil, delivery.ErrUnknownRecipient
		}
		c := delivery.RecipientCorrected{
			Recipient: r.ID, Name: r.Name, Company: r.Company, Email: r.Email, Phone: r.Phone, PhoneBy: r.PhoneBy, PhoneAt: r.PhoneAt,
		}
		if c.LinkID = k.newID(); x.Email != "" {
			c.Email = delivery.Personal(x.Email)
		}
		if x.Phone != "" {
			c.Phone = delivery.Personal(x.Phone) // the verb normalises it and says who supplied it
		}
		return d.Correct(m.actor(), k.at(), c)
	})
}

// AcceptNumber takes the number a recipient proposed.
func (k *Commands) AcceptNumber(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.correct(ctx, m, id, recipient, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.AcceptNumber(m.actor(), k.at(), recipient, k.newID())
	})
}

// correct applies a change of a recipient. When the number is another afterwards, codes that went to the old one are
// void in the same transaction: whoever holds that telephone must not sign.
func (k *Commands) correct(ctx context.Context, m Member, id, recipient string, decide func(*delivery.Delivery) ([]delivery.Event, error)) (*delivery.Delivery, error) {
	return k.ask(ctx, m, id, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		before := numberOf(d, recipient)
		events, err := decide(d)
		if err != nil || numberOf(d, recipient) == before {
			return events, err
		}
		return events, otp.Withdraw(ctx, tx, d.ID, recipient, "")
	})
}

func numberOf(d *delivery.Delivery, recipient string) delivery.Personal {
	r, ok := d.Recipient(recipient)
	if !ok {
		return ""
	}
	return r.Phone
}

// ResetPasscode gives a recipient who is stuck a new allowance of codes; the lifetime cap stays.
func (k *Commands) ResetPasscode(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	if !m.MayWaive {
		return nil, ErrNotAllowed
	}
	return k.DB.UpdateDeliveryWith(ctx, delivery.ID(id), k.keyed(func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		r, ok := d.Recipient(recipient)
		if d.Workspace != m.Workspace || !ok {
			return nil, errNotThere
		}
		if err := otp.Withdraw(ctx, tx, d.ID, recipient, ""); err != nil {
			return nil, err
		}
		subject := passcode.Subject{
			Workspace: d.Workspace, Delivery: id, Recipient: recipient, PhoneKey: passcode.PhoneKey(k.PasscodeKey, string(r.Phone)),
		}
		if err := otp.ResetCounters(ctx, tx, subject.Counters()); err != nil {
			return nil, err
		}
		return d.ResetPasscode(m.actor(), k.at(), recipient)
	}))
}

// RenewLink gives a recipient a new link; the one before is void.
func (k *Commands) RenewLink(ctx context.Context, m Member, id, recipient string) (*delivery.Delivery, error) {
	return k.ask(ctx, m, id, func(_ context.Context, _ *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return d.IssueLink(m.actor(), k.at(), recipient, k.newID())
	})
}
