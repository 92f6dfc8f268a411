package jobs

import (
	"slices"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
)

// paused tells those for whom the files are that a dispute keeps them back, unless another one did already.
func paused(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	x, _ := ev.Data.(delivery.DisputeOpened)
	if !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		return r.Suspended && isWaitedFor(d, &r, ev.At) && touches(d, x.Payment, &r) && !slices.ContainsFunc(d.Disputes, func(other delivery.Dispute) bool {
			return other.ID != x.Dispute && other.State == delivery.DisputeOpen && touches(d, other.Payment, &r)
		})
	}) {
		return nil
	}
	return everyRecipient(message.NoticeAccessPaused)(d, ev)
}

// back tells them that it does no more. One that is lost took the files away, which is told with that.
func back(d *delivery.Delivery, ev delivery.Event) []river.JobArgs {
	x, _ := ev.Data.(delivery.DisputeClosed)
	if x.State != delivery.DisputeWon || !slices.ContainsFunc(d.Releases, func(r delivery.Release) bool {
		return !r.Suspended && isWaitedFor(d, &r, ev.At) && touches(d, x.Payment, &r)
	}) {
		return nil
	}
	return everyRecipient(message.NoticeAccessBack)(d, ev)
}

// touches reports whether the money of a payment guards the release, so that a dispute about it does.
func touches(d *delivery.Delivery, payment string, r *delivery.Release) bool {
	p, ok := d.Payment(payment)
	return ok && p.State == delivery.PaymentSettled && slices.ContainsFunc(r.Gates, func(g delivery.Gate) bool {
		return g.Kind == delivery.PaymentGate && g.Subject == p.Due && g.State != delivery.GateWaived
	})
}

// isWaitedFor reports whether somebody has, or waits for, the files of the release.
func isWaitedFor(d *delivery.Delivery, r *delivery.Release, at delivery.Instant) bool {
	switch r.State {
	case delivery.ReleaseLocked:
		return d.State == delivery.Sent
	case delivery.ReleaseSealing:
		return true
	case delivery.ReleaseUnlocked:
		return at < d.ReachableUntil(r.ID)
	case delivery.ReleaseRevoked:
	}
	return false
}
