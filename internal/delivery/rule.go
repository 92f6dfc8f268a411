package delivery

import (
	"slices"
	"time"

	"quittance/internal/input"
	"quittance/internal/problem"
)

// The rules several verbs share.

// MinReachableDays is how long unlocked files stay at least.
const MinReachableDays = 365

// UnsignedAfter is how long after the money a release that is still unsigned is said to wait.
const UnsignedAfter = 24 * time.Hour

// remindAfter is when both sides are told that a release is paid but unsigned, counted from the money.
var remindAfter = [...]time.Duration{UnsignedAfter, 72 * time.Hour}

// Begun is nil once the delivery was sent and as long as nobody ended it; an expired one counts.
func (d *Delivery) Begun() error {
	switch d.State {
	case Draft:
		return ErrNotSent
	case Withdrawn:
		return ErrWasWithdrawn
	case Declined:
		return ErrWasDeclined
	case Sent, Completed, Expired:
	}
	return nil
}

// running is nil while recipients can act.
func (d *Delivery) running() error {
	switch d.State {
	case Completed:
		return ErrAlreadyCompleted
	case Expired:
		return ErrHasExpired
	case Draft, Sent, Withdrawn, Declined:
	}
	return d.Begun()
}

// hasMoney reports whether money counts for a due and was not given back.
func (d *Delivery) hasMoney() bool {
	_, ok := find(d.Dues, func(x *Due) bool { return x.Settled > x.Refunded })
	return ok
}

func (d *Delivery) hasProcessing() bool {
	_, ok := find(d.Payments, func(p *Payment) bool { return p.State == PaymentProcessing })
	return ok
}

// delivered returns the problem of the first release that is sealing or unlocked, or nil.
func (d *Delivery) delivered() error {
	for i := range d.Releases {
		switch d.Releases[i].State {
		case ReleaseSealing:
			return ErrBeingSealed
		case ReleaseUnlocked:
			return ErrReleaseUnlocked
		case ReleaseLocked, ReleaseRevoked:
		}
	}
	return nil
}

// stopsExpiry reports whether the delivery can no longer expire: money has come or is at the bank, or files are
// out. The right to pay what is still owed then has no last day.
func (d *Delivery) stopsExpiry() bool {
	return d.hasMoney() || d.hasProcessing() || d.delivered() != nil
}

func (r *Release) gate(id string) *Gate {
	g, _ := find(r.Gates, func(g *Gate) bool { return g.ID == id })
	return g
}

func (r *Release) certificate(kind CertificateKind) *Certificate {
	c, _ := find(r.Certificates, func(c *Certificate) bool { return c.Kind == kind })
	return c
}

// guardedBy reports whether the due is a gate of the release that the sender has not renounced.
func (r *Release) guardedBy(due string) bool {
	_, ok := find(r.Gates, func(g *Gate) bool { return g.Kind == PaymentGate && g.Subject == due && g.State != GateWaived })
	return ok
}

func (r *Release) asksForMoney() bool {
	_, ok := find(r.Gates, func(g *Gate) bool { return g.Kind == PaymentGate })
	return ok
}

func (d *Delivery) guardsAnything(due string) bool {
	for i := range d.Releases {
		if _, ok := find(d.Releases[i].Gates, func(g *Gate) bool { return g.Kind == PaymentGate && g.Subject == due }); ok {
			return true
		}
	}
	return false
}

// IsOpen reports whether every gate of an earlier position is passed or waived.
func (r *Release) IsOpen(g *Gate) bool {
	_, blocked := find(r.Gates, func(x *Gate) bool { return x.Position < g.Position && x.State == GatePending })
	return !blocked
}

func (r *Release) allGatesFell() bool {
	_, pending := find(r.Gates, func(g *Gate) bool { return g.State == GatePending })
	return !pending
}

// isDisputed reports whether an open dispute touches money that guards the release.
func (d *Delivery) isDisputed(r *Release) bool {
	_, ok := find(d.Disputes, func(x *Dispute) bool {
		p, ok := d.Payment(x.Payment)
		return x.State == DisputeOpen && ok && p.State == PaymentSettled && r.guardedBy(p.Due)
	})
	return ok
}

// isContested reports whether the payment is in dispute, or was lost in one: then it cannot be refunded.
func (d *Delivery) isContested(payment string) bool {
	_, ok := find(d.Disputes, func(x *Dispute) bool { return x.Payment == payment && x.State != DisputeWon })
	return ok
}

