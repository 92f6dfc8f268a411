package jobs

import (
	"slices"

	"github.com/riverqueue/river"

	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
)

// turn tells those whose turn comes as a gate falls. Whoever made it fall has the next step before them, and who is sent the
// receipt of the payment reads it there; a text message goes to who chose so, unless it was they who acted.
func turn(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	release, fell, ok := gateOf(d, ev)
	if !ok {
		return nil
	}
	acted, told := knowsOf(d, fell)
	var out []river.JobArgs
	for _, g := range release.Gates {
		kind, signs := message.NoticeTurnPay, g.Kind == delivery.SignatureGate
		if signs {
			kind = message.NoticeTurnSign
		}
		if g.State != delivery.GatePending || g.Position <= fell.Position {
			continue
		}
		for _, id := range message.WhoPasses(d, g) {
			if !message.IsTheirTurn(d, id, signs) {
				continue
			}
			if !slices.Contains(told, id) {
				out = append(out, notice(kind, d, ev, id))
			}
			if who, ok := d.Recipient(id); ok && who.Invite == delivery.InviteBySMS && !slices.Contains(acted, id) {
				out = append(out, message.SendLink{Delivery: d.ID, Seq: ev.Seq, Recipient: id, Notice: kind})
			}
		}
	}
	return out
}

// gateOf is the gate that an event made fall.
func gateOf(d *delivery.Delivery, ev delivery.Event) (*delivery.Release, delivery.Gate, bool) {
	release, gate := "", ""
	switch x := ev.Data.(type) {
	case delivery.GateOpened:
		release, gate = x.Release, x.Gate
	case delivery.GateWaivedBySender:
		release, gate = x.Release, x.Gate
	}
	r, ok := d.Release(release)
	if !ok {
		return nil, delivery.Gate{}, false
	}
	i := slices.IndexFunc(r.Gates, func(g delivery.Gate) bool { return g.ID == gate })
	if i < 0 {
		return nil, delivery.Gate{}, false
	}
	return r, r.Gates[i], true
}

// knowsOf are the recipients who made a gate fall, by their payment or signature, and those who read in the receipt of that
// payment what comes next. Nobody has done either where the sender renounced it, or forgave the rest.
func knowsOf(d *delivery.Delivery, g delivery.Gate) (acted, told []string) {
	switch {
	case g.State != delivery.GatePassed || isForgiven(d, g.Subject):
		return nil, nil
	case g.Kind == delivery.SignatureGate:
		return []string{g.Subject}, []string{g.Subject}
	}
	var last *delivery.Payment
	for i := range d.Payments {
		if p := &d.Payments[i]; p.Due == g.Subject && p.State == delivery.PaymentSettled && (last == nil || p.SettledAt >= last.SettledAt) {
			last = p
		}
	}
	switch {
	case last == nil:
		return nil, nil
	case last.Recipient == "":
		return nil, paidBy(d, last.ID)
	}
	return []string{last.Recipient}, []string{last.Recipient}
}

// given tells the payers that the sender does without the rest, but for those who read it as their turn to sign comes.
func given(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	x, _ := ev.Data.(delivery.RestForgiven)
	falls := slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		return slices.ContainsFunc(r.Gates, func(g delivery.Gate) bool { return g.Kind == delivery.PaymentGate && g.Subject == x.Due })
	})
	var out []river.JobArgs
	for _, r := range d.Recipients {
		if signs := falls && message.IsTheirTurn(d, r.ID, true); r.Has(delivery.Payer) && !r.IsDropped() && !signs {
			out = append(out, notice(message.NoticeRestForgiven, d, ev, r.ID))
		}
	}
	return out
}

// signedFirst tells the sender of a signature that comes before the payment; after it, the certificate follows.
func signedFirst(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	if !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		return slices.ContainsFunc(r.Gates, func(g delivery.Gate) bool { return g.Kind == delivery.PaymentGate && g.State == delivery.GatePending })
	}) {
		return nil
	}
	return sender(message.NoticeSigned)(d, ev)
}

// handedBack tells whoever named the payer, whom the sender took back, that it is for them to pay again: unless somebody else
// whom they named still is to.
func handedBack(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	x, _ := ev.Data.(delivery.PayerDropped)
	who, ok := d.Recipient(x.Recipient)
	if !ok || ev.Actor == delivery.ByRecipient(who.NamedBy) || !message.IsTheirTurn(d, who.NamedBy, false) {
		return nil
	}
	if slices.ContainsFunc(d.Recipients, func(r delivery.Recipient) bool {
		return r.ID != who.ID && r.NamedBy == who.NamedBy && !r.IsDropped()
	}) {
		return nil
	}
	return []river.JobArgs{notice(message.NoticeTurnPay, d, ev, who.NamedBy)}
}

func isForgiven(d *delivery.Delivery, due string) bool {
	x, ok := d.Due(due)
	return ok && x.Forgiven > 0
}

// corrected tells a recipient of a number they proposed and the sender took, or of one by which they can sign from now on.
// Only a changed address, or number where links go by text message, brings a new link: it invites to a delivery that is
// under way; to one that is over, where files still wait, it is but the link.
func corrected(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	c, ok := ev.Data.(delivery.RecipientCorrected)
	_, signs := agenda.Pending(d, c.Recipient)
	switch {
	case !ok:
		return nil
	case c.NewLink && d.State != delivery.Sent:
		return []river.JobArgs{notice(message.NoticeFreshLink, d, ev, c.Recipient)}
	case c.NewPhone && signs && (c.PhoneBy == delivery.ByRecipient(c.Recipient) || !c.NewLink && message.IsTheirTurn(d, c.Recipient, true)):
		return []river.JobArgs{notice(message.NoticeNumberConfirmed, d, ev, c.Recipient)}
	case c.NewLink:
		return []river.JobArgs{notice(message.NoticeInvitation, d, ev, c.Recipient)}
	}
	return nil
}
