package message

import (
	"slices"
	"strings"
	"time"

	"quittance/internal/delivery"
)

// IsTheirTurn reports whether nothing stands any more between the recipient and signing, or paying. Who waits for the
// sender's word about their number cannot sign yet.
func IsTheirTurn(d *delivery.Delivery, recipient string, toSign bool) bool {
	who, ok := d.Recipient(recipient)
	pays, signs := d.Asked(recipient)
	if toSign {
		return ok && d.State == delivery.Sent && signs && who.ProposedPhone == ""
	}
	return ok && d.State == delivery.Sent && pays
}

// WhoPasses are the recipients who can make a gate fall.
func WhoPasses(d *delivery.Delivery, g delivery.Gate) []string {
	if g.Kind == delivery.SignatureGate {
		return []string{g.Subject}
	}
	var out []string
	for _, r := range d.Recipients {
		if r.Has(delivery.Payer) {
			out = append(out, r.ID)
		}
	}
	return out
}

// course says what stands before and after what the reader is asked to do.
func (n *Notice) course(d *delivery.Delivery, to *delivery.Recipient, now delivery.Instant) {
	n.MyTurn = IsTheirTurn(d, to.ID, true) || IsTheirTurn(d, to.ID, false)
	n.Course.Chooses = slices.ContainsFunc(d.Recipients, func(r delivery.Recipient) bool { return d.MustChooseRight(&r) })
	if end := d.RightEnd(); to.WaivedRightAt.IsZero() && d.MayEndContract(to.ID, now) { // kept by a choice, or for want of one
		n.RightUntil = d.Terms.Day(end.Add(-time.Hour)) // the right ends with the last hour of its last day
	}
	n.GaveUp = d.HasRight() && !to.WaivedRightAt.IsZero()
	n.heldUntil(d, now)
	n.Ready = !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool { return r.State != delivery.ReleaseUnlocked || r.Suspended })
	for _, r := range d.Releases {
		if r.State == delivery.ReleaseLocked {
			n.Course.gates(d, r.Gates, to.ID)
		}
	}
}

// heldUntil says when files come that wait for the end of a right of withdrawal.
func (n *Notice) heldUntil(d *delivery.Delivery, now delivery.Instant) {
	for _, r := range d.Releases {
		if held := d.HeldUntil(r.ID); held > now {
			n.Course.FilesOn = d.Terms.Day(held)
		}
	}
}

// gates names those who come before the reader and those whom the files wait for besides; the former, once the reader has
// anything to do.
func (c *Course) gates(d *delivery.Delivery, gates []delivery.Gate, reader string) {
	first := 0 // position of the first gate that is the reader's
	for _, g := range gates {
		if g.State == delivery.GatePending && slices.Contains(WhoPasses(d, g), reader) && (first == 0 || g.Position < first) {
			first, c.SignsFirst = g.Position, g.Kind == delivery.SignatureGate
		}
	}
	for _, g := range gates {
		whose := WhoPasses(d, g)
		if g.State != delivery.GatePending || slices.Contains(whose, reader) {
			continue
		}
		list := &c.PaysToo
		switch signs, before := g.Kind == delivery.SignatureGate, g.Position < first; {
		case signs && before:
			list = &c.SignsBefore
		case signs:
			list = &c.SignsToo
		case before:
			list = &c.PaysBefore
		}
		for _, id := range whose {
			if r, ok := d.Recipient(id); ok && !r.Delegate { // the others need not know to whom a payment was entrusted
				*list = strings.TrimPrefix(*list+", "+string(r.Name), ", ")
			}
		}
	}
}
