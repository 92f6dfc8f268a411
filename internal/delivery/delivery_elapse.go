package delivery

// NextDue returns the next instant at which time itself changes something: the expiry, or a reminder that a paid
// release is not signed. Zero is never. It may lie in the past: then Elapse has something to do now.
func (d *Delivery) NextDue() Instant {
	if d.State != Sent {
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
	}
	for i := range d.Releases {
		sooner(d.nextReminder(&d.Releases[i]))
	}
	return next
}

func (d *Delivery) nextReminder(r *Release) Instant {
	since := d.paidUnsignedSince(r)
	if since.IsZero() || r.Reminders >= len(remindAfter) {
		return 0
	}
	return since.Add(remindAfter[r.Reminders])
}

// Elapse does what time alone has made due at the instant: expiry and reminders. Nothing due is no event and no
// error, so a sweeper may call it whenever it likes. A reminder missed for days is told once, not twice.
func (d *Delivery) Elapse(at Instant) ([]Event, error) {
	if d.State != Sent {
		return nil, nil
	}
	r := d.record(System, at)
	for i := range d.Releases {
		rel := &d.Releases[i]
		reminder := rel.Reminders
		for since := d.paidUnsignedSince(rel); !since.IsZero() && reminder < len(remindAfter) && r.at >= since.Add(remindAfter[reminder]); {
			reminder++
		}
		if reminder > rel.Reminders {
			r.add(SignatureAwaited{Release: rel.ID, Reminder: reminder})
		}
	}
	if end := d.Deadline(); !end.IsZero() && r.at >= end && !d.stopsExpiry() {
		r.add(DeliveryExpired{})
	}
	return r.done()
}
