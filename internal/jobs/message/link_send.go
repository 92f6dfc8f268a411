package message

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/link"
)

type linkSender struct {
	river.WorkerDefaults[SendLink]
	*Runner
}

// Work sends a link by text message, at most once, as a notice: it is counted, its token kept and its attempt on record
// in one transaction, before it leaves. One for which the sender's messages of the day do not suffice fails, and says so.
func (w *linkSender) Work(ctx context.Context, job *river.Job[SendLink]) error {
	a := job.Args
	_, ev, err := w.caused(ctx, a.Delivery, a.Seq)
	if err != nil {
		return err
	}
	var m outbox.Message
	var ours bool
	d, err := w.DB.UpdateDeliveryWith(ctx, a.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) (events []delivery.Event, err error) {
		ours = false
		if !w.isStillTheLink(d, ev, a) {
			return nil, nil
		}
		if err := oversight.MayStillAsk(ctx, tx, d); err != nil {
			return nil, unlessRefused(err)
		}
		m, ours, events, err = w.begin(ctx, tx, d, ev, a)
		return events, err
	})
	if err != nil {
		return fmt.Errorf("begin message: %w", err)
	}
	if !ours {
		return nil
	}
	outcome, sendErr := w.send(ctx, d, m)
	return errors.Join(unsentError(sendErr), w.end(ctx, m, outcome))
}

// isStillTheLink looks again: a link that was replaced meanwhile has its own message, and what was ended, or done, needs none.
func (w *linkSender) isStillTheLink(d *delivery.Delivery, ev delivery.Event, a SendLink) bool {
	if a.Notice != "" {
		return stillTrue(SendNotice{Notice: a.Notice, Recipient: a.Recipient}, d)
	}
	id, _ := LinkMade(ev, a.Recipient)
	to, ok := d.Recipient(a.Recipient)
	return ok && to.LinkID == id && !d.IsErased(delivery.Everything) && d.State != delivery.Withdrawn && d.State != delivery.Declined
}

// begin puts the attempt on record; ours is whether it is for this job to send.
func (w *linkSender) begin(ctx context.Context, tx *db.Tx, d *delivery.Delivery, ev delivery.Event, a SendLink) (m outbox.Message, ours bool, events []delivery.Event, err error) {
	m, isNew, err := outbox.Plan(ctx, tx, outbox.Message{
		ID: w.newID(), Key: keyOf("link"+a.Notice, ev, a.Delivery, a.Recipient), Delivery: a.Delivery, Recipient: a.Recipient,
		Kind: linkKind(ev, a), Channel: "sms", CreatedAt: w.at(),
	})
	if err != nil {
		return m, false, nil, err
	}
	if m.State == outbox.Attempted {
		events, err = w.endIn(ctx, tx, d, m, outcomeOf(unknownOutcome{}))
		return m, false, events, err
	}
	if m, ours, err = outbox.Begin(ctx, tx, m.ID, w.at(), false); err != nil || !ours {
		return m, false, nil, err
	}
	if isNew {
		wait, err := oversight.TakeSMS(ctx, tx, d.Workspace, w.SMSCap, w.Now())
		if err != nil {
			return m, false, nil, err
		}
		if wait > 0 {
			events, err = w.endIn(ctx, tx, d, m, outbox.Outcome{State: outbox.Failed, Failure: oversight.ErrSMSCap.Code})
			return m, false, events, err
		}
	}
	to, _ := d.Recipient(a.Recipient)
	_, err = access.Shorten(ctx, tx, w.ShortKey, d, *to, w.at())
	return m, true, nil, err
}

// linkKind is why the link goes.
func linkKind(ev delivery.Event, a SendLink) string {
	switch x := ev.Data.(type) {
	case delivery.LinkIssued:
		if a.Notice == "" {
			return NoticeFreshLink
		}
	case delivery.RecipientCorrected:
		if x.NewPhone && x.PhoneBy == delivery.ByRecipient(x.Recipient) && a.Notice == "" {
			return NoticeNumberConfirmed
		}
	}
	return cmp.Or(a.Notice, NoticeInvitation)
}

func (w *linkSender) send(ctx context.Context, d *delivery.Delivery, m outbox.Message) (outbox.Outcome, error) {
	to, ok := d.Recipient(m.Recipient)
	if !ok {
		return outcomeOf(delivery.ErrUnknownRecipient), delivery.ErrUnknownRecipient
	}
	ws, err := roster.Workspace(ctx, w.DB, d.Workspace)
	if err != nil {
		return outcomeOf(err), fmt.Errorf("load workspace: %w", err)
	}
	if w.SMS == nil {
		return outcomeOf(switchedOff{}), switchedOff{}
	}
	provider, id, err := w.SMS.SendLink(ctx, LinkMessage{
		ID: m.ID, To: string(to.Phone), Language: to.Language, Workspace: ws.Name, Title: titleIn(to.Language, d),
		URL: w.BaseURL + "/s/" + link.ShortToken(w.ShortKey, to.LinkID).String(), Sandbox: d.Sandbox,
		Turn: turnOf(m.Kind),
	})
	outcome := outcomeOf(err)
	outcome.Provider, outcome.ProviderID = provider, id
	return outcome, err
}

// turnOf is the kind of a message that says more than that there is a link, else "".
func turnOf(kind string) string {
	if kind == NoticeTurnPay || kind == NoticeTurnSign || kind == NoticeNumberConfirmed {
		return kind
	}
	return ""
}

// LinkMade is the link that an event made for a recipient.
func LinkMade(ev delivery.Event, recipient string) (id string, made bool) {
	switch x := ev.Data.(type) {
	case delivery.Dispatched:
		for _, l := range x.Links {
			if l.Recipient == recipient {
				return l.LinkID, true
			}
		}
	case delivery.LinkIssued:
		return x.LinkID, x.Recipient == recipient && !x.ToComputer
	case delivery.PayerNamed:
		return x.LinkID, x.Recipient == recipient
	case delivery.RecipientCorrected:
		return x.LinkID, x.Recipient == recipient && x.NewLink
	}
	return "", false
}
