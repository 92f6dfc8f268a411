package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"
)

const (
	detailTag = "quittance/detail/v1"
	// MaxDetail is the longest personal value, in bytes.
	MaxDetail = 64 << 10
)

// Salt keeps a digest from being guessed once the value is erased. Its text form is 32 lower-case hex digits.
type Salt [16]byte

// MarshalText implements encoding.TextMarshaler.
func (s Salt) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Salt) UnmarshalText(text []byte) error { return decodeHex(s[:], text) }

// Detail is a personal value with its salt. Events hold only its digest, so that value and salt can be erased while
// the chain stays verifiable; an evidence document holds both.
type Detail struct {
	Value string `json:"value"`
	Salt  Salt   `json:"salt"`
}

// Digest is what an event's data holds in the place of a personal value.
type Digest struct {
	Digest Hash `json:"digest"`
}

var (
	// ErrDetail means a value that cannot be a detail, or a place in data that cannot hold one.
	ErrDetail = errors.New("invalid detail")
	// ErrDetailMismatch means that value and salt do not give the digest the event holds.
	ErrDetailMismatch = errors.New("detail does not match its digest")
)

// NewDetail salts value with 16 bytes of entropy. It fails on text that is not UTF-8 or longer than MaxDetail.
func NewDetail(entropy io.Reader, value string) (Detail, error) {
	if len(value) > MaxDetail || !utf8.ValidString(value) {
		return Detail{}, fmt.Errorf("%w: too long or not UTF-8", ErrDetail)
	}
	d := Detail{Value: value}
	if _, err := io.ReadFull(entropy, d.Salt[:]); err != nil {
		return Detail{}, fmt.Errorf("read salt: %w", err)
	}
	return d, nil
}

// Digest returns SHA-256("quittance/detail/v1" || salt || value), the value as UTF-8.
func (d Detail) Digest() Digest {
	h := sha256.New()
	h.Write([]byte(detailTag))
	h.Write(d.Salt[:])
	h.Write([]byte(d.Value))
	return Digest{Hash(h.Sum(nil))}
}

// Redact replaces the strings at pointers (RFC 6901) in data by their digests. It returns the canonical data for
// the event, and the details by pointer, to be kept where they can be erased. A pointer to nothing, or to anything
// but a string, is an error: what was meant to be hidden must not stay by mistake.
func Redact(data json.RawMessage, pointers []string, entropy io.Reader) (json.RawMessage, map[string]Detail, error) {
	root, err := decodeTree(data)
	if err != nil {
		return nil, nil, err
	}
	details := make(map[string]Detail, len(pointers))
	for _, ptr := range slices.Sorted(slices.Values(pointers)) { // sorted: entropy is spent in one order
		if _, twice := details[ptr]; twice {
			return nil, nil, fmt.Errorf("%w: %s named twice", ErrDetail, ptr)
		}
		var failed error
		root, err = edit(root, ptr, func(v any) any {
			text, isText := v.(string)
			if !isText {
				failed = fmt.Errorf("%w: %s is not a string", ErrDetail, ptr)
				return v
			}
			var d Detail
			if d, failed = NewDetail(entropy, text); failed != nil {
				return v
			}
			details[ptr] = d
			return d.Digest()
		})
		if err = errors.Join(err, failed); err != nil {
			return nil, nil, err
		}
	}
	out, err := Marshal(root)
	if err != nil {
		return nil, nil, err
	}
	return out, details, nil
}

// Restore is the inverse of Redact: it puts the values back in the place of their digests, after checking each one
// (ErrDetailMismatch). Digests without a detail stay: their value was erased.
func Restore(data json.RawMessage, details map[string]Detail) (json.RawMessage, error) {
	return restore(data, details, func(d Detail) any { return d.Value })
}

// restore puts something made of each detail in the place of its digest.
func restore(data json.RawMessage, details map[string]Detail, made func(Detail) any) (json.RawMessage, error) {
	if err := CheckDetails(data, details); err != nil {
		return nil, err
	}
	root, err := decodeTree(data)
	if err != nil {
		return nil, err
	}
	for _, ptr := range slices.Sorted(maps.Keys(details)) {
		if root, err = edit(root, ptr, func(any) any { return made(details[ptr]) }); err != nil {
			return nil, err
		}
	}
	return Marshal(root)
}

// CheckDetails verifies that data holds, at each pointer, exactly {"digest": the digest of that detail}.
func CheckDetails(data json.RawMessage, details map[string]Detail) error {
	if len(details) == 0 {
		return nil
	}
	root, err := decodeTree(data)
	if err != nil {
		return err
	}
	for _, ptr := range slices.Sorted(maps.Keys(details)) {
		v, err := lookup(root, ptr)
		if err != nil {
			return err
		}
		held, isObject := v.(map[string]any)
		if !isObject || len(held) != 1 || held["digest"] != details[ptr].Digest().Digest.String() {
			return fmt.Errorf("%w: %s", ErrDetailMismatch, ptr)
		}
	}
	return nil
}
