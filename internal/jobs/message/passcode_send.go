package message

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/otp"
	"quittance/internal/db/outbox"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/passcode"
	"quittance/internal/timezone"
)

type passcodeSender struct {
	river.WorkerDefaults[SendPasscode]
	*Runner
}

// Work sends the code of a passcode. A code is a function of its passcode, so that sending again after an unknown
// outcome repeats the same digits: better twice than never, as somebody waits. One that can no longer be of use is not
// sent, and that is on record: who asked for it is still waiting.
func (w *passcodeSender) Work(ctx context.Context, job *river.Job[SendPasscode]) error {
	a := job.Args
	p, err := otp.ByID(ctx, w.DB, a.Passcode)
	if err != nil {
		return fmt.Errorf("load passcode: %w", err)
	}
	if p.State == passcode.Used {
		return nil // it arrived
	}
	d, err := w.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	to, ok := d.Recipient(a.Recipient)
	if !ok {
		return nil
	}
	m, _, err := outbox.Plan(ctx, w.DB, outbox.Message{
		ID: w.newID(), Key: outbox.PasscodeKey(p.ID), Delivery: a.Delivery, Recipient: a.Recipient, Kind: "passcode", Channel: "sms", CreatedAt: w.at(),
	})
	if err != nil {
		return fmt.Errorf("plan message: %w", err)
	}
	m, ours, err := outbox.Begin(ctx, w.DB, m.ID, w.at(), true)
	if err != nil {
		return fmt.Errorf("begin message: %w", err)
	}
	if !ours {
		return nil
	}
	if why := uselessBecause(p, passcode.PhoneKey(w.PasscodeKey, string(to.Phone)), w.Now()); why != "" {
		return w.record(ctx, a, p, to, m.ID, outbox.Outcome{State: unsent(m), Failure: why, At: w.at()})
	}
	provider, id, sendErr := w.send(ctx, d, to, p, m.ID)
	outcome := outcomeOf(sendErr)
	outcome.Provider, outcome.ProviderID, outcome.At = provider, id, w.at()
	switch outcome.State {
	case outbox.Planned, outbox.Unknown:
		return fmt.Errorf("send passcode: %w", sendErr) // tried again while the code lives
	default:
		return w.record(ctx, a, p, to, m.ID, outcome)
	}
}

// NextRetry implements river.Worker: somebody waits for the code, and is told within a minute of its end when it never
// left.
func (w *passcodeSender) NextRetry(job *river.Job[SendPasscode]) time.Time {
	waits := []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute}
	return w.Machine().Add(waits[min(len(job.Errors), len(waits)-1)])
}

// uselessBecause says why a code need not leave any more; "" while it is of use.
func uselessBecause(p passcode.Passcode, phone string, now time.Time) string {
	switch {
	case !now.Before(p.ExpiresAt):
		return "not_sent_in_time"
	case p.PhoneKey != phone:
		return "number_changed"
	case p.State != passcode.Live:
		return "superseded"
	}
	return ""
}

// unsent is the state of a message that is given up: an earlier attempt may have left for all we know.
func unsent(m outbox.Message) outbox.State {
	if m.Attempts > 1 {
		return outbox.Unknown
	}
	return outbox.Failed
}

func (w *passcodeSender) send(ctx context.Context, d *delivery.Delivery, to *delivery.Recipient, p passcode.Passcode, message string) (provider, id string, err error) {
	if w.SMS == nil {
		return "", "", switchedOff{}
	}
	price, _ := d.Price(p.Release)
	return w.SMS.SendPasscode(ctx, PasscodeMessage{
		ID: message, To: string(to.Phone), Language: to.Language, Code: p.Code(w.PasscodeKey), Title: string(d.Terms.Title), Price: price,
		Manifest: p.Binding.Manifest, Until: p.ExpiresAt.In(timezone.Of(d.Terms.Zone)), Sandbox: d.Sandbox,
	})
}

func (w *passcodeSender) record(ctx context.Context, a SendPasscode, p passcode.Passcode, to *delivery.Recipient, message string, o outbox.Outcome) error {
	_, err := w.DB.UpdateDeliveryWith(ctx, a.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		if ended, err := outbox.End(ctx, tx, message, o); err != nil || !ended {
			return nil, err
		}
		if o.State != outbox.Sent {
			return d.NoteMessageFailure(o.At, delivery.MessageFailed{Message: message, Kind: "passcode", Channel: "sms", Recipient: a.Recipient, Reason: o.Failure})
		}
		return d.SentPasscode(o.At, delivery.PasscodeSent{
			Passcode: p.ID, Recipient: a.Recipient, Channel: "sms", Phone: delivery.Personal(evidence.MaskPhone(string(to.Phone))),
			Provider: o.Provider, MessageID: o.ProviderID, Manifest: p.Binding.Manifest, Amount: p.Binding.Amount, Currency: p.Binding.Currency,
			ExpiresAt: delivery.At(p.ExpiresAt),
		})
	})
	if err != nil {
		return fmt.Errorf("record sent passcode: %w", err)
	}
	return nil
}
