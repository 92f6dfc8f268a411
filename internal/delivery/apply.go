package delivery

import (
	"errors"
	"fmt"
	"slices"
)

var (
	errOrder   = errors.New("out of order")
	errUnknown = errors.New("unknown reference")
)

// New returns a delivery to which nothing has happened: a draft without content.
func New(id ID) *Delivery { return &Delivery{ID: id, State: Draft} }

// Replay applies recorded events in order to a new delivery. Events whose personal values are apart or erased give
// the same lifecycle with those values empty.
func Replay(id ID, events []Event) (*Delivery, error) {
	d := New(id)
	for _, e := range events {
		if err := d.Apply(e); err != nil {
			return nil, fmt.Errorf("replay delivery %s: %w", id, err)
		}
	}
	return d, nil
}

// Apply changes the state by one event. It is the only place where a state changes, and it decides nothing: it
// fails only on an event that does not follow the last one or names what does not exist, and then changes nothing.
func (d *Delivery) Apply(e Event) error {
	if e.Seq != d.Seq+1 {
		return fmt.Errorf("apply event %d after %d: %w", e.Seq, d.Seq, errOrder)
	}
	if e.At < d.LastAt {
		return fmt.Errorf("apply event %d: its time is before that of the last: %w", e.Seq, errOrder)
	}
	if err := d.apply(e); err != nil {
		return fmt.Errorf("apply event %d %s: %w", e.Seq, e.Data.EventType(), err)
	}
	d.Seq, d.LastAt = e.Seq, e.At
	return nil
}

func (d *Delivery) apply(e Event) error {
	switch x := e.Data.(type) {
	case Drafted:
		d.applyDrafted(x, e.At)
	case Dispatched:
		return d.applyDispatched(x, e.At)
	case WithdrawnBySender:
		d.State, d.EndedAt = Withdrawn, e.At
	case DeclinedByRecipient:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { d.State, d.EndedAt, r.DeclinedAt, r.ProblemAt = Declined, e.At, e.At, e.At })
	case DeliveryExpired:
		d.State, d.EndedAt = Expired, e.At
	case Extended:
		d.Terms.ExpiresOn = x.ExpiresOn
		d.revive()
	case DeliveryCompleted:
		d.State, d.EndedAt = Completed, e.At
	case DeliverableReplaced:
		return d.applyReplaced(x)
	case LinkIssued:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.LinkID = x.LinkID })
	case RecipientOpened:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.OpenedAt = e.At })
	case RecipientCorrected:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.correct(x) })
	case NumberProposed:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.ProposedPhone, r.NumberKeptAt = x.Phone, 0 })
	case NumberDismissed:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.ProposedPhone, r.NumberKeptAt = "", e.At })
	case PayerNamed:
		d.Recipients = append(d.Recipients, Recipient{
			ID: x.Recipient, Name: x.Name, Email: x.Email, Language: x.Language, LinkID: x.LinkID, Roles: []Role{Payer}, Delegate: true, NamedBy: x.NamedBy,
		})
	case PayerDropped:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.Roles = []Role{} })
	case RightWaived:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.WaivedRightAt = e.At })
	case RightKept:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.RightKeptAt, r.WaivedRightAt = e.At, 0 })
	case ContractEnded:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { d.State, d.EndedAt, r.WithdrewAt = Withdrawn, e.At, e.At })
	case RecipientSigned:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.SignedAt, r.Signature = e.At, x.Signature })
	case ProblemReported:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.ProblemAt = e.At })
	case ProblemClosed:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.ProblemAt = 0 })
	case MessageSent, MessageFailed, PasscodeRequested, PasscodeSent, PasscodeDelivered, PasscodeRejected, DownloadStarted:
		// On record; the lifecycle does not depend on them.
	case PasscodeReset:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.CodesResetAt = e.At })
	case GateOpened:
		return d.changeGate(x.Release, x.Gate, func(g *Gate) { g.State, g.At = GatePassed, e.At })
	case GateWaivedBySender:
		return d.changeGate(x.Release, x.Gate, func(g *Gate) { g.State, g.At, g.Reason = GateWaived, e.At, x.Reason })
	case SignatureAwaited:
		return d.changeRelease(x.Release, func(r *Release) { r.Reminders = x.Reminder })
	case ReleaseReady:
		return d.changeRelease(x.Release, func(r *Release) { r.State, r.SealingAt = ReleaseSealing, e.At })
	case CertificateRecorded:
		return d.changeRelease(x.Release, func(r *Release) {
			r.Certificates = append(r.Certificates, Certificate{Number: x.Certificate, Kind: x.Kind, Evidence: x.Evidence, RecordedAt: e.At})
		})
	case CertificateSealed:
		return d.applySealed(x, e.At)
	case ReleaseOpened:
		return d.changeRelease(x.Release, func(r *Release) { r.State, r.UnlockedAt = ReleaseUnlocked, e.At })
	case ReleaseClosed:
		return d.changeRelease(x.Release, func(r *Release) { r.State, r.RevokedAt, r.Suspended = ReleaseRevoked, e.At, false })
	case DownloadEnded:
		return d.applyDownloaded(x, e.At)
	case ReleaseHandedOver:
		return d.changeRelease(x.Release, func(r *Release) { r.HandedOverAt, r.HandedTo = e.At, x.Recipient })
	case RecipientReminded:
		return d.changeRecipient(x.Recipient, func(r *Recipient) { r.RemindedAt = e.At })
	case Erased:
		d.applyErased(x, e.At)
	case ExpiryNear:
		d.ExpiryTold = x.ExpiresOn
	default:
		return d.applyMoney(e)
	}
	return nil
}

