package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
)

// ErrInconsistent means a document that contradicts itself.
var ErrInconsistent = errors.New("evidence contradicts itself")

func inconsistent(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInconsistent}, args...)...)
}

// Check verifies that d does not contradict itself: CheckContent and CheckChain. It proves nothing about who made
// the document; that is what seal, log and time-stamp are for.
func (d *Document) Check() error {
	return errors.Join(d.CheckContent(), d.CheckChain())
}

// CheckChain recomputes the hash of every event, from the first of the delivery, and compares first and head hash,
// count, and every personal value with its digest. Errors are ErrInconsistent, with ErrBrokenChain or
// ErrDetailMismatch beside it.
func (d *Document) CheckChain() error {
	links := make([]Link, 0, len(d.Events))
	for _, r := range d.Events {
		links = append(links, Link{Event: r.Event(d.Certificate.Delivery), Hash: r.Hash})
	}
	switch {
	case len(links) == 0:
		return inconsistent("no events")
	case d.Chain.Count != int64(len(links)):
		return inconsistent("chain counts %d events, %d are there", d.Chain.Count, len(links))
	}
	head, err := VerifyChain(Hash{}, links)
	if err != nil {
		return inconsistent("%w", err)
	}
	if head != d.Chain.Head || links[0].Hash != d.Chain.First {
		return inconsistent("first or head hash is not that of the events")
	}
	for _, r := range d.Events {
		if err := CheckDetails(r.Data, r.Details); err != nil {
			return inconsistent("event %d: %w", r.Seq, err)
		}
		if err := r.checkLocal(); err != nil {
			return err
		}
	}
	return nil
}

// Event returns the event as it was hashed.
func (r EventRecord) Event(delivery string) Event {
	return Event{Delivery: delivery, Seq: r.Seq, Type: r.Type, At: r.At, Actor: r.Actor, Data: r.Data}
}

func (r EventRecord) checkLocal() error {
	local, err := time.Parse(time.RFC3339, r.Local)
	if err != nil || !local.Equal(time.UnixMicro(r.At).Truncate(time.Second)) {
		return inconsistent("local time of event %d is not its instant", r.Seq)
	}
	return nil
}

// CheckContent verifies everything but the events: format, kind, the manifest hash, the hashes of the texts shown,
// what each passcode was bound to, and that gates, payments and signatures name things that are there.
func (d *Document) CheckContent() error {
	switch {
	case d.Format != Format:
		return inconsistent("unknown format")
	case d.Layout < 1:
		return inconsistent("layout %d", d.Layout)
	case d.Nonce.IsZero():
		return inconsistent("no nonce")
	case d.Kind != Completion && d.Kind != Delivery:
		return inconsistent("unknown kind")
	case (d.Kind == Delivery) != (d.Handover != nil):
		return inconsistent("a handover belongs to a certificate of delivery")
	case len(d.Deliverables) == 0:
		return inconsistent("no deliverable")
	case (len(d.Gates) == 0) != (d.NoGateReason != ""):
		return inconsistent("a release without a gate, and only that, has a reason for it")
	}
	if err := d.checkManifest(); err != nil {
		return err
	}
	recipients, err := index("recipient", d.Recipients, func(r Recipient) string { return r.ID })
	if err != nil {
		return err
	}
	dues, err := index("due", d.Dues, func(due Due) string { return due.ID })
	if err != nil {
		return err
	}
	signers, err := d.checkSignatures(recipients)
	if err != nil {
		return err
	}
	settled, err := d.checkPayments(dues)
	if err != nil {
		return err
	}
	if d.Handover != nil && !recipients[d.Handover.Recipient] {
		return inconsistent("handover to nobody")
	}
	return d.checkGates(dues, settled, recipients, signers)
}

func (d *Document) checkManifest() error {
	manifest, err := ManifestHash(d.Files())
	if err != nil {
		return inconsistent("%w", err)
	}
	if manifest != d.Manifest {
		return inconsistent("manifest hash is not that of the deliverables")
	}
	return nil
}

// Files returns name, size and hash of every deliverable.
func (d *Document) Files() []File {
	files := make([]File, 0, len(d.Deliverables))
	for _, f := range d.Deliverables {
		files = append(files, f.File)
	}
	return files
}

// index returns the set of ids of items, which must be there and differ.
func index[T any](what string, items []T, id func(T) string) (map[string]bool, error) {
	set := make(map[string]bool, len(items))
	for i, item := range items {
		key := id(item)
		if key == "" || set[key] {
			return nil, inconsistent("%s %d has no id of its own", what, i+1)
		}
		set[key] = true
	}
	return set, nil
}

func (d *Document) checkSignatures(recipients map[string]bool) (map[string]bool, error) {
	signers := make(map[string]bool, len(d.Signatures))
	for i, s := range d.Signatures {
		if !recipients[s.Recipient] || signers[s.Recipient] {
			return nil, inconsistent("signature %d is not one recipient's only one", i+1)
		}
		signers[s.Recipient] = true
		texts := []Statement{s.Consent, s.Convention}
		for _, c := range s.Choices {
			texts = append(texts, c.Statement)
		}
		for _, t := range texts {
			if t.Text == "" || sha256.Sum256([]byte(t.Text)) != t.SHA256 {
				return nil, inconsistent("signature %d: a text does not have its hash", i+1)
			}
		}
		if p := s.Passcode; p != nil && p.BoundTo.Consent != s.Consent.SHA256 {
			return nil, inconsistent("signature %d: the passcode was bound to another consent", i+1)
		}
	}
	return signers, nil
}

func (d *Document) checkPayments(dues map[string]bool) (map[string]bool, error) {
	settled := make(map[string]bool, len(d.Payments))
	for i, p := range d.Payments {
		switch {
		case !dues[p.Due]:
			return nil, inconsistent("payment %d settles no due", i+1)
		case (p.Processor == nil) == (p.Recorded == nil):
			return nil, inconsistent("payment %d is either a processor's or recorded", i+1)
		case p.Price.Amount <= 0 || p.Surplus < 0 || p.Surplus >= p.Price.Amount || p.Refunded < 0 || p.Refunded > p.Price.Amount || p.RefundedByHand < 0 || p.RefundedByHand > p.Refunded:
			return nil, inconsistent("payment %d has an impossible amount", i+1)
		}
		settled[p.Due] = settled[p.Due] || p.SettledAt != 0
	}
	return settled, nil
}

func (d *Document) checkGates(dues, settled, recipients, signers map[string]bool) error {
	for i, g := range d.Gates {
		subjects, done := dues, settled
		switch g.Kind {
		case "payment":
		case "signature":
			subjects, done = recipients, signers
		default:
			return inconsistent("gate %d has an unknown kind", i+1)
		}
		if !subjects[g.Subject] {
			return inconsistent("gate %d waits for nothing", i+1)
		}
		switch g.State {
		case GatePassed:
			if !done[g.Subject] {
				return inconsistent("gate %d is called passed without its act", i+1)
			}
		case GateWaived:
			if g.Reason == "" || g.By == "" {
				return inconsistent("gate %d is waived by nobody or for no reason", i+1)
			}
		default:
			return inconsistent("gate %d has an unknown state", i+1)
		}
	}
	return nil
}
