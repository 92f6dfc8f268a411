package tlog

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	proofHeader = "c2sp.org/tlog-proof@v1"
	maxExtra    = 4 << 10
	maxPath     = 64 // no tree of maxSize leaves has a longer one
	maxProof    = maxCheckpoint + 2*maxExtra + maxPath*64
)

// ErrProof means bytes that are not a proof, or a proof of something else.
var ErrProof = errors.New("inclusion is not proved")

// Proof is the file proof.txt: that a leaf is in the log, for someone who has the log's public key and nothing else.
type Proof struct {
	Index      int64
	Path       []Hash
	Checkpoint []byte // signed, as it was stored
	Extra      []byte // not authenticated
}

// Encode returns the file (C2SP tlog-proof@v1).
func (p Proof) Encode() ([]byte, error) {
	if p.Index < 0 || p.Index > maxSize || len(p.Path) > maxPath || len(p.Extra) > maxExtra || len(p.Checkpoint) > maxCheckpoint {
		return nil, fmt.Errorf("encode proof: %w", errSize)
	}
	var b bytes.Buffer
	b.WriteString(proofHeader + "\n")
	if len(p.Extra) > 0 {
		b.WriteString("extra " + base64.StdEncoding.EncodeToString(p.Extra) + "\n")
	}
	b.WriteString("index " + strconv.FormatInt(p.Index, 10) + "\n")
	for _, h := range p.Path {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteByte('\n')
	b.Write(p.Checkpoint)
	return b.Bytes(), nil
}

// DecodeProof reads the file. It verifies nothing.
func DecodeProof(file []byte) (Proof, error) {
	head, checkpoint, found := bytes.Cut(file, []byte("\n\n"))
	if len(file) > maxProof || !found || len(checkpoint) > maxCheckpoint {
		return Proof{}, fmt.Errorf("%w: not a proof file", ErrProof)
	}
	lines := strings.Split(string(head), "\n")
	if lines[0] != proofHeader {
		return Proof{}, fmt.Errorf("%w: not a proof file", ErrProof)
	}
	lines = lines[1:]
	p := Proof{Checkpoint: bytes.Clone(checkpoint)}
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		extra, err := base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):])
		if err != nil || len(extra) > maxExtra || strings.Contains(lines[0], "\r") {
			return Proof{}, fmt.Errorf("%w: malformed extra data", ErrProof)
		}
		p.Extra, lines = extra, lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") || len(lines) > maxPath+1 {
		return Proof{}, fmt.Errorf("%w: no index, or too many hashes", ErrProof)
	}
	var err error
	if p.Index, err = parseDecimal(lines[0][len("index "):]); err != nil {
		return Proof{}, fmt.Errorf("%w: index: %w", ErrProof, err)
	}
	for _, line := range lines[1:] {
		h, err := parseHash(line)
		if err != nil {
			return Proof{}, fmt.Errorf("%w: %w", ErrProof, err)
		}
		p.Path = append(p.Path, h)
	}
	return p, nil
}

// Inclusion is what a verified proof says.
type Inclusion struct {
	Checkpoint Checkpoint
	Index      int64
	KeyID      string
}

// VerifyInclusion verifies, offline, that the proof file leads from the evidence with this SHA-256 to a checkpoint
// signed by v's key. Errors are ErrProof, ErrSignature and ErrCheckpoint.
func (v *Verifier) VerifyInclusion(evidence [32]byte, file []byte) (Inclusion, error) {
	p, err := DecodeProof(file)
	if err != nil {
		return Inclusion{}, err
	}
	c, err := v.Open(p.Checkpoint)
	if err != nil {
		return Inclusion{}, err
	}
	if p.Index >= c.Size {
		return Inclusion{}, fmt.Errorf("%w: index beyond the checkpoint", ErrProof)
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, p.Index, LeafHash(evidence)); err != nil {
		return Inclusion{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	return Inclusion{Checkpoint: c, Index: p.Index, KeyID: v.KeyID()}, nil
}

// Describe reads a proof file without verifying it, for the log box of the page that carries it.
func Describe(file []byte) (Inclusion, error) {
	p, err := DecodeProof(file)
	if err != nil {
		return Inclusion{}, err
	}
	body, signatures, found := strings.Cut(string(p.Checkpoint), "\n\n")
	if !found {
		return Inclusion{}, fmt.Errorf("%w: unsigned", ErrCheckpoint)
	}
	c, err := ParseCheckpoint(body + "\n")
	if err != nil {
		return Inclusion{}, err
	}
	for line := range strings.Lines(signatures) {
		signature, named := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "— "+c.Origin+" ")
		raw, err := base64.StdEncoding.DecodeString(signature)
		if named && err == nil && len(raw) > 4 {
			return Inclusion{Checkpoint: c, Index: p.Index, KeyID: fmt.Sprintf("%x", raw[:4])}, nil
		}
	}
	return Inclusion{}, fmt.Errorf("%w: not signed by its origin", ErrCheckpoint)
}
