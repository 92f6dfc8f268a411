package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNotEvidence means bytes that are not an evidence document of this format.
var ErrNotEvidence = errors.New("not an evidence document")

// Encode returns the canonical bytes of d: those that are hashed, logged and attached. It does not Check.
func (d *Document) Encode() ([]byte, error) {
	text, err := Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode evidence: %w", err)
	}
	return text, nil
}

// Decode reads the output of Encode, and nothing else: bytes that Encode would not give back exactly are refused
// with ErrNotEvidence (unknown or missing members, another spelling, another order). It does not Check.
func Decode(text []byte) (*Document, error) {
	if !IsCanonical(text) {
		return nil, fmt.Errorf("%w: not canonical JSON", ErrNotEvidence)
	}
	var d Document
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, fmt.Errorf("%w: a member is unknown or has another type", ErrNotEvidence)
	}
	if d.Format != Format {
		return nil, fmt.Errorf("%w: unknown format", ErrNotEvidence)
	}
	again, err := d.Encode()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotEvidence, err)
	}
	if !bytes.Equal(again, text) {
		return nil, fmt.Errorf("%w: members are missing or spelled otherwise", ErrNotEvidence)
	}
	return &d, nil
}

// Sum returns the SHA-256 of encoded evidence: the data of its log leaf and the imprint of its time-stamp.
func Sum(encoded []byte) Hash { return sha256.Sum256(encoded) }
