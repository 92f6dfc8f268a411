package projection

import (
	"quittance/internal/agenda"
	"quittance/internal/delivery"
	"slices"
)

// Situation is the one sentence that says where a delivery is. It is finer than the state: it also says who owes the next
// step.
type Situation string

// The situations, in the order of a life.
const (
	Draft             Situation = "draft"
	AwaitingPayment   Situation = "awaiting_payment"
	PaymentProcessing Situation = "payment_processing"
	TransferAnnounced Situation = "transfer_announced" // a payer says so: the sender looks at the bank
	AwaitingSignature Situation = "awaiting_signature"
	AwaitingBoth      Situation = "awaiting_both"
	AwaitingRight     Situation = "awaiting_right" // a consumer who paid kept the right of withdrawal
	Sealing           Situation = "sealing"
	Unlocked          Situation = "unlocked"
	UnlockedUnpaid    Situation = "unlocked_unpaid" // files handed over, money still owed
	Completed         Situation = "completed"
	Withdrawn         Situation = "withdrawn" // by the sender
	Renounced         Situation = "renounced" // a consumer withdrew from the contract
	Declined          Situation = "declined"
	Expired           Situation = "expired"
	Revoked           Situation = "revoked"
	RefundFailed      Situation = "refund_failed" // revoked, and the money is not back
	LostApart         Situation = "lost_apart"    // revoked by a dispute that was lost, and other money is kept
	Refunding         Situation = "refunding"     // all the money is on its way back
	Returned          Situation = "returned"      // the price was given back, which was no gate of the files: they stay
	Suspended         Situation = "suspended"
)

// Situations are all of them.
func Situations() []Situation {
	return []Situation{
		Draft, AwaitingPayment, PaymentProcessing, TransferAnnounced, AwaitingSignature, AwaitingBoth, AwaitingRight, Sealing, Unlocked, UnlockedUnpaid, Completed, Withdrawn, Renounced,
		Declined, Expired, Revoked, RefundFailed, LostApart, Refunding, Returned, Suspended,
	}
}

// Standing is what the one sentence depends on.
type Standing struct {
	Release          delivery.ReleaseState // of the release that waits for most
	Suspended        bool
	state            delivery.State
	processing       bool
	announced        bool // a transfer
	paymentPending   bool
	signaturePending bool
	renounced        bool
	bounced          bool // money that was to go back did not
	lostApart        bool // of what was paid the bank took a part back for good
	goingBack        bool // all of it is on its way back
	returned         bool // all of it was given back
}

// SituationOf is the situation of a delivery.
func SituationOf(d *delivery.Delivery) Situation { return StandingOf(d).Situation() }

// StandingOf is the standing of a delivery.
func StandingOf(d *delivery.Delivery) Standing {
	s := Standing{state: d.State, bounced: d.RefundBounced(), lostApart: agenda.LostApart(d)}
	for i := range d.Releases {
		r := &d.Releases[i]
		if s.Release == "" || waitsFor[r.State] > waitsFor[s.Release] {
			s.Release = r.State
		}
		s.Suspended = s.Suspended || r.Suspended
		s.goingBack = s.goingBack || r.State != delivery.ReleaseRevoked && d.IsGoingBack(r)
		for _, g := range r.Gates {
			s.paymentPending = s.paymentPending || (g.State == delivery.GatePending && g.Kind == delivery.PaymentGate)
			s.signaturePending = s.signaturePending || (g.State == delivery.GatePending && g.Kind == delivery.SignatureGate)
		}
	}
	for i := range d.Dues {
		s.paymentPending = s.paymentPending || (s.Release != delivery.ReleaseLocked && !d.Dues[i].IsSettled())
	}
	s.returned = len(d.Dues) > 0 && !slices.ContainsFunc(d.Dues, func(x delivery.Due) bool { return !x.IsSettled() || x.Refunded < x.Settled || x.Settled == 0 })
	for i := range d.Dues {
		s.announced = s.announced || d.TransferAwaited(d.Dues[i].ID)
	}
	_, s.renounced = d.RenouncedBy()
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
func (s Standing) Situation() Situation {
	switch s.state {
	case delivery.Draft:
		return Draft
	case delivery.Withdrawn:
		if s.renounced {
			return Renounced
		}
		return Withdrawn
	case delivery.Declined:
		return Declined
	case delivery.Expired:
		return Expired
	case delivery.Sent, delivery.Completed:
	}
	switch {
	case s.Release == delivery.ReleaseRevoked && s.bounced:
		return RefundFailed
	case s.Release == delivery.ReleaseRevoked && s.lostApart:
		return LostApart
	case s.Release == delivery.ReleaseRevoked:
		return Revoked
	case s.goingBack:
		return Refunding
	case s.Suspended:
		return Suspended
	case s.Release == delivery.ReleaseUnlocked && s.returned:
		return Returned
	case s.state == delivery.Completed:
		return Completed
	case s.Release == delivery.ReleaseSealing:
		return Sealing
	case s.Release == delivery.ReleaseUnlocked && s.paymentPending:
		return UnlockedUnpaid
	case s.Release == delivery.ReleaseUnlocked:
		return Unlocked
	case s.processing:
		return PaymentProcessing
	case s.paymentPending && s.announced:
		return TransferAnnounced
	case s.paymentPending && s.signaturePending:
		return AwaitingBoth
	case s.paymentPending:
		return AwaitingPayment
	case s.Release == delivery.ReleaseLocked && !s.signaturePending:
		return AwaitingRight
	}
	return AwaitingSignature
}
