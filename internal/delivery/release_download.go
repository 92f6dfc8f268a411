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
	var err error
	if x.Release, err = d.servedOf(recipient, x.Release, x.Deliverable); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(x)
	return r.done()
}

// CompleteDownload is EndDownload for a transfer whose start, at the instant began, was not recorded then because many
// were before it: as it made the file complete, both are recorded after all.
func (d *Delivery) CompleteDownload(recipient string, began, at Instant, start DownloadStarted, end DownloadEnded) ([]Event, error) {
	release, err := d.servedOf(recipient, end.Release, end.Deliverable)
	if err != nil {
		return nil, err
	}
	start.Release, end.Release = release, release
	r := d.record(ByRecipient(recipient), began)
	r.add(start)
	r.at = max(r.at, at)
	r.add(end)
	return r.done()
}

// servedOf returns the release that what was served belongs to, if to any. It was unlocked once, else nothing left.
func (d *Delivery) servedOf(recipient, release, deliverable string) (string, error) {
	if _, ok := d.Recipient(recipient); !ok {
		return "", ErrUnknownRecipient
	}
	if deliverable != "" {
		if _, ok := d.Deliverable(deliverable); !ok {
			return "", ErrUnknownDeliverable
		}
		if rel, ok := d.ReleaseOf(deliverable); ok {
			release = rel.ID
		}
	}
	if release == "" {
		return "", nil
	}
	rel, ok := d.Release(release)
	switch {
	case !ok:
		return "", ErrUnknownRelease
	case rel.UnlockedAt.IsZero():
		return "", ErrReleaseLocked
	}
	return release, nil
}
