// Package proof keeps the certificates and the transparency log in which they stand.
//
// It promises that a release has one certificate of a kind, that leaves are dense and committed with what they stand for,
// and that what was recorded is only read: evidence, leaf and hashes never change.
package proof

import (
	"context"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
)

// Certificate is the row of one certificate. What is zero was not reached yet.
type Certificate struct {
	ID           string // its number
	Delivery     delivery.ID
	Release      string
	Kind         delivery.CertificateKind
	Evidence     []byte // sealed by the root key
	EvidenceHash evidence.Hash
	Leaf         int64
	TreeSize     int64 // of the checkpoint in Proof
	Proof        []byte
	Token        []byte // RFC 3161; empty: no authority answered
	Object       string // storage object of the sealed PDF
	PDFHash      evidence.Hash
	Level        string
	RecordedAt   delivery.Instant
	SealedAt     delivery.Instant
}

func certificateOf(c sqlgen.Certificate) (Certificate, error) {
	out := Certificate{
		ID: c.ID, Delivery: delivery.ID(c.DeliveryID), Release: c.ReleaseID, Kind: delivery.CertificateKind(c.Kind), Evidence: c.Evidence,
		Leaf: c.Leaf, TreeSize: c.TreeSize, Proof: c.Proof, Token: c.Token, Object: c.ObjectID, Level: c.Level,
		RecordedAt: delivery.Instant(c.RecordedAt), SealedAt: delivery.Instant(c.SealedAt),
	}
	if copy(out.EvidenceHash[:], c.EvidenceHash) != len(out.EvidenceHash) || len(c.PdfHash) > 0 && copy(out.PDFHash[:], c.PdfHash) != len(out.PDFHash) {
		return Certificate{}, fmt.Errorf("read certificate %s: hash of a wrong length", c.ID)
	}
	return out, nil
}

func certificatesOf(list []sqlgen.Certificate) ([]Certificate, error) {
	out := make([]Certificate, len(list))
	for i, c := range list {
		var err error
		if out[i], err = certificateOf(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Record keeps the evidence of a certificate, together with its leaf and event. db.ErrExists when the release
// has one of the kind already: then nothing of this transaction may be committed.
func Record(ctx context.Context, tx *db.Tx, c Certificate) error {
	err := tx.Queries().InsertCertificate(ctx, sqlgen.InsertCertificateParams{
		ID: c.ID, DeliveryID: string(c.Delivery), ReleaseID: c.Release, Kind: string(c.Kind), Evidence: c.Evidence,
		EvidenceHash: c.EvidenceHash[:], Leaf: c.Leaf, Proof: []byte{}, Token: []byte{}, PdfHash: []byte{}, RecordedAt: int64(c.RecordedAt),
	})
	return db.Classify("record certificate", err)
}

// Save keeps the inclusion proof and the time token that the PDF is composed of; token may be nil. The first
// writer wins: read the row back and go on with what is there.
func Save(ctx context.Context, d *db.DB, id string, treeSize int64, proof, token []byte) error {
	if token == nil {
		token = []byte{}
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Queries().SaveProof(ctx, sqlgen.SaveProofParams{ID: id, TreeSize: treeSize, Proof: proof, Token: token})
		return db.Classify("store proof", err)
	})
}

// Sealed says where the first revision of the sealed PDF is.
type Sealed struct {
	ID     string
	Object string
	PDF    evidence.Hash
	Level  string
	At     delivery.Instant
}

// Seal records the sealed PDF as first revision, together with the event. It is false, and changes
// nothing, when the certificate is sealed already.
func Seal(ctx context.Context, tx *db.Tx, s Sealed) (bool, error) {
	n, err := tx.Queries().SealCertificate(ctx, sqlgen.SealCertificateParams{
		ID: s.ID, ObjectID: s.Object, PdfHash: s.PDF[:], Level: s.Level, SealedAt: int64(s.At),
	})
	if err != nil || n == 0 {
		return false, db.Classify("seal certificate", err)
	}
	return true, AddRevision(ctx, tx, s.ID, Revision{SHA256: s.PDF, Object: s.Object, Level: s.Level, At: s.At})
}

// Revision is one state of the sealed PDF: later ones only add time-stamps and validation data.
type Revision struct {
	SHA256 evidence.Hash
	Object string
	Level  string
	At     delivery.Instant
}

// AddRevision keeps a later revision, so that it is recognised. The same one twice changes nothing.
func AddRevision(ctx context.Context, tx *db.Tx, id string, r Revision) error {
	err := tx.Queries().InsertRevision(ctx, sqlgen.InsertRevisionParams{
		CertificateID: id, Sha256: r.SHA256[:], ObjectID: r.Object, Level: r.Level, At: int64(r.At),
	})
	return db.Classify("record revision", err)
}

// OfRelease returns the certificate of a kind of a release. db.ErrNotFound.
func OfRelease(ctx context.Context, from db.Reader, release string, kind delivery.CertificateKind) (Certificate, error) {
	c, err := from.Reading().GetCertificateOfRelease(ctx, sqlgen.GetCertificateOfReleaseParams{ReleaseID: release, Kind: string(kind)})
	if err != nil {
		return Certificate{}, db.Classify("read certificate", err)
	}
	return certificateOf(c)
}

// ByRevision recognises a PDF by the SHA-256 of its bytes, whichever revision it is. db.ErrNotFound.
func ByRevision(ctx context.Context, d *db.DB, sum evidence.Hash) (Certificate, error) {
	c, err := d.Reading().GetCertificateByRevision(ctx, sum[:])
	if err != nil {
		return Certificate{}, db.Classify("find revision", err)
	}
	return certificateOf(c)
}

// OfDelivery returns those of a delivery, in the order they were recorded.
func OfDelivery(ctx context.Context, d *db.DB, id delivery.ID) ([]Certificate, error) {
	list, err := d.Reading().ListCertificates(ctx, string(id))
	if err != nil {
		return nil, db.Classify("list certificates", err)
	}
	return certificatesOf(list)
}

// Revisions returns every state of a certificate's PDF, oldest first.
func Revisions(ctx context.Context, d *db.DB, id string) ([]Revision, error) {
	list, err := d.Reading().ListRevisions(ctx, id)
	if err != nil {
		return nil, db.Classify("list revisions", err)
	}
	out := make([]Revision, len(list))
	for i, r := range list {
		out[i] = Revision{Object: r.ObjectID, Level: r.Level, At: delivery.Instant(r.At)}
		if copy(out[i].SHA256[:], r.Sha256) != len(out[i].SHA256) {
			return nil, fmt.Errorf("read revision of %s: hash of a wrong length", id)
		}
	}
	return out, nil
}
