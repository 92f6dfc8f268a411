package delivery

import (
	"slices"
	"time"

	"quittance/internal/evidence"
	"quittance/internal/tariff"
	"quittance/internal/timezone"
)

// find returns a pointer into the slice, so that Apply can change what it finds. Others must only read.
func find[T any](all []T, is func(*T) bool) (*T, bool) {
	for i := range all {
		if is(&all[i]) {
			return &all[i], true
		}
	}
	return nil, false
}

// Recipient returns the recipient with the id. What the finders return is for reading.
func (d *Delivery) Recipient(id string) (*Recipient, bool) {
	return find(d.Recipients, func(r *Recipient) bool { return r.ID == id })
}

// Due returns the amount due with the id.
func (d *Delivery) Due(id string) (*Due, bool) {
	return find(d.Dues, func(x *Due) bool { return x.ID == id })
}

// Release returns the release with the id.
func (d *Delivery) Release(id string) (*Release, bool) {
	return find(d.Releases, func(r *Release) bool { return r.ID == id })
}

// Payment returns the payment with the id.
func (d *Delivery) Payment(id string) (*Payment, bool) {
	return find(d.Payments, func(p *Payment) bool { return p.ID == id })
}

// RefundOf returns the refund with the id.
func (d *Delivery) RefundOf(id string) (*Refund, bool) {
	return find(d.Refunds, func(r *Refund) bool { return r.ID == id })
}

// Deliverable returns the file with the id, a replaced one too.
func (d *Delivery) Deliverable(id string) (*Deliverable, bool) {
	return find(d.Deliverables, func(f *Deliverable) bool { return f.ID == id })
}

// ReleaseOf returns the release that holds the file; a file visible before payment has none.
func (d *Delivery) ReleaseOf(deliverable string) (*Release, bool) {
	return find(d.Releases, func(r *Release) bool { return slices.Contains(r.Deliverables, deliverable) })
}

// Manifest returns the hash over the files of the release in hex, the same that the certificate states
// (evidence.ManifestHash); "" for an unknown release.
func (d *Delivery) Manifest(release string) string {
	rel, ok := d.Release(release)
	if !ok {
		return ""
	}
	files := make([]evidence.File, 0, len(rel.Deliverables))
	for _, id := range rel.Deliverables {
		f, ok := d.Deliverable(id)
		if !ok {
			return ""
		}
		sum, err := evidence.ParseHash(f.SHA256)
		if err != nil {
			return ""
		}
		files = append(files, evidence.File{Name: string(f.Name), SHA256: sum, Size: f.Size})
	}
	hash, err := evidence.ManifestHash(files)
	if err != nil {
		return ""
	}
	return hash.String()
}

// Price returns what the release costs: the dues that are its gates; where none is, the dues that guard nothing
// (public buyers pay after), less what the sender does without. It is false where there is nothing to pay.
func (d *Delivery) Price(release string) (Money, bool) {
	rel, ok := d.Release(release)
	if !ok {
		return Money{}, false
	}
	sum := Money{}
	for i := range d.Dues {
		due := &d.Dues[i]
		if rel.guardedBy(due.ID) || !rel.asksForMoney() && !d.guardsAnything(due.ID) {
			sum.Amount += due.Amount - due.Forgiven
			sum.Currency = due.Currency
		}
	}
	return sum, sum.Currency != ""
}

// VATRegime is why the price carries no VAT, where a regime says so: that of the first due.
func (d *Delivery) VATRegime() tariff.Regime {
	if len(d.Dues) == 0 {
		return tariff.Ordinary
	}
	return d.Dues[0].VATRegime
}

// RestOf is the invoice of which the due is what is left to pay, a part having been paid before: its tax is split there and
// nowhere else.
func (d *Delivery) RestOf(due *Due) (invoice *Deliverable, ok bool) {
	return find(d.Deliverables, func(f *Deliverable) bool {
		x := &f.Document
		return f.Visible && !f.Replaced && x.Whole > x.Total && x.Total == due.Amount && x.Currency == due.Currency
	})
}

// Owing returns what is still to be paid of the due.
func (d *Delivery) Owing(due string) int64 {
	x, ok := d.Due(due)
	if !ok {
		return 0
	}
	return max(x.Amount-x.Settled-x.Forgiven, 0)
}

// OpenPayment returns the one payment of the due that is begun and neither closed nor settled: its state is
// started, open or processing.
func (d *Delivery) OpenPayment(due string) (*Payment, bool) {
	return find(d.Payments, func(p *Payment) bool {
		return p.Due == due && (p.State == PaymentStarted || p.State == PaymentOpen || p.State == PaymentProcessing)
	})
}

