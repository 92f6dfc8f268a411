package certificate

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"quittance/internal/certificate/layout"
	"quittance/internal/evidence"
	"quittance/internal/pades"
	"quittance/internal/tlog"
)

// The names of the attachments. A verifier looks for these.
const (
	evidenceName = "evidence.json"
	proofName    = "proof.txt"
	tokenName    = "evidence.tst"
)

// stampWait is how long one authority may take.
const stampWait = 5 * time.Second

// Stamper is a time-stamping authority: pades.Authority is one.
type Stamper interface {
	Stamp(ctx context.Context, imprint [32]byte) ([]byte, *pades.Token, error)
}

// ErrOtherSeal means a sealing certificate that is not the one the evidence names.
var ErrOtherSeal = errors.New("the evidence names another sealing certificate")

// Stamp asks the authorities in order, five seconds each, for a time-stamp of the evidence (DER TimeStampToken); the
// first that answers correctly wins. When none does, or there is none, the token is nil: the certificate then says so
// in words. The error tells why each one failed and is for the operator; it does not forbid to go on, unless ctx
// is done.
//
// It is asked once per certificate: the token is stored, and a repeated job passes the stored one to Make.
func Stamp(ctx context.Context, encoded []byte, authorities []Stamper) ([]byte, error) {
	token, _, err := firstStamp(authorities)(ctx, evidence.Sum(encoded))
	if len(authorities) == 0 {
		return nil, nil
	}
	return token, err
}

// firstStamp makes one authority of several.
func firstStamp(authorities []Stamper) pades.Stamp {
	return func(ctx context.Context, imprint [32]byte) ([]byte, *pades.Token, error) {
		failed := errors.New("no time-stamping authority answered")
		for i, a := range authorities {
			if err := ctx.Err(); err != nil {
				return nil, nil, fmt.Errorf("ask for a time-stamp: %w", err)
			}
			limited, cancel := context.WithTimeout(ctx, stampWait)
			der, token, err := a.Stamp(limited, imprint)
			cancel()
			if err == nil && token != nil {
				return der, token, nil
			}
			failed = errors.Join(failed, fmt.Errorf("authority %d: %w", i+1, err))
		}
		return nil, nil, failed
	}
}

// Page composes the pages from what was stored: the exact bytes of the evidence, the proof of its inclusion, and its
// time-stamp or nil. The result is a function of the arguments.
func Page(encoded, proof, token []byte) ([]byte, error) {
	p, err := readPage(encoded, proof, token)
	if err != nil {
		return nil, err
	}
	pages, err := layout.Compose(p)
	if err != nil {
		return nil, fmt.Errorf("compose certificate: %w", err)
	}
	return pages, nil
}

func readPage(encoded, proof, token []byte) (layout.Page, error) {
	if len(encoded) > maxEvidence {
		return layout.Page{}, fmt.Errorf("read evidence: %w", layout.ErrTooLong)
	}
	doc, err := evidence.Decode(encoded)
	if err != nil {
		return layout.Page{}, fmt.Errorf("read evidence: %w", err)
	}
	return pageOf(doc, evidence.Sum(encoded), proof, token)
}

func pageOf(doc *evidence.Document, sum evidence.Hash, proof, token []byte) (layout.Page, error) {
	p, err := layout.Page{Document: doc, Sum: sum}, error(nil)
	if p.Log, err = tlog.Describe(proof); err != nil {
		return layout.Page{}, fmt.Errorf("read proof: %w", err)
	}
	if len(token) == 0 {
		return p, nil
	}
	read, err := pades.VerifyToken(token, p.Sum, nil)
	if err != nil {
		return layout.Page{}, fmt.Errorf("read time-stamp: %w", err)
	}
	p.Token = &layout.Token{
		Authority: read.Authority, Policy: read.Policy, Serial: read.Serial,
		GenTime: read.Time.UnixMicro(), Accuracy: read.Accuracy.Microseconds(),
	}
	return p, nil
}

// Input is what a certificate is sealed from. Evidence, Proof and Token are what was stored.
type Input struct {
	Evidence []byte
	Proof    []byte
	Token    []byte // of Stamp; nil when no authority answered
	Identity *pades.Identity
	// Intermediates lead from the sealing certificate towards the root.
	Intermediates []*x509.Certificate
	// Authorities time-stamp the seal itself, in order; none answering gives level B-B.
	Authorities []Stamper
	At          time.Time // claimed by the seal; not a trusted time
	Entropy     io.Reader
}

// Sealed is a certificate.
type Sealed struct {
	PDF    []byte
	SHA256 evidence.Hash // of PDF, its first revision
	Level  pades.Level   // B-T or B-B
	// StampError says why the level is B-B although there were authorities.
	StampError error
}

// Make composes the pages, attaches evidence, proof and token, and seals. Repeating it gives another file with the
// same text and the same evidence; whoever calls stores the first and keeps it.
func Make(ctx context.Context, in Input) (Sealed, error) {
	p, err := readPage(in.Evidence, in.Proof, in.Token)
	if err != nil {
		return Sealed{}, err
	}
	if in.Identity == nil || sha256.Sum256(in.Identity.Certificate.Raw) != p.Document.Seal.SHA256 {
		return Sealed{}, fmt.Errorf("make certificate: %w", ErrOtherSeal)
	}
	pages, err := layout.Compose(p)
	if err != nil {
		return Sealed{}, fmt.Errorf("compose certificate: %w", err)
	}
	assembled, err := pades.Assemble(pages, assembly(p, in))
	if err != nil {
		return Sealed{}, fmt.Errorf("assemble certificate: %w", err)
	}
	options := pades.SealOptions{
		Identity: in.Identity, Intermediates: in.Intermediates, At: in.At, Entropy: in.Entropy,
		Name: p.Document.Platform.Name, Reason: p.Document.Certificate.Number,
	}
	if len(in.Authorities) > 0 {
		options.Stamp = firstStamp(in.Authorities)
	}
	sealed, err := pades.Seal(ctx, assembled, options)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal certificate: %w", err)
	}
	return Sealed{PDF: sealed.PDF, SHA256: sha256.Sum256(sealed.PDF), Level: sealed.Level, StampError: sealed.StampError}, nil
}

func assembly(p layout.Page, in Input) pades.Assembly {
	modified := time.UnixMicro(p.Document.Certificate.MadeAt).UTC()
	files := []pades.Attachment{
		{Name: evidenceName, MediaType: "application/json", Relationship: "Data", Description: "Evidence (RFC 8785)", Modified: modified, Data: in.Evidence},
		{Name: proofName, MediaType: "text/plain", Relationship: "Supplement", Description: "Inclusion proof (C2SP tlog-proof)", Modified: modified, Data: in.Proof},
	}
	if len(in.Token) > 0 {
		files = append(files, pades.Attachment{Name: tokenName, MediaType: "application/timestamp-token", Relationship: "Supplement",
			Description: "Time-stamp of the evidence (RFC 3161)", Modified: modified, Data: in.Token})
	}
	return pades.Assembly{ID: [16]byte(p.Sum[:16]), Files: files}
}
