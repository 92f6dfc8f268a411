package delivery

// StartDownload records that bytes begin to leave, if they may (see CanDownload). x.Release is set for a file that
// belongs to one; x.Deliverable "" is all files of x.Release.
func (d *Delivery) StartDownload(recipient string, at Instant, x DownloadStarted) ([]Event, error) {
	r := d.record(ByRecipient(recipient), at)
	var err error
	if x.Deliverable == "" {
		err = d.CanDownloadAll(recipient, x.Release, r.at)
	} else {
		err = d.CanDownload(recipient, x.Deliverable, r.at)
	}
	if err != nil {
		return nil, err
	}
	if rel, ok := d.ReleaseOf(x.Deliverable); ok {
		x.Release = rel.ID
	}
	r.add(x)
	return r.done()
}

// EndDownload records what was served. It does not fail because the files were closed meanwhile: the bytes left.
func (d *Delivery) EndDownload(recipient string, at Instant, x DownloadEnded) ([]Event, error) {
	if _, ok := d.Recipient(recipient); !ok {
		return nil, ErrUnknownRecipient
	}
	if x.Deliverable != "" {
		if _, ok := d.Deliverable(x.Deliverable); !ok {
			return nil, ErrUnknownDeliverable
		}
		if rel, ok := d.ReleaseOf(x.Deliverable); ok {
			x.Release = rel.ID
		}
	}
	if x.Release != "" {
		rel, ok := d.Release(x.Release)
		if !ok {
			return nil, ErrUnknownRelease
		}
		if rel.UnlockedAt.IsZero() {
			return nil, ErrReleaseLocked
		}
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(x)
	return r.done()
}
