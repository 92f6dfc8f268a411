package command

import (
	"context"
	"fmt"
	"slices"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/book"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/draft"
)

// Send sends a draft: each recipient gets a link.
func (k *Commands) Send(ctx context.Context, m Member, id string) (*delivery.Delivery, error) {
	return k.send(ctx, m, id, false)
}

// SendInformed is Send by a member who declares that the client was told beforehand that delivery is against payment.
func (k *Commands) SendInformed(ctx context.Context, m Member, id string) (*delivery.Delivery, error) {
	return k.send(ctx, m, id, true)
}

func (k *Commands) send(ctx context.Context, m Member, id string, informed bool) (*delivery.Delivery, error) {
	if !m.Confirmed {
		return nil, ErrNotConfirmed
	}
	ws, err := roster.Workspace(ctx, k.DB, m.Workspace)
	if err != nil {
		return nil, fmt.Errorf("load workspace: %w", err)
	}
	if err := ws.MayAsk(); err != nil {
		return nil, err
	}
	if err := ws.Profile.Check(); err != nil {
		return nil, err
	}
	if !m.MaySend {
		return nil, ErrNotAllowed
	}
	return k.changeWith(ctx, m, id, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		if err := oversight.MayAsk(ctx, tx, d.Workspace); err != nil { // again: as the sending itself sees it
			return nil, err
		}
		if err := draft.Missing(d, k.at()); err != nil {
			return nil, err
		}
		if err := k.canAsk(d, ws.Bank); err != nil {
			return nil, err
		}
		var declared []delivery.Event
		if informed && !d.Terms.InformedFirst && d.State == delivery.Draft {
			content := contentOf(d)
			content.Terms.InformedFirst = true
			var err error
			if declared, err = d.Save(m.actor(), k.at(), content); err != nil {
				return nil, err
			}
		}
		links := make([]delivery.LinkIssued, 0, len(d.Recipients))
		for _, r := range d.Recipients {
			links = append(links, delivery.LinkIssued{Recipient: r.ID, LinkID: k.newID()})
		}
		sent, err := d.Send(m.actor(), k.at(), links, k.StandIns)
		if err != nil {
			return nil, err
		}
		return append(declared, sent...), book.Remember(ctx, tx, d, m.ID, d.Terms.InformedFirst, k.at(), k.newID)
	})
}

// contentOf is what the draft says now, to be saved again with a change.
func contentOf(d *delivery.Delivery) delivery.Drafted {
	return delivery.Drafted{
		Workspace: d.Workspace, Member: d.Member, Sandbox: d.Sandbox, Terms: d.Terms, Deliverables: slices.Clone(d.Deliverables),
		Recipients: slices.Clone(d.Recipients), Dues: slices.Clone(d.Dues), Releases: slices.Clone(d.Releases), Unfinished: d.Unfinished,
	}
}

// canAsk refuses gates that no provider of this instance can open; money can also be asked for by transfer to the sender.
func (k *Commands) canAsk(d *delivery.Delivery, bank account.Bank) error {
	for _, r := range d.Releases {
		for _, g := range r.Gates {
			if g.Kind == delivery.SignatureGate && !k.SMS {
				return ErrSMSOff
			}
		}
	}
	for _, r := range d.Recipients {
		if r.Invite == delivery.InviteBySMS && !k.SMS {
			return ErrTextsOff
		}
	}
	if len(d.Dues) > 0 && !k.Payments && !bank.IsKnown() {
		return ErrPaymentsOff
	}
	return nil
}

// Withdraw ends a delivery that nobody has paid. Its open payment page is closed first, so that no money comes.
func (k *Commands) Withdraw(ctx context.Context, m Member, id, reason string, despiteTransfer bool) (*delivery.Delivery, error) {
	d, err := k.Delivery(ctx, m, id)
	if err != nil {
		return nil, err
	}
	if m.MaySend && d.CanWithdraw(despiteTransfer) == nil { // what is refused closes nothing
		if err := k.closeCheckouts(ctx, d); err != nil {
			return nil, err
		}
	}
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Withdraw(m.actor(), k.at(), delivery.Personal(reason), despiteTransfer)
	})
}

// Extend gives a later last day to start paying, and brings an expired delivery back.
func (k *Commands) Extend(ctx context.Context, m Member, id string, until delivery.Date) (*delivery.Delivery, error) {
	return k.update(ctx, m, id, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Extend(m.actor(), k.at(), until)
	})
}
