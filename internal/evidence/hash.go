package evidence

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// Hash is a SHA-256 value. Its text form is 64 lower-case hexadecimal digits; no other form is read.
type Hash [32]byte

// String returns the text form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is unset. The zero value also is the prev_hash of a chain's first event.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error { return decodeHex(h[:], text) }

// ParseHash reads the text form.
func ParseHash(text string) (Hash, error) {
	var h Hash
	err := decodeHex(h[:], []byte(text))
	return h, err
}

var errHex = errors.New("not lower-case hexadecimal of the right length")

// decodeHex fills dst exactly, from lower-case digits alone, so that one value has one text.
func decodeHex(dst, text []byte) error {
	if len(text) != 2*len(dst) {
		return fmt.Errorf("read hash: %w", errHex)
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("read hash: %w", errHex)
		}
	}
	if _, err := hex.Decode(dst, text); err != nil {
		return fmt.Errorf("read hash: %w", err)
	}
	return nil
}
