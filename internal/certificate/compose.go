package certificate

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"quittance/internal/certificate/layout"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Material is everything a certificate is made of. Delivery holds the personal values in plain, as its rows do.
type Material struct {
	Kind     evidence.Kind
	Delivery *delivery.Delivery
	Release  string
	// Events is every recorded event of the delivery so far, in order, with hash and details. Local is filled here.
	Events       []evidence.EventRecord
	Number       string
	MadeAt       delivery.Instant
	Nonce        evidence.Hash // 32 random bytes
	Sender       evidence.Sender
	Platform     evidence.Platform
	VerifyURL    string
	Sandbox      []string // the stand-ins that took part; at least one when the delivery is a sandbox one
	Zone         *time.Location
	Seal         *x509.Certificate // the certificate that is going to seal
	RetentionEnd delivery.Instant
	Earlier      Earlier // what a certificate of kind Delivery quotes
}

// ErrMaterial means material that no true certificate can be made of.
var ErrMaterial = errors.New("material of certificate")

// Compose writes the evidence document. It decides nothing: what is not in the material is not in the document, a
// waived gate stays waived, a payment the sender recorded stays recorded. The result contradicts itself nowhere
// (evidence.Document.Check), or there is none.
//
// It is called once per certificate; from the commit of the result on, the evidence is only read.
func Compose(m Material) (evidence.Document, error) {
	release, err := m.check()
	if err != nil {
		return evidence.Document{}, err
	}
	trail, err := readTrail(m.Events)
	if err != nil {
		return evidence.Document{}, err
	}
	language := m.Delivery.Terms.Language
	if language != "en" {
		language = "fr"
	}
	d := evidence.Document{
		Format: evidence.Format, Kind: m.Kind, Layout: layout.Current, Language: language, Nonce: m.Nonce,
		Certificate: evidence.Certificate{
			Number: m.Number, MadeAt: int64(m.MadeAt), Delivery: string(m.Delivery.ID), Release: release.ID,
			Title: string(m.Delivery.Terms.Title), Reference: string(m.Delivery.Terms.Reference),
			TimeZone: m.Zone.String(), VerifyURL: m.VerifyURL, Sandbox: slices.Clone(m.Sandbox),
		},
		Platform: m.Platform, Sender: m.Sender,
		Recipients: recipientsOf(m.Delivery, trail),
		Events:     localised(m.Events, m.Zone),
		Seal:       sealOf(m.Seal),
		Law:        lawIn(language, m.RetentionEnd),
	}
	if d.Deliverables, err = deliverablesOf(m.Delivery, release); err != nil {
		return evidence.Document{}, err
	}
	if d.Manifest, err = evidence.ManifestHash(d.Files()); err != nil {
		return evidence.Document{}, fmt.Errorf("compose evidence: %w", err)
	}
	if m.Kind == evidence.Delivery {
		if d.Handover, err = handoverOf(release, trail, m.Earlier); err != nil {
			return evidence.Document{}, err
		}
	}
	d.Gates = gatesOf(release, trail)
	if len(d.Gates) == 0 {
		d.NoGateReason = string(m.Delivery.Terms.NoGateReason)
	}
	d.Dues, d.Payments = moneyOf(m.Delivery, release, trail)
	if d.Signatures, err = signaturesOf(m.Delivery, release, d.Manifest, trail); err != nil {
		return evidence.Document{}, err
	}
	d.Chain = evidence.Chain{First: d.Events[0].Hash, Head: d.Events[len(d.Events)-1].Hash, Count: int64(len(d.Events))}
	if err := d.Check(); err != nil {
		return evidence.Document{}, fmt.Errorf("compose evidence: %w", err)
	}
	return d, nil
}

func (m Material) check() (*delivery.Release, error) {
	switch {
	case m.Delivery == nil || m.Zone == nil || m.Seal == nil:
		return nil, fmt.Errorf("%w: delivery, zone and sealing certificate are required", ErrMaterial)
	case m.Number == "" || m.MadeAt.IsZero() || len(m.Events) == 0:
		return nil, fmt.Errorf("%w: number, instant and events are required", ErrMaterial)
	case m.Delivery.Sandbox && len(m.Sandbox) == 0:
		return nil, fmt.Errorf("%w: a sandbox delivery names its stand-ins", ErrMaterial)
	}
	for i := range m.Delivery.Releases {
		r := &m.Delivery.Releases[i]
		if r.ID != m.Release {
			continue
		}
		for _, g := range r.Gates {
			if g.State != delivery.GatePassed && g.State != delivery.GateWaived {
				return nil, fmt.Errorf("%w: gate %s is neither passed nor waived", ErrMaterial, g.ID)
			}
		}
		return r, nil
	}
	return nil, fmt.Errorf("%w: no release %s", ErrMaterial, m.Release)
}

func deliverablesOf(d *delivery.Delivery, r *delivery.Release) ([]evidence.Deliverable, error) {
	var out []evidence.Deliverable
	for _, f := range d.Deliverables {
		if f.Replaced || !slices.Contains(r.Deliverables, f.ID) {
			continue
		}
		sum, err := evidence.ParseHash(f.SHA256)
		if err != nil {
			return nil, fmt.Errorf("%w: hash of deliverable %s: %w", ErrMaterial, f.ID, err)
		}
		out = append(out, evidence.Deliverable{
			File:      evidence.File{Name: string(f.Name), Size: f.Size, SHA256: sum},
			MediaType: f.MediaType, Pages: f.Pages, FirstSeenAt: int64(f.FirstSeen),
		})
	}
	return out, nil
}

func gatesOf(r *delivery.Release, t trail) []evidence.Gate {
	out := make([]evidence.Gate, 0, len(r.Gates))
	for _, g := range r.Gates {
		gate := evidence.Gate{Kind: string(g.Kind), Subject: g.Subject, State: evidence.GateState(g.State), At: int64(g.At)}
		if g.State == delivery.GateWaived {
			gate.By, gate.Reason = t.waiver(r.ID, g.ID), string(g.Reason)
		}
		out = append(out, gate)
	}
	return out
}

// localised gives every event its local time. The offset is the one people lived in then, so that a later change
// of the zone's rules cannot change what is printed.
func localised(events []evidence.EventRecord, zone *time.Location) []evidence.EventRecord {
	out := slices.Clone(events)
	for i := range out {
		out[i].Local = time.UnixMicro(out[i].At).In(zone).Format(time.RFC3339)
	}
	return out
}

func sealOf(c *x509.Certificate) evidence.Seal {
	return evidence.Seal{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(),
		Serial: c.SerialNumber.Text(16), SHA256: sha256.Sum256(c.Raw),
	}
}