// isRefunded reports whether all the money that guards the release went back: a full refund of the dues that are
// its gates. With requested set, money on its way back counts, and at least some must be.
func (d *Delivery) isRefunded(r *Release, requested bool) bool {
	any, onItsWay := false, int64(0)
	for i := range d.Dues {
		due := &d.Dues[i]
		if !r.guardedBy(due.ID) || !due.IsSettled() {
			continue
		}
		back := due.Refunded
		if requested {
			back += d.refunding(due.ID)
			onItsWay += d.refunding(due.ID)
		}
		if back < due.Settled {
			return false
		}
		any = true
	}
	return any && (!requested || onItsWay > 0)
}

// IsGoingBack reports whether all the money that guards the release is on its way back, or there: it is handed over to nobody.
func (d *Delivery) IsGoingBack(r *Release) bool { return d.isRefunded(r, true) }

// refunding is what is on its way back of a due's money.
func (d *Delivery) refunding(due string) int64 {
	sum := int64(0)
	for i := range d.Refunds {
		r := &d.Refunds[i]
		if p, ok := d.Payment(r.Payment); ok && p.Due == due && p.State == PaymentSettled && r.State == RefundRequested && !r.Surplus {
			sum += r.Amount
		}
	}
	return sum
}

// refundable is what can still be given back of a payment.
func (d *Delivery) refundable(p *Payment) int64 {
	left := p.Amount - p.Refunded
	for i := range d.Refunds {
		if r := &d.Refunds[i]; r.Payment == p.ID && r.State == RefundRequested {
			left -= r.Amount
		}
	}
	return max(left, 0)
}

// surplus is what of a payment counts for no due and is neither given back nor on its way.
func (d *Delivery) surplus(p *Payment) int64 {
	return min(d.surplusBut(p, RefundSucceeded, RefundRequested), d.refundable(p))
}

// surplusBut is what of a payment counts for no due, less what the refunds in these states give back of it.
func (d *Delivery) surplusBut(p *Payment, gone ...RefundState) int64 {
	if !p.hasMoney() {
		return 0
	}
	left := p.Amount - p.Applied
	for i := range d.Refunds {
		if r := &d.Refunds[i]; r.Payment == p.ID && r.Surplus && slices.Contains(gone, r.State) {
			left -= r.Amount
		}
	}
	return max(left, 0)
}

// canPay tells whether the due can be paid now: in the order of its gates, unless the sender renounced them.
func (d *Delivery) canPay(due string) error {
	var refused error
	for i := range d.Releases {
		r := &d.Releases[i]
		for j := range r.Gates {
			g := &r.Gates[j]
			if g.Kind != PaymentGate || g.Subject != due {
				continue
			}
			switch {
			case r.State == ReleaseRevoked:
				if refused == nil {
					refused = ErrReleaseRevoked
				}
			case g.State == GatePending && !r.IsOpen(g):
				refused = ErrGateNotOpen
			default:
				return nil
			}
		}
	}
	return refused
}

// IsPayable reports whether it is the due's turn to be paid, and no dispute stands in the way.
func (d *Delivery) IsPayable(due string) bool { return d.canPay(due) == nil && !d.suspends(due) }

// ToSign returns the release and the gate that wait for the recipient's signature: one that can be signed now before
// one that is suspended or being refunded, and that before one whose turn has not come.
func (d *Delivery) ToSign(recipient string) (*Release, *Gate, bool) {
	var rel *Release
	var gate *Gate
	best := 0
	for i := range d.Releases {
		r := &d.Releases[i]
		g, ok := find(r.Gates, func(g *Gate) bool {
			return g.Kind == SignatureGate && g.Subject == recipient && g.State == GatePending
		})
		if !ok || r.State != ReleaseLocked {
			continue
		}
		rank := 1
		if r.IsOpen(g) {
			rank = 2
			if !r.Suspended && !d.IsGoingBack(r) {
				rank = 3
			}
		}
		if rank > best {
			best, rel, gate = rank, r, g
		}
	}
	return rel, gate, rel != nil
}

// PaidUnsignedSince returns when the release had all its money while a signature is missing; zero when it is not so.
func (d *Delivery) PaidUnsignedSince(r *Release) Instant {
	if r.State != ReleaseLocked || r.Suspended || d.State != Sent || d.IsGoingBack(r) {
		return 0
	}
	since, unsigned := Instant(0), false
	for i := range r.Gates {
		g := &r.Gates[i]
		switch {
		case g.Kind == PaymentGate && g.State == GatePending:
			return 0
		case g.Kind == PaymentGate && g.State == GatePassed:
			since = max(since, g.At)
		case g.Kind == SignatureGate && g.State == GatePending:
			unsigned = true
		}
	}
	if !unsigned {
		return 0
	}
	return since
}

// oneText is the problem of a verb's only free text, or nil.
func oneText(name string, text Personal, longest int, required bool) error {
	var f problem.Fields
	input.Lines(&f, name, string(text), longest, required)
	return f.Err()
}
