package delivery

// RecordCertificate fixes the evidence of a release: of completion while it is sealing, of delivery after all
// its files were served to one recipient. One of each kind: recording the same again changes nothing, another is refused.
func (d *Delivery) RecordCertificate(at Instant, x CertificateRecorded) ([]Event, error) {
	rel, ok := d.Release(x.Release)
	if !ok {
		return nil, ErrUnknownRelease
	}
	if c := rel.certificate(x.Kind); c != nil {
		if c.Number == x.Certificate && c.Evidence == x.Evidence {
			return nil, nil
		}
		return nil, ErrCertificateIsSet.With("certificate", c.Number)
	}
	switch x.Kind {
	case CompletionCertificate:
		if rel.State == ReleaseRevoked {
			return nil, ErrReleaseRevoked
		}
		if rel.State != ReleaseSealing {
			return nil, ErrNotSealing
		}
	case DeliveryCertificate:
		if rel.HandedOverAt.IsZero() {
			return nil, ErrNotDownloaded
		}
	default:
		return nil, ErrNoCertificate
	}
	r := d.record(System, at)
	r.add(x)
	return r.done()
}

// Seal records that the sealed certificate is stored. That of completion unlocks its release with it, in one go,
// unless the release was revoked while it was being made. Sealing the same again changes nothing.
func (d *Delivery) Seal(at Instant, x CertificateSealed) ([]Event, error) {
	rel, ok := d.Release(x.Release)
	if !ok {
		return nil, ErrUnknownRelease
	}
	c := rel.certificate(x.Kind)
	switch {
	case c == nil:
		return nil, ErrNoCertificate
	case c.Number != x.Certificate:
		return nil, ErrCertificateIsSet.With("certificate", c.Number)
	case !c.SealedAt.IsZero():
		return nil, nil
	}
	r := d.record(System, at)
	r.add(x)
	if x.Kind == CompletionCertificate && rel.State == ReleaseSealing {
		r.add(ReleaseOpened{Release: rel.ID})
	}
	return r.done()
}
