package delivery

import (
	"slices"

	"quittance/internal/input"
)

// Open records the first sign of a person at the recipient's page. Later ones change nothing: they belong to the
// access log.
func (d *Delivery) Open(at Instant, x RecipientOpened) ([]Event, error) {
	who, ok := d.Recipient(x.Recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	if !who.OpenedAt.IsZero() {
		return nil, nil
	}
	r := d.record(ByRecipient(x.Recipient), at)
	r.add(x)
	return r.done()
}

// ReportProblem tells the sender, once something was paid or handed over, that something is wrong with it.
func (d *Delivery) ReportProblem(recipient string, at Instant, text Personal) ([]Event, error) {
	if _, ok := d.Recipient(recipient); !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return nil, err
	}
	out := slices.ContainsFunc(d.Releases, func(r Release) bool { return r.State != ReleaseLocked })
	if !d.paymentBegan() && !out {
		return nil, ErrReportTooEarly
	}
	if err := oneText("text", text, input.MaxMessage, true); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(ProblemReported{Recipient: recipient, Text: text})
	return r.done()
}

// CloseProblem is the sender's word that what a recipient reported is dealt with. Where nothing waits it changes nothing.
func (d *Delivery) CloseProblem(by Actor, at Instant, recipient string) ([]Event, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if who.ProblemAt.IsZero() {
		return nil, nil
	}
	r := d.record(by, at)
	r.add(ProblemClosed{Recipient: recipient})
	return r.done()
}

// NoteMessage records that a message left. It never fails for the delivery's state: what was sent was sent.
func (d *Delivery) NoteMessage(at Instant, x MessageSent) ([]Event, error) {
	return d.note(x.Recipient, at, x)
}

// NoteMessageFailure records that a message did not leave, or that nobody knows.
func (d *Delivery) NoteMessageFailure(at Instant, x MessageFailed) ([]Event, error) {
	return d.note(x.Recipient, at, x)
}

func (d *Delivery) note(recipient string, at Instant, x Payload) ([]Event, error) {
	if _, ok := d.Recipient(recipient); !ok && recipient != "" {
		return nil, ErrUnknownRecipient
	}
	r := d.record(System, at)
	r.add(x)
	return r.done()
}
