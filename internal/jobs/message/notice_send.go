package message

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/agenda"
	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

type noticeSender struct {
	river.WorkerDefaults[SendNotice]
	*Runner
}

// Work sends one notice at most once: the attempt is on record before the message leaves, and one whose outcome is
// unknown (we died in between, the server's answer was lost) is not sent again.
func (w *noticeSender) Work(ctx context.Context, job *river.Job[SendNotice]) error {
	a := job.Args
	d, ev, err := w.caused(ctx, a.Delivery, a.Seq)
	if err != nil {
		return err
	}
	if !stillTrue(a, d) || isUndone(a, d, ev) {
		return nil
	}
	if err := w.mayTell(ctx, a.Notice, d); err != nil {
		return unlessRefused(err)
	}
	m, _, err := outbox.Plan(ctx, w.DB, outbox.Message{
		ID: w.newID(), Key: keyOf(a.Notice, ev, a.Delivery, a.Recipient), Delivery: a.Delivery,
		Recipient: a.Recipient, Kind: a.Notice, Channel: "email", CreatedAt: w.at(),
	})
	if err != nil {
		return fmt.Errorf("plan message: %w", err)
	}
	if m.State == outbox.Attempted {
		return w.end(ctx, m, outcomeOf(unknownOutcome{}))
	}
	m, ours, err := outbox.Begin(ctx, w.DB, m.ID, w.at(), false)
	if err != nil {
		return fmt.Errorf("begin message: %w", err)
	}
	if !ours {
		return nil
	}
	sendErr := w.send(ctx, a, d, ev, m.ID)
	return errors.Join(unsentError(sendErr), w.end(ctx, m, outcomeOf(sendErr)))
}

// caused reads the delivery as it is now, and the event that caused a message.
func (r *Runner) caused(ctx context.Context, id delivery.ID, seq int64) (*delivery.Delivery, delivery.Event, error) {
	d, err := r.DB.Delivery(ctx, id)
	if err != nil {
		return nil, delivery.Event{}, fmt.Errorf("load delivery: %w", err)
	}
	records, err := r.DB.Events(ctx, id, seq-1, 1)
	if err != nil {
		return nil, delivery.Event{}, fmt.Errorf("load event: %w", err)
	}
	if len(records) != 1 || records[0].Seq != seq {
		return nil, delivery.Event{}, river.JobCancel(errors.New("the event that caused a message is not there"))
	}
	ev, err := records[0].Event()
	if err != nil {
		return nil, delivery.Event{}, fmt.Errorf("read event: %w", err)
	}
	return d, ev, nil
}

// keyOf is what makes a message the same: its event; of somebody's turn, the step, which comes once whatever brings it.
func keyOf(notice string, ev delivery.Event, id delivery.ID, recipient string) string {
	switch x := ev.Data.(type) {
	case delivery.GateOpened:
		return fmt.Sprintf("%s/%s/%s/%s", notice, id, x.Release, recipient)
	case delivery.GateWaivedBySender:
		return fmt.Sprintf("%s/%s/%s/%s", notice, id, x.Release, recipient)
	}
	return fmt.Sprintf("%s/%s/%d/%s", notice, id, ev.Seq, recipient)
}

// stillTrue looks again: an invitation to what has ended meanwhile is not sent, nor a reminder of
// what was done.
func stillTrue(a SendNotice, d *delivery.Delivery) bool {
	if d.IsErased(delivery.Everything) && a.Recipient != "" {
		return false // their address went with the rest
	}
	switch a.Notice {
	case NoticeReminder, NoticeExpiring:
		pays, signs := agenda.Pending(d, a.Recipient)
		return d.State == delivery.Sent && (a.Recipient == "" || pays || signs)
	case NoticeTurnPay, NoticeTurnSign:
		return IsTheirTurn(d, a.Recipient, a.Notice == NoticeTurnSign)
	case NoticeAccessPaused:
		return isSuspended(d)
	case NoticeAccessBack:
		return !isSuspended(d) && !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State == delivery.ReleaseRevoked })
	case NoticeCodesSpent:
		return awaitsSignature(d)
	case NoticeNumberConfirmed:
		_, signs := agenda.Pending(d, a.Recipient)
		return signs
	case NoticePayerInvited:
		who, ok := d.Recipient(a.Recipient)
		return ok && !who.IsDropped()
	case NoticeInvitation, NoticeReplaced, NoticeUnsigned:
		return d.State == delivery.Sent
	}
	return true
}

// isSuspended reports whether an open dispute keeps files from whom they are for.
func isSuspended(d *delivery.Delivery) bool {
	return slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.Suspended })
}

