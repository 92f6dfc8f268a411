package certificate

import (
	"fmt"
	"strings"

	"quittance/internal/consent"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// The names of choices in the evidence.
const (
	choiceInformed = "informed_before"
	choiceRight    = "right_waived"
)

// signaturesOf reads the signatures of the release from the events: what was consented to, and which passcode
// proved the phone.
func signaturesOf(d *delivery.Delivery, r *delivery.Release, manifest evidence.Hash, t trail) ([]evidence.Signature, error) {
	var out []evidence.Signature
	for _, e := range t {
		signed, ok := e.data.(delivery.RecipientSigned)
		if !ok || (signed.Release != "" && signed.Release != r.ID) {
			continue
		}
		if signed.Signature.Manifest != manifest.String() {
			return nil, fmt.Errorf("%w: %s signed other files than those of the release", ErrMaterial, signed.Recipient)
		}
		s, err := signatureOf(d, signed, e.at, t)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func signatureOf(d *delivery.Delivery, signed delivery.RecipientSigned, at int64, t trail) (evidence.Signature, error) {
	agreed := signed.Signature.Consent
	shown, err := statementOf(agreed)
	if err != nil {
		return evidence.Signature{}, err
	}
	words, known := consent.Convention(agreed.Version, agreed.Language)
	if !known || !strings.Contains(agreed.Text, words.Text) {
		return evidence.Signature{}, fmt.Errorf("%w: the consent of %s holds no known agreement on proof", ErrMaterial, signed.Recipient)
	}
	convention, err := statementOf(words)
	if err != nil {
		return evidence.Signature{}, err
	}
	choices, err := choicesOf(d, signed.Recipient, agreed.Language, t)
	if err != nil {
		return evidence.Signature{}, err
	}
	return evidence.Signature{
		Recipient: signed.Recipient, SignedAt: at, Consent: shown, Convention: convention,
		Choices: choices, Passcode: passcodeOf(d, signed, shown, at, t),
	}, nil
}

// passcodeOf is nil when no sending of the passcode is on record: then nothing is said about it.
func passcodeOf(d *delivery.Delivery, signed delivery.RecipientSigned, shown evidence.Statement, at int64, t trail) *evidence.Passcode {
	sent, sentAt, ok := t.passcode(signed.Signature.Passcode, at)
	if !ok {
		return nil
	}
	manifest, err := evidence.ParseHash(sent.Manifest)
	if err != nil {
		return nil
	}
	p := &evidence.Passcode{
		ID: sent.Passcode, Channel: sent.Channel, Phone: string(sent.Phone), Provider: sent.Provider, MessageID: sent.MessageID,
		SentAt: sentAt, DeliveredAt: t.delivered(sent.Passcode), ValidatedAt: at, ExpiresAt: int64(sent.ExpiresAt), Attempts: signed.Attempts,
		BoundTo: evidence.Binding{Title: string(d.Terms.Title), Manifest: manifest, Consent: shown.SHA256},
	}
	if sent.Currency != "" {
		p.BoundTo.Price = &evidence.Money{Amount: sent.Amount, Currency: sent.Currency}
	}
	return p
}

// choicesOf lists the boxes that mattered, ticked or not: what the sender declared, and for a consumer who was to
// receive digital content the waiver of the right of withdrawal.
func choicesOf(d *delivery.Delivery, recipient, language string, t trail) ([]evidence.Choice, error) {
	informed, err := statementOf(consent.Informed(language))
	if err != nil {
		return nil, err
	}
	out := []evidence.Choice{{Name: choiceInformed, Statement: informed, Ticked: d.Terms.InformedFirst, At: t.dispatched()}}
	if d.Terms.ClientKind != delivery.Consumer || !d.Terms.Digital {
		return out, nil
	}
	right, err := statementOf(consent.RightWaiver(language))
	if err != nil {
		return nil, err
	}
	choice := evidence.Choice{Name: choiceRight, Statement: right}
	for _, e := range t {
		if kept, ok := e.data.(delivery.RightKept); ok && kept.Recipient == recipient { // chosen otherwise, before anything was paid
			choice = evidence.Choice{Name: choiceRight, Statement: right}
		}
		waived, ok := e.data.(delivery.RightWaived)
		if !ok || waived.Recipient != recipient {
			continue
		}
		if choice.Statement, err = statementOf(waived.Consent); err != nil {
			return nil, err
		}
		choice.Ticked, choice.At = true, e.at
	}
	return append(out, choice), nil
}

func statementOf(c delivery.Consent) (evidence.Statement, error) {
	sum, err := evidence.ParseHash(c.SHA256)
	if err != nil {
		return evidence.Statement{}, fmt.Errorf("%w: hash of a text: %w", ErrMaterial, err)
	}
	return evidence.Statement{Text: c.Text, Version: c.Version, Language: c.Language, SHA256: sum}, nil
}
