package certificate

import (
	"crypto/sha256"
	"fmt"
	"io"

	"quittance/internal/evidence"
)

// FileFacts are what a verifier measured of a deliverable.
type FileFacts struct {
	SHA256 evidence.Hash
	Size   int64
}

// Measure reads a deliverable to its end, through a hash: it is never held.
func Measure(r io.Reader) (facts FileFacts, err error) {
	h := sha256.New()
	if facts.Size, err = io.Copy(h, r); err != nil {
		return FileFacts{}, fmt.Errorf("read deliverable: %w", err)
	}
	h.Sum(facts.SHA256[:0])
	return facts, nil
}