func (d *Delivery) applyDrafted(x Drafted, at Instant) {
	if d.CreatedAt.IsZero() {
		d.CreatedAt = at
	}
	d.Workspace, d.Member, d.Sandbox, d.Terms, d.Unfinished = x.Workspace, x.Member, x.Sandbox, x.Terms, x.Unfinished
	// Copies: what changes from here on must not reach back into the recorded event.
	d.Deliverables, d.Dues = slices.Clone(x.Deliverables), slices.Clone(x.Dues)
	d.Recipients, d.Releases = slices.Clone(x.Recipients), slices.Clone(x.Releases)
	for i := range d.Recipients {
		d.Recipients[i].Roles = slices.Clone(d.Recipients[i].Roles)
	}
	for i := range d.Releases {
		r := &d.Releases[i]
		r.Deliverables, r.Gates, r.Certificates = slices.Clone(r.Deliverables), slices.Clone(r.Gates), slices.Clone(r.Certificates)
	}
}

func (d *Delivery) applyDispatched(x Dispatched, at Instant) error {
	for _, l := range x.Links {
		if _, ok := d.Recipient(l.Recipient); !ok {
			return fmt.Errorf("recipient %s: %w", l.Recipient, errUnknown)
		}
	}
	for _, l := range x.Links {
		r, _ := d.Recipient(l.Recipient)
		r.LinkID = l.LinkID
	}
	d.State, d.SentAt, d.Sandbox = Sent, at, x.Sandbox
	return nil
}

// revive brings an expired delivery back: it was extended, or money begun in time came after all.
func (d *Delivery) revive() {
	if d.State == Expired && d.FilesErasedAt.IsZero() {
		d.State, d.EndedAt = Sent, 0
	}
}

func (d *Delivery) applyReplaced(x DeliverableReplaced) error {
	old, ok := d.Deliverable(x.Old)
	if !ok {
		return fmt.Errorf("deliverable %s: %w", x.Old, errUnknown)
	}
	old.Replaced = true
	d.Deliverables = append(d.Deliverables, x.New)
	for i := range d.Releases {
		if n := slices.Index(d.Releases[i].Deliverables, x.Old); n >= 0 {
			d.Releases[i].Deliverables[n] = x.New.ID
		}
	}
	return nil
}

// correct keeps a waiting proposal unless the number itself changed.
func (r *Recipient) correct(x RecipientCorrected) {
	if x.NewPhone {
		r.ProposedPhone, r.NumberKeptAt = "", 0
	}
	r.Name, r.Company, r.Email, r.Phone = x.Name, x.Company, x.Email, x.Phone
	r.PhoneBy, r.PhoneAt, r.LinkID = x.PhoneBy, x.PhoneAt, x.LinkID
}

func (d *Delivery) applySealed(x CertificateSealed, at Instant) error {
	rel, ok := d.Release(x.Release)
	if !ok {
		return fmt.Errorf("release %s: %w", x.Release, errUnknown)
	}
	c := rel.certificate(x.Kind)
	if c == nil {
		return fmt.Errorf("certificate %s: %w", x.Certificate, errUnknown)
	}
	c.SealedAt = at
	return nil
}

func (d *Delivery) applyDownloaded(x DownloadEnded, at Instant) error {
	if !x.Complete || x.Release == "" {
		return nil
	}
	return d.changeRelease(x.Release, func(r *Release) {
		if r.DeliveredAt.IsZero() {
			r.DeliveredAt = at
		}
	})
}

func (d *Delivery) changeRecipient(id string, change func(*Recipient)) error {
	r, ok := d.Recipient(id)
	if !ok {
		return fmt.Errorf("recipient %s: %w", id, errUnknown)
	}
	change(r)
	return nil
}

func (d *Delivery) changeRelease(id string, change func(*Release)) error {
	r, ok := d.Release(id)
	if !ok {
		return fmt.Errorf("release %s: %w", id, errUnknown)
	}
	change(r)
	return nil
}

func (d *Delivery) changeGate(release, id string, change func(*Gate)) error {
	r, ok := d.Release(release)
	if !ok {
		return fmt.Errorf("release %s: %w", release, errUnknown)
	}
	g := r.gate(id)
	if g == nil {
		return fmt.Errorf("gate %s: %w", id, errUnknown)
	}
	change(g)
	return nil
}
