package tlog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// maxCheckpoint is the longest signed checkpoint read, with room for the signatures of witnesses.
const maxCheckpoint = 64 << 10

var (
	// ErrCheckpoint means text that is not a checkpoint of this log.
	ErrCheckpoint = errors.New("not a checkpoint of this log")
	// ErrSignature means a checkpoint that the given key did not sign.
	ErrSignature = errors.New("checkpoint is not signed by this key")
)

// Checkpoint is the state of a log: its first Size leaves have this Root.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

// Body returns the text that is signed (C2SP tlog-checkpoint, without extension lines).
func (c Checkpoint) Body() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign returns the signed checkpoint. It refuses another origin than the key's. Ed25519 is deterministic: signing
// twice gives the same bytes.
func (s *Signer) Sign(c Checkpoint) ([]byte, error) {
	if c.Origin != s.Origin() || c.Size < 0 || c.Size > maxSize {
		return nil, fmt.Errorf("sign checkpoint: %w", ErrCheckpoint)
	}
	signed, err := note.Sign(&note.Note{Text: c.Body()}, s.note)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return signed, nil
}

// Open verifies the signature of a checkpoint and reads it. Errors are ErrSignature and ErrCheckpoint.
func (v *Verifier) Open(signed []byte) (Checkpoint, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, fmt.Errorf("%w: too long", ErrCheckpoint)
	}
	n, err := note.Open(signed, note.VerifierList(v.note))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Origin() {
		return Checkpoint{}, fmt.Errorf("%w: other origin", ErrCheckpoint)
	}
	return c, nil
}

// ParseCheckpoint reads the body of a checkpoint. Extension lines are accepted and ignored, as C2SP asks.
func ParseCheckpoint(body string) (Checkpoint, error) {
	lines := strings.Split(body, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" || lines[0] == "" {
		return Checkpoint{}, ErrCheckpoint
	}
	for _, extension := range lines[3 : len(lines)-1] {
		if extension == "" {
			return Checkpoint{}, ErrCheckpoint
		}
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: size: %w", ErrCheckpoint, err)
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: root: %w", ErrCheckpoint, err)
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// parseDecimal reads a number up to maxSize in its only accepted spelling.
func parseDecimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > maxSize || strconv.FormatInt(n, 10) != s {
		return 0, errSize
	}
	return n, nil
}

func parseHash(s string) (Hash, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(Hash{}) || len(s) != base64.StdEncoding.EncodedLen(len(b)) {
		return Hash{}, errors.New("not a hash in base64")
	}
	return Hash(b), nil
}
