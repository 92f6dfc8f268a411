package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Limits of canonical JSON. They bound what a stranger's bytes can cost; a real document stays far below them.
const (
	// MaxSize is the longest input accepted, in bytes.
	MaxSize = 16 << 20
	// MaxDepth is the deepest nesting of objects and arrays accepted.
	MaxDepth = 64
	// maxNumber is the longest number literal accepted; the longest canonical one has 25 characters.
	maxNumber = 64
)

// Canonicalize returns the JSON Canonicalization Scheme form (RFC 8785) of raw: members sorted by UTF-16 code
// units, shortest numbers, minimal escapes, no white space. It is idempotent.
//
// It refuses what I-JSON (RFC 7493) leaves ambiguous rather than choosing for the reader: duplicate member names,
// invalid UTF-8, lone surrogates, numbers outside of IEEE 754 doubles, integers that a double would change, a byte
// order mark, anything after the value, and whatever is beyond MaxSize or MaxDepth.
func Canonicalize(raw []byte) ([]byte, error) {
	return canonicalize(raw, false)
}

// Marshal returns the canonical JSON of a Go value, as encoding/json sees it. Unlike encoding/json it refuses
// strings that are not UTF-8, instead of repairing them silently. A json.RawMessage inside v is canonicalised with
// the rest; one that spells U+FFFD as an escape is refused, because it cannot be told from a repaired string.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode JSON: %w", err)
	}
	return canonicalize(b.Bytes(), true)
}

// IsCanonical reports whether raw is valid JSON and already in its canonical form.
func IsCanonical(raw []byte) bool {
	c, err := Canonicalize(raw)
	return err == nil && bytes.Equal(c, raw)
}

func canonicalize(raw []byte, refuseReplacement bool) ([]byte, error) {
	if len(raw) > MaxSize {
		return nil, fmt.Errorf("canonicalise JSON: %w", errTooLarge)
	}
	p := &parser{in: raw, refuseReplacement: refuseReplacement}
	p.space()
	out, err := p.value(make([]byte, 0, len(raw)), 0)
	if err == nil {
		p.space()
		if p.at != len(p.in) {
			err = errTrailing
		}
	}
	if err != nil {
		return nil, fmt.Errorf("canonicalise JSON at byte %d: %w", p.at, err)
	}
	return out, nil
}

const hexDigits = "0123456789abcdef"

// appendString writes s, which is valid UTF-8, with the escapes of RFC 8785 section 3.2.2.2 and no others.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}
