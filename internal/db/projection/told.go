package projection

import (
	"context"
	"fmt"
	"slices"

	"quittance/internal/agenda"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/passcode"
)

// Some reasons only events tell: since when messages to a recipient fail, since when another number is proposed, and that
// somebody used up the attempts of a code or the codes of a day. Their
// rows hold what was told so far whatever the state of the delivery; one that does not count now belongs to no workspace,
// so that no list meets it.

const proposed = Kind(agenda.NoticeNumber)

func isTold(r sqlgen.Attention) bool {
	return r.Kind == string(Undelivery) || r.Kind == string(proposed) || r.Kind == string(Spent)
}

// tells reports whether the event is one that tell reads.
func tells(e delivery.Event) bool {
	switch e.Data.(type) {
	case delivery.MessageFailed, delivery.MessageSent, delivery.PasscodeSent, delivery.PasscodeDelivered, delivery.RecipientCorrected, delivery.NumberProposed, delivery.NumberDismissed, delivery.PayerDropped,
		delivery.PasscodeRejected, delivery.PasscodeReset, delivery.RecipientSigned:
		return true
	}
	return false
}

// storedTold reads what was told before.
func storedTold(ctx context.Context, q *sqlgen.Queries, id delivery.ID) ([]sqlgen.Attention, error) {
	rows, err := q.ListAttentionOf(ctx, string(id))
	if err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	return slices.DeleteFunc(rows, func(r sqlgen.Attention) bool { return !isTold(r) }), nil
}

// newAddress reports whether a correction changed the e-mail address. A link that goes by text message is new with the
// number as well: then it is not known, and what was told stays until a mail arrives.
func newAddress(d *delivery.Delivery, x delivery.RecipientCorrected) bool {
	who, ok := d.Recipient(x.Recipient)
	return ok && x.NewLink && (!x.NewPhone || who.Invite != delivery.InviteBySMS)
}

// tell returns what is told after the events, of the delivery as it is now.
func tell(d *delivery.Delivery, before []sqlgen.Attention, events []delivery.Event) []sqlgen.Attention {
	rows := slices.Clone(before)
	drop := func(gone func(sqlgen.Attention) bool) { rows = slices.DeleteFunc(rows, gone) }
	is := func(kind Kind, subject string) func(sqlgen.Attention) bool {
		return func(r sqlgen.Attention) bool { return r.Kind == string(kind) && r.Subject == subject }
	}
	since := func(kind Kind, subject string, e delivery.Event) {
		drop(is(kind, subject))
		rows = append(rows, sqlgen.Attention{DeliveryID: string(d.ID), Kind: string(kind), Subject: subject, FromAt: int64(e.At)})
	}
	for _, e := range events {
		switch x := e.Data.(type) {
		case delivery.MessageFailed:
			if x.Reason == passcode.ErrTooMany.Code { // none was made
				since(Spent, x.Recipient, e)
			} else if x.Recipient != "" {
				since(Undelivery, x.Recipient+"/"+x.Channel, e)
			}
		case delivery.MessageSent:
			drop(is(Undelivery, x.Recipient+"/"+x.Channel))
		case delivery.PasscodeSent:
			drop(is(Undelivery, x.Recipient+"/"+x.Channel))
			drop(is(Spent, x.Recipient))
		case delivery.PasscodeRejected:
			if x.Reason == "wrong" && x.Left == 0 { // it was the last attempt
				since(Spent, x.Recipient, e)
			}
		case delivery.PasscodeReset:
			drop(is(Spent, x.Recipient))
		case delivery.RecipientSigned:
			drop(is(Spent, x.Recipient))
		case delivery.PasscodeDelivered: // after all
			drop(is(Undelivery, x.Recipient+"/sms"))
		case delivery.NumberProposed:
			since(proposed, x.Recipient, e)
		case delivery.NumberDismissed:
			drop(is(proposed, x.Recipient))
		case delivery.PayerDropped:
			drop(is(Undelivery, x.Recipient+"/email"))
		case delivery.RecipientCorrected: // what is new has not failed yet
			if x.NewPhone {
				drop(is(proposed, x.Recipient))
				drop(is(Undelivery, x.Recipient+"/sms"))
				drop(is(Spent, x.Recipient))
			}
			if newAddress(d, x) {
				drop(is(Undelivery, x.Recipient+"/email"))
			}
		}
	}
	for i := range rows {
		if rows[i].WorkspaceID = ""; d.State == delivery.Sent {
			rows[i].WorkspaceID = d.Workspace
		}
	}
	return rows
}
