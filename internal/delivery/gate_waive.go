package delivery

import "quittance/internal/input"

// Waive renounces a gate on record, with a reason that the certificate prints as the sender's. The due of a waived
// payment gate stays owed: only its guarding ends. A rest that nobody can pay online is not owed any more (ForgiveRest).
func (d *Delivery) Waive(by Actor, at Instant, release, gate string, reason Personal) ([]Event, error) {
	if err := d.running(); err != nil {
		return nil, err
	}
	rel, ok := d.Release(release)
	if !ok {
		return nil, ErrUnknownRelease
	}
	g := rel.gate(gate)
	if g == nil {
		return nil, ErrUnknownGate
	}
	switch rel.State {
	case ReleaseSealing:
		return nil, ErrBeingSealed
	case ReleaseUnlocked:
		return nil, ErrReleaseUnlocked
	case ReleaseRevoked:
		return nil, ErrReleaseRevoked
	case ReleaseLocked:
	}
	if g.State != GatePending {
		return nil, ErrGateNotPending
	}
	if err := oneText("reason", reason, input.MaxReason, true); err != nil {
		return nil, err
	}
	if due, ok := d.Due(g.Subject); ok && g.Kind == PaymentGate && due.Settled > 0 && d.IsTooLittle(due.ID) {
		return d.ForgiveRest(by, at, due.ID, reason)
	}
	r := d.record(by, at)
	r.add(GateWaivedBySender{Release: release, Gate: gate, Reason: reason})
	return r.done()
}
