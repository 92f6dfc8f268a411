package delivery

// HandOver records that every file of the release was served whole to one recipient (EVIDENCE.md: "served", not "read");
// download is the transfer that completed the last of them. The first time counts: any later one changes nothing. It
// does not fail because the files were closed meanwhile: the bytes left.
func (d *Delivery) HandOver(recipient string, at Instant, release, download string) ([]Event, error) {
	rel, ok := d.Release(release)
	switch {
	case !ok:
		return nil, ErrUnknownRelease
	case rel.UnlockedAt.IsZero():
		return nil, ErrReleaseLocked
	case !rel.HandedOverAt.IsZero():
		return nil, nil
	}
	if _, ok := d.Recipient(recipient); !ok {
		return nil, ErrUnknownRecipient
	}
	bytes := int64(0)
	for _, id := range rel.Deliverables {
		f, ok := d.Deliverable(id)
		if !ok {
			return nil, ErrUnknownDeliverable
		}
		bytes += f.Size
	}
	r := d.record(System, at)
	r.add(ReleaseHandedOver{Release: release, Recipient: recipient, Download: download, Bytes: bytes})
	return r.done()
}