// ReachableUntil returns the first instant at which the files of an unlocked release are kept no longer, the end of a day where
// the sender works, of which people read; zero before the unlocking.
func (d *Delivery) ReachableUntil(release string) Instant {
	rel, ok := d.Release(release)
	if !ok || rel.UnlockedAt.IsZero() {
		return 0
	}
	last := rel.UnlockedAt.Add(time.Duration(max(d.Terms.ReachableDays, MinReachableDays)) * 24 * time.Hour)
	end, _ := d.Terms.Day(last).EndIn(timezone.Of(d.Terms.Zone)) // a day that we wrote
	return end
}

// Deadline returns the first instant at which it is too late to start paying; zero is never. A time zone that this
// machine does not know reads as UTC.
func (d *Delivery) Deadline() Instant {
	if d.Terms.ExpiresOn == "" {
		return 0
	}
	end, err := d.Terms.ExpiresOn.EndIn(timezone.Of(d.Terms.Zone))
	if err != nil {
		return 0
	}
	return end
}

// DefaultZone is where senders work unless their workspace says otherwise.
const DefaultZone = "Europe/Paris"

// CanDownload tells whether the recipient may have the file now; deliverable "" is all files of the only release.
// It is nil, a Locked problem (402), an Ended one (410) or NotFound.
func (d *Delivery) CanDownload(recipient, deliverable string, at Instant) error {
	if !d.FilesErasedAt.IsZero() {
		return ErrFilesErased
	}
	if deliverable == "" {
		if len(d.Releases) == 0 {
			return ErrUnknownRelease
		}
		return d.CanDownloadAll(recipient, d.Releases[0].ID, at)
	}
	f, ok := d.Deliverable(deliverable)
	if !ok {
		return ErrUnknownDeliverable
	}
	if f.Replaced {
		return ErrFileReplaced
	}
	if rel, ok := d.ReleaseOf(f.ID); ok {
		return d.CanDownloadAll(recipient, rel.ID, at)
	}
	if _, ok := d.Recipient(recipient); !ok {
		return ErrUnknownRecipient
	}
	if err := d.Begun(); err != nil {
		return err
	}
	if !f.Visible {
		return ErrReleaseLocked
	}
	return nil
}

// CanDownloadAll tells whether the recipient may have every file of the release now.
func (d *Delivery) CanDownloadAll(recipient, release string, at Instant) error {
	rel, ok := d.Release(release)
	if !ok {
		return ErrUnknownRelease
	}
	who, ok := d.Recipient(recipient)
	if !ok {
		return ErrUnknownRecipient
	}
	if who.Delegate {
		return ErrWrongRole
	}
	if rel.State == ReleaseRevoked {
		return ErrReleaseRevoked
	}
	if !d.FilesErasedAt.IsZero() {
		return ErrFilesErased
	}
	if err := d.Begun(); err != nil {
		return err
	}
	switch {
	case d.State == Expired && rel.State == ReleaseLocked:
		return ErrHasExpired
	case rel.State == ReleaseSealing:
		return ErrReleaseSealing
	case rel.State != ReleaseUnlocked:
		return ErrReleaseLocked
	case rel.Suspended:
		return ErrReleaseSuspended
	case d.IsGoingBack(rel):
		return ErrRefundPending
	case at >= d.ReachableUntil(rel.ID):
		return ErrReachTimeOver
	}
	return nil
}

// IsPaid reports whether money came, or is on its way, whatever it opened. Who gave it is served and told, also where the
// sender may ask nobody any more.
func (d *Delivery) IsPaid() bool {
	return slices.ContainsFunc(d.Payments, func(p Payment) bool { return p.HasCome() })
}

// HasCome reports whether its money came, or is on its way.
func (p *Payment) HasCome() bool {
	return p.State == PaymentSettled || p.State == PaymentProcessing || p.State == PaymentUnapplied
}

// RefundBounced reports whether money that was to go back to its payer came back from the bank, and waits.
func (d *Delivery) RefundBounced() bool {
	return slices.ContainsFunc(d.Refunds, func(r Refund) bool { return d.Unreturned(r.ID) > 0 })
}

// Unreturned is what of a refund that failed is still to be given back: less what later ones of its payment brought or are to
// bring. 0 where it did not fail.
func (d *Delivery) Unreturned(refund string) int64 {
	i := slices.IndexFunc(d.Refunds, func(r Refund) bool { return r.ID == refund && r.State == RefundFailed })
	if i < 0 {
		return 0
	}
	failed := &d.Refunds[i]
	p, ok := d.Payment(failed.Payment)
	if !ok || !p.hasMoney() {
		return 0
	}
	left := failed.Amount
	for _, later := range d.Refunds[i+1:] {
		if later.Payment == p.ID && later.State != RefundFailed {
			left -= later.Amount
		}
	}
	return max(min(left, d.refundable(p)), 0)
}