// mayTell refuses what asks for a sender who was suspended or closed since the message was caused, and what a closed
// workspace would be told of though nobody can do anything about it there.
func (r *Runner) mayTell(ctx context.Context, notice string, d *delivery.Delivery) error {
	switch {
	case asks(notice):
		return oversight.MayStillAsk(ctx, r.DB, d)
	case notice != NoticeExpired:
		return nil
	}
	err := oversight.MayAsk(ctx, r.DB, d.Workspace)
	if errors.Is(err, account.ErrSuspended) {
		return nil // they extend it once they may
	}
	return err
}

// asks tells the notices that ask a recipient for money or a signature.
func asks(notice string) bool {
	switch notice {
	case NoticeInvitation, NoticeTurnPay, NoticeTurnSign, NoticeNumberConfirmed, NoticeReminder, NoticeExpiring, NoticeReplaced, NoticePayerInvited:
		return true
	}
	return false
}

// unlessRefused is nil for a refusal, which is an end, and the error for what may succeed later.
func unlessRefused(err error) error {
	if refusal := new(problem.Problem); errors.As(err, &refusal) {
		return nil
	}
	return err
}

func (w *noticeSender) send(ctx context.Context, a SendNotice, d *delivery.Delivery, ev delivery.Event, id string) error {
	if w.Mail == nil {
		return switchedOff{}
	}
	n, err := w.fill(ctx, a, d, ev)
	if err != nil {
		return err
	}
	n.ID = id
	if err := w.enclose(ctx, a, d, &n); err != nil {
		return err
	}
	if sealed, ok := ev.Data.(delivery.CertificateSealed); ok {
		pdf, err := w.certificatePDF(ctx, sealed.Release, sealed.Kind)
		if err != nil {
			return err
		}
		n.carry(pdf)
	}
	if err := w.attachReceipt(ctx, a, d, ev, &n); err != nil {
		return err
	}
	return w.Mail.SendNotice(ctx, n)
}

// end records what became of a message, and the event. One that certainly did not leave is planned again: the caller has
// the job retried.
func (r *Runner) end(ctx context.Context, m outbox.Message, outcome outbox.Outcome) error {
	if outcome.State == outbox.Planned {
		return outbox.Replan(ctx, r.DB, m.ID)
	}
	_, err := r.DB.UpdateDeliveryWith(ctx, m.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		return r.endIn(ctx, tx, d, m, outcome)
	})
	if err != nil {
		return fmt.Errorf("record message: %w", err)
	}
	return nil
}

// endIn is end for what is over, in the caller's transaction.
func (r *Runner) endIn(ctx context.Context, tx *db.Tx, d *delivery.Delivery, m outbox.Message, outcome outbox.Outcome) ([]delivery.Event, error) {
	outcome.At = r.at()
	if ended, err := outbox.End(ctx, tx, m.ID, outcome); err != nil || !ended {
		return nil, err
	}
	if outcome.State == outbox.Sent {
		return d.NoteMessage(outcome.At, delivery.MessageSent{Message: m.ID, Kind: m.Kind, Channel: m.Channel, Recipient: m.Recipient})
	}
	return d.NoteMessageFailure(outcome.At, delivery.MessageFailed{Message: m.ID, Kind: m.Kind, Channel: m.Channel, Recipient: m.Recipient, Reason: outcome.Failure})
}

// unsentError is the error of a message that is to be tried again.
func unsentError(err error) error {
	if outcomeOf(err).State == outbox.Planned {
		return err
	}
	return nil
}

// outcomeOf reads what a sending error tells.
func outcomeOf(err error) outbox.Outcome {
	var f failure
	switch {
	case err == nil:
		return outbox.Outcome{State: outbox.Sent}
	case !errors.As(err, &f):
		return outbox.Outcome{State: outbox.Planned}
	case f.IsRefused():
		return outbox.Outcome{State: outbox.Failed, Failure: f.Code()}
	case f.IsUnknown():
		return outbox.Outcome{State: outbox.Unknown, Failure: f.Code()}
	}
	return outbox.Outcome{State: outbox.Planned}
}

// unknownOutcome is a message that was attempted and whose end nobody saw.
type unknownOutcome struct{}

func (unknownOutcome) Error() string   { return "the outcome of an attempt is unknown" }
func (unknownOutcome) IsRefused() bool { return false }
func (unknownOutcome) IsUnknown() bool { return true }
func (unknownOutcome) Code() string    { return "interrupted" }

// switchedOff is a message for which no provider is configured.
type switchedOff struct{}

func (switchedOff) Error() string   { return "no provider is configured for this message" }
func (switchedOff) IsRefused() bool { return true }
func (switchedOff) IsUnknown() bool { return false }
func (switchedOff) Code() string    { return "switched_off" }
