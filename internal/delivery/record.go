package delivery

// record gathers the events of one verb, applying each as it is added, so that what follows decides on the new
// state. A verb makes all its checks before the first event: either all of it happens or nothing.
type record struct {
	d      *Delivery
	by     Actor
	at     Instant
	events []Event
	err    error
}

// record begins at the instant, or at the last event's when a clock went back. On what was erased nobody acts any more: only
// what the bank tells, and what follows from that, is still recorded.
func (d *Delivery) record(by Actor, at Instant) *record {
	r := &record{d: d, by: by, at: max(at, d.LastAt)}
	if !d.ErasedAt.IsZero() && by != System && by != Stripe {
		r.err = ErrErased
	}
	return r
}

func (r *record) add(data Payload) {
	if r.err != nil {
		return
	}
	e := Event{Seq: r.d.Seq + 1, At: r.at, Actor: r.by, Data: data}
	if r.err = r.d.Apply(e); r.err == nil {
		r.events = append(r.events, e)
	}
}

// done lets everything follow that the events made possible, and returns them all.
func (r *record) done() ([]Event, error) {
	r.advance()
	if r.err != nil {
		return nil, r.err
	}
	return r.events, nil
}

// advance passes the gates whose money is there, closes releases whose money is gone, seals those whose last gate
// fell, and completes the delivery. Its events are the program's own.
func (r *record) advance() {
	by := r.by
	r.by = System
	defer func() { r.by = by }()
	for i := range r.d.Releases {
		rel := &r.d.Releases[i]
		if rel.State != ReleaseRevoked && r.d.isRefunded(rel, false) {
			r.add(ReleaseClosed{Release: rel.ID, Reason: ClosedByRefund})
		}
		if r.d.State != Sent || rel.State != ReleaseLocked {
			continue
		}
		for j := range rel.Gates {
			g := &rel.Gates[j]
			if due, ok := r.d.Due(g.Subject); ok && g.Kind == PaymentGate && g.State == GatePending && due.IsSettled() {
				r.add(GateOpened{Release: rel.ID, Gate: g.ID})
			}
		}
		if rel.allGatesFell() && !rel.Suspended && !r.d.IsGoingBack(rel) && r.at >= r.d.HeldUntil(rel.ID) {
			r.add(ReleaseReady{Release: rel.ID})
		}
	}
	if r.d.State == Sent && r.d.isFulfilled() {
		r.add(DeliveryCompleted{})
	}
}

// isFulfilled reports whether every release is unlocked and every due settled.
func (d *Delivery) isFulfilled() bool {
	_, locked := find(d.Releases, func(r *Release) bool { return r.State != ReleaseUnlocked })
	_, owed := find(d.Dues, func(x *Due) bool { return !x.IsSettled() })
	return !locked && !owed
}
