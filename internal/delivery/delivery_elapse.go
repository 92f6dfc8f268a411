package delivery

import "time"

// expiryTold is how long before the last instant to start paying everybody is told that it comes near.
const expiryTold = 7 * 24 * time.Hour

// NextDue returns the next instant at which time itself changes something: the expiry and the word that it comes near,
// or a reminder that a paid release is not signed. Zero is never. It may lie in the past: then Elapse has something to do now.
func (d *Delivery) NextDue() Instant {
	if d.State != Sent || !d.ErasedAt.IsZero() {
		return 0
	}
	next := Instant(0)
	sooner := func(at Instant) {
		if !at.IsZero() && (next.IsZero() || at < next) {
			next = at
		}
	}
	if !d.stopsExpiry() {
		sooner(d.Deadline())
		sooner(d.nearExpiry())
	}
	for i := range d.Releases {
		sooner(d.nextReminder(&d.Releases[i]))
		sooner(d.nextRelease(&d.Releases[i]))
	}
	return next
}

// nearExpiry is when everybody is told that the expiry comes near; zero when they were, when nothing expires, and when
// it was near already as the delivery was sent, which said so.
func (d *Delivery) nearExpiry() Instant {
	end := d.Deadline()
	if near := end.Add(-expiryTold); !end.IsZero() && near > d.SentAt && d.ExpiryTold != d.Terms.ExpiresOn {
		return near
	}
	return 0
}

func (d *Delivery) nextReminder(r *Release) Instant {
	since := d.PaidUnsignedSince(r)
	if since.IsZero() || r.Reminders >= len(remindAfter) {
		return 0
	}
	return since.Add(remindAfter[r.Reminders])
}

// nextRelease is when files come that wait for nothing but the end of a right of withdrawal.
func (d *Delivery) nextRelease(r *Release) Instant {
	if !r.allGatesFell() || r.Suspended || d.IsGoingBack(r) {
		return 0
	}
	return d.HeldUntil(r.ID)
}

// Elapse does what time alone has made due at the instant: expiry, its announcement, and reminders. Nothing due is no event and no
// error, so a sweeper may call it whenever it likes. A reminder missed for days is told once, not twice.
func (d *Delivery) Elapse(at Instant) ([]Event, error) {
	if d.State != Sent || !d.ErasedAt.IsZero() {
		return nil, nil
	}
	r := d.record(System, at)
	for i := range d.Releases {
		rel := &d.Releases[i]
		reminder := rel.Reminders
		for since := d.PaidUnsignedSince(rel); !since.IsZero() && reminder < len(remindAfter) && r.at >= since.Add(remindAfter[reminder]); {
			reminder++
		}
		if reminder > rel.Reminders {
			r.add(SignatureAwaited{Release: rel.ID, Reminder: reminder})
		}
	}
	if end := d.Deadline(); !end.IsZero() && !d.stopsExpiry() {
		if near := d.nearExpiry(); r.at >= end {
			r.add(DeliveryExpired{})
		} else if !near.IsZero() && r.at >= near {
			r.add(ExpiryNear{ExpiresOn: d.Terms.ExpiresOn})
		}
	}
	return r.done()
}
