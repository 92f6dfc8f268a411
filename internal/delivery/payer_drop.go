package delivery

import "strings"

// DropPayer takes back who was named to pay, a wrong address say: the payer who named them may, and the sender. Their link opens
// nothing any more, and an open checkout of theirs is closed; whoever acts on the event closes it at the processor as well.
func (d *Delivery) DropPayer(by Actor, at Instant, recipient string) ([]Event, error) {
	if err := d.CanDropPayer(by, recipient); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.closeCheckouts(func(p *Payment) bool { return p.Recipient == recipient })
	r.add(PayerDropped{Recipient: recipient})
	return r.done()
}

// CanDropPayer is nil while who was named has neither paid nor begun to: money at the bank, or a transfer announced.
func (d *Delivery) CanDropPayer(by Actor, recipient string) error {
	who, ok := d.Recipient(recipient)
	_, pays := find(d.Payments, func(p *Payment) bool {
		return p.Recipient == recipient && (p.State == PaymentProcessing || p.hasMoney())
	})
	switch {
	case !ok || !who.Delegate || who.IsDropped() || strings.HasPrefix(string(by), "recipient:") && by != ByRecipient(who.NamedBy):
		return ErrUnknownRecipient
	case pays || d.awaitsTransfer(): // whoever announced it
		return ErrPayerPays
	}
	return d.running()
}
