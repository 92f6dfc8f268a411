package tlog

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// algorithmEd25519 is the signed-note identifier of Ed25519 keys.
const algorithmEd25519 = 1

// Key is a log's key pair in the text forms of signed notes. Private is a secret; Public is what a verifier pins.
type Key struct {
	Private string
	Public  string
}

// NewOrigin returns a random name for a log. It is stored and outlives every web address.
func NewOrigin(entropy io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fmt.Errorf("name log: %w", err)
	}
	return "quittance-log-" + hex.EncodeToString(b[:]), nil
}

// NewKey makes an Ed25519 key named after the origin from 32 bytes of entropy.
func NewKey(entropy io.Reader, origin string) (Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(entropy, seed); err != nil {
		return Key{}, fmt.Errorf("make log key: %w", err)
	}
	public, isEd25519 := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !isEd25519 {
		return Key{}, errors.New("make log key: not an Ed25519 key")
	}
	verifier, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil {
		return Key{}, fmt.Errorf("make log key: %w", err)
	}
	// "name+hash+base64": the private form has the same name and hash.
	name, rest, _ := strings.Cut(verifier, "+")
	id, _, _ := strings.Cut(rest, "+")
	private := base64.StdEncoding.EncodeToString(append([]byte{algorithmEd25519}, seed...))
	key := Key{Private: "PRIVATE+KEY+" + name + "+" + id + "+" + private, Public: verifier}
	if _, err := NewSigner(key.Private); err != nil {
		return Key{}, err
	}
	return key, nil
}

// Signer signs checkpoints of one origin.
type Signer struct{ note note.Signer }

// NewSigner reads a private key. The error does not contain it.
func NewSigner(private string) (*Signer, error) {
	s, err := note.NewSigner(private)
	if err != nil {
		return nil, errors.New("read log key: not a signed-note private key")
	}
	return &Signer{s}, nil
}

// Origin returns the name of the log the key is for.
func (s *Signer) Origin() string { return s.note.Name() }

// KeyID returns the key's identifier as printed in a certificate.
func (s *Signer) KeyID() string { return keyID(s.note.KeyHash()) }

// Verifier verifies checkpoints and proofs of one origin with one public key.
type Verifier struct{ note note.Verifier }

// NewVerifier reads a public key ("origin+id+base64").
func NewVerifier(public string) (*Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return nil, fmt.Errorf("read log key: %w", err)
	}
	return &Verifier{v}, nil
}

// Origin returns the name of the log the key is for.
func (v *Verifier) Origin() string { return v.note.Name() }

// KeyID returns the key's identifier as printed in a certificate.
func (v *Verifier) KeyID() string { return keyID(v.note.KeyHash()) }

func keyID(hash uint32) string { return fmt.Sprintf("%08x", hash) }
