package board

import (
	"quittance/frontend/screen"
	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Standing is what the one sentence about a delivery depends on; a list and the delivery itself both know it.
type Standing struct {
	Release          delivery.ReleaseState // of the release that waits for most
	Suspended        bool
	state            delivery.State
	processing       bool
	paymentPending   bool
	signaturePending bool
	bounced          bool // money that was to go back did not; the list does not know
}

func standingOfSummary(s db.Summary) Standing {
	return Standing{
		state: s.State, Release: s.ReleaseState, Suspended: s.Suspended, processing: s.Processing,
		paymentPending: s.PaymentPending || (s.ReleaseState != delivery.ReleaseLocked && s.Settled < s.Amount), signaturePending: s.SignaturePending,
	}
}

// StandingOf is that of a delivery which was loaded.
func StandingOf(d *delivery.Delivery) Standing {
	s := Standing{state: d.State, bounced: d.RefundBounced()}
	for i := range d.Releases {
		r := &d.Releases[i]
		if s.Release == "" || waitsFor[r.State] > waitsFor[s.Release] {
			s.Release = r.State
		}
		s.Suspended = s.Suspended || r.Suspended
		for _, g := range r.Gates {
			s.paymentPending = s.paymentPending || (g.State == delivery.GatePending && g.Kind == delivery.PaymentGate)
			s.signaturePending = s.signaturePending || (g.State == delivery.GatePending && g.Kind == delivery.SignatureGate)
		}
	}
	for i := range d.Dues {
		s.paymentPending = s.paymentPending || (s.Release != delivery.ReleaseLocked && !d.Dues[i].IsSettled())
	}
	for i := range d.Payments {
		s.processing = s.processing || d.Payments[i].State == delivery.PaymentProcessing
	}
	return s
}

// waitsFor ranks releases by how much they still wait for.
var waitsFor = map[delivery.ReleaseState]int{
	delivery.ReleaseRevoked: 0, delivery.ReleaseUnlocked: 1, delivery.ReleaseSealing: 2, delivery.ReleaseLocked: 3,
}

// Situation is the one sentence.
func (s Standing) Situation() screen.Situation {
	switch s.state {
	case delivery.Draft:
		return screen.SituationDraft
	case delivery.Withdrawn:
		return screen.SituationWithdrawn
	case delivery.Declined:
		return screen.SituationDeclined
	case delivery.Expired:
		return screen.SituationExpired
	case delivery.Sent, delivery.Completed:
	}
	switch {
	case s.Release == delivery.ReleaseRevoked && s.bounced:
		return screen.SituationRefundFailed
	case s.Release == delivery.ReleaseRevoked:
		return screen.SituationRevoked
	case s.Suspended:
		return screen.SituationSuspended
	case s.state == delivery.Completed:
		return screen.SituationCompleted
	case s.Release == delivery.ReleaseSealing:
		return screen.SituationSealing
	case s.Release == delivery.ReleaseUnlocked && s.paymentPending:
		return screen.SituationUnlockedUnpaid
	case s.Release == delivery.ReleaseUnlocked:
		return screen.SituationUnlocked
	case s.processing:
		return screen.SituationPaymentProcessing
	case s.paymentPending && s.signaturePending:
		return screen.SituationAwaitingBoth
	case s.paymentPending:
		return screen.SituationAwaitingPayment
	}
	return screen.SituationAwaitingSignature
}
