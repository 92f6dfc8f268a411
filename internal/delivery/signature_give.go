package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

var errConsent = errors.New("consent: its text and its hash differ")

// check wants the exact sentence with its hash: what is kept as evidence must prove itself.
func (c *Consent) check() error {
	sum := sha256.Sum256([]byte(c.Text))
	if c.Text == "" || c.Version == "" || c.SHA256 != hex.EncodeToString(sum[:]) {
		return errConsent
	}
	return nil
}

// CanSign tells whether the recipient can be sent a code and sign now, and what: the release that waits.
func (d *Delivery) CanSign(recipient string) (*Release, error) {
	rel, _, err := d.canSign(recipient, "")
	return rel, err
}

func (d *Delivery) canSign(recipient, release string) (*Release, *Gate, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, nil, ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return nil, nil, err
	}
	if !who.Has(Signer) {
		return nil, nil, ErrWrongRole
	}
	rel, g, ok := d.ToSign(recipient)
	if release != "" {
		if rel, ok = d.Release(release); !ok {
			return nil, nil, ErrUnknownRelease
		}
		g, ok = find(rel.Gates, func(g *Gate) bool {
			return g.Kind == SignatureGate && g.Subject == recipient && g.State == GatePending
		})
	}
	switch {
	case !ok && !who.SignedAt.IsZero():
		return nil, nil, ErrAlreadySigned
	case !ok && d.allRevoked(), ok && rel.State == ReleaseRevoked:
		return nil, nil, ErrReleaseRevoked
	case !ok:
		return nil, nil, ErrNothingToSign
	case !rel.IsOpen(g):
		return nil, nil, ErrGateNotOpen
	case rel.Suspended:
		return nil, nil, ErrReleaseSuspended
	case d.IsGoingBack(rel):
		return nil, nil, ErrRefundPending
	}
	return rel, g, nil
}

func (d *Delivery) allRevoked() bool {
	_, alive := find(d.Releases, func(r *Release) bool { return r.State != ReleaseRevoked })
	return len(d.Releases) > 0 && !alive
}

// Sign records a signature: the caller verified the code, this checks that what it was bound to is what the
// delivery holds now. It sets the price it was given at.
func (d *Delivery) Sign(at Instant, x RecipientSigned) ([]Event, error) {
	rel, g, err := d.canSign(x.Recipient, x.Release)
	if err != nil {
		return nil, err
	}
	if x.Signature.Manifest != d.Manifest(rel.ID) || x.Signature.Manifest == "" {
		return nil, ErrManifestChanged
	}
	price, _ := d.Price(rel.ID)
	if x.Amount != 0 && (x.Amount != price.Amount || x.Currency != price.Currency) {
		return nil, ErrManifestChanged
	}
	if err := x.Signature.Consent.check(); err != nil {
		return nil, err
	}
	x.Release, x.Amount, x.Currency = rel.ID, price.Amount, price.Currency
	r := d.record(ByRecipient(x.Recipient), at)
	r.add(x)
	r.add(GateOpened{Release: rel.ID, Gate: g.ID})
	return r.done()
}

// SentPasscode records that a code left. It does not fail for the delivery's state: what was sent was sent.
func (d *Delivery) SentPasscode(at Instant, x PasscodeSent) ([]Event, error) {
	return d.note(x.Recipient, at, x)
}

// DeliveredPasscode records that the gateway reported a code as arrived.
func (d *Delivery) DeliveredPasscode(at Instant, x PasscodeDelivered) ([]Event, error) {
	return d.note(x.Recipient, at, x)
}

// RejectedPasscode records that what was typed did not sign.
func (d *Delivery) RejectedPasscode(at Instant, x PasscodeRejected) ([]Event, error) {
	if _, ok := d.Recipient(x.Recipient); !ok {
		return nil, ErrUnknownRecipient
	}
	r := d.record(ByRecipient(x.Recipient), at)
	r.add(x)
	return r.done()
}

// ResetPasscode gives a recipient who still has to sign a new allowance of codes.
func (d *Delivery) ResetPasscode(by Actor, at Instant, recipient string) ([]Event, error) {
	if _, err := d.stillToSign(recipient); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.add(PasscodeReset{Recipient: recipient})
	return r.done()
}

// stillToSign is the recipient, if the delivery runs and waits for their signature.
func (d *Delivery) stillToSign(recipient string) (*Recipient, error) {
	who, ok := d.Recipient(recipient)
	if !ok {
		return nil, ErrUnknownRecipient
	}
	if err := d.running(); err != nil {
		return nil, err
	}
	if _, _, ok := d.ToSign(recipient); !ok {
		if !who.SignedAt.IsZero() {
			return nil, ErrAlreadySigned
		}
		return nil, ErrNothingToSign
	}
	return who, nil
}
