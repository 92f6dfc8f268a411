package sealing

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/certificate"
	"quittance/internal/db"
	"quittance/internal/db/proof"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/storage"
)

// Sealer makes certificates with the installation's key and authorities.
type Sealer interface {
	// Certificate is the one that is going to seal.
	Certificate() *x509.Certificate
	// Stamp asks the authorities for a time-stamp of the evidence; nil when none answers, and why.
	Stamp(ctx context.Context, encoded []byte) ([]byte, error)
	// Make composes and seals the PDF.
	Make(ctx context.Context, encoded, proof, token []byte, at time.Time) (certificate.Sealed, error)
}

type releaseSealer struct {
	river.WorkerDefaults[Release]
	*Runner
}

// Work makes a certificate (EVIDENCE.md section 1): of completion, of a release whose gates are passed, and unlocks it;
// of delivery, of one that was handed over. Each step
// reads what the one before committed, so that a crash anywhere leaves a job that goes on from there, and a release
// never has two certificates.
func (w *releaseSealer) Work(ctx context.Context, job *river.Job[Release]) error {
	a := job.Args
	d, err := w.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	release, ok := d.Release(a.Release)
	if !ok || !wanted(release, a.Of) {
		return nil
	}
	row, err := proof.OfRelease(ctx, w.DB, a.Release, a.Of)
	if errors.Is(err, db.ErrNotFound) {
		row, err = w.recordEvidence(ctx, a)
	}
	if err != nil {
		return fmt.Errorf("record evidence: %w", err)
	}
	encoded, err := storage.OpenBytes(ctx, w.Keys, row.Evidence, certificate.EvidenceBinding(row.ID))
	if err != nil {
		return fmt.Errorf("open evidence: %w", err)
	}
	if len(row.Proof) == 0 {
		if row, err = w.prove(ctx, row, encoded); err != nil {
			return err
		}
	}
	return w.seal(ctx, a, row, encoded)
}

// wanted looks again: whether the certificate of the kind is still to be made.
func wanted(r *delivery.Release, kind delivery.CertificateKind) bool {
	if kind == delivery.CompletionCertificate {
		return r.State == delivery.ReleaseSealing
	}
	for _, c := range r.Certificates {
		if c.Kind == kind && !c.SealedAt.IsZero() {
			return false
		}
	}
	return !r.HandedOverAt.IsZero()
}

// recordEvidence composes the evidence and commits it with its leaf of the log and its event, or nothing.
func (w *releaseSealer) recordEvidence(ctx context.Context, a Release) (proof.Certificate, error) {
	number := numberOf(a.Of, w.newID())
	_, err := w.DB.UpdateDeliveryWith(ctx, a.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		at := w.at()
		material, err := w.material(ctx, tx, d, a, number, at)
		if err != nil {
			return nil, err
		}
		doc, err := certificate.Compose(material)
		if err != nil {
			return nil, err
		}
		encoded, err := doc.Encode()
		if err != nil {
			return nil, err
		}
		sealed, err := storage.SealBytes(ctx, w.Keys, w.Entropy, encoded, certificate.EvidenceBinding(number))
		if err != nil {
			return nil, err
		}
		sum := evidence.Sum(encoded)
		leaf, err := proof.AppendLeaf(ctx, tx, sum, at)
		if err != nil {
			return nil, err
		}
		err = proof.Record(ctx, tx, proof.Certificate{
			ID: number, Delivery: d.ID, Release: a.Release, Kind: a.Of, Evidence: sealed, EvidenceHash: sum, Leaf: leaf, RecordedAt: at,
		})
		if err != nil {
			return nil, err
		}
		return d.RecordCertificate(at, delivery.CertificateRecorded{
			Release: a.Release, Kind: a.Of, Certificate: number, Evidence: sum.String(), Leaf: leaf,
		})
	})
	if err != nil && !errors.Is(err, db.ErrExists) && !errors.Is(err, delivery.ErrCertificateIsSet) {
		return proof.Certificate{}, err
	}
	return proof.OfRelease(ctx, w.DB, a.Release, a.Of)
}

// timePatience is how long a certificate waits for its trusted time before it is made without one: an authority that is
// away for a moment must not cost it for ever, and somebody who has paid does not wait for long.
const timePatience = 8 * time.Second

// prove fixes the proof of inclusion, under a checkpoint that is outside the database too, and the trusted time.
func (w *releaseSealer) prove(ctx context.Context, row proof.Certificate, encoded []byte) (proof.Certificate, error) {
	checkpoint, err := w.checkpointOver(ctx, row.Leaf)
	if err != nil {
		return proof.Certificate{}, fmt.Errorf("sign checkpoint: %w", err)
	}
	path, err := w.inclusion(ctx, row.Leaf, checkpoint)
	if err != nil {
		return proof.Certificate{}, fmt.Errorf("prove inclusion: %w", err)
	}
	token, err := w.Seal.Stamp(ctx, encoded)
	if err != nil {
		if ctx.Err() != nil || w.at() < row.RecordedAt.Add(timePatience) {
			return proof.Certificate{}, fmt.Errorf("ask for trusted time: %w", err)
		}
		w.Logger.WarnContext(ctx, "no trusted time: the certificate will say so", "certificate", row.ID, "error", err)
	}
	if err := proof.Save(ctx, w.DB, row.ID, checkpoint.Size, path, token); err != nil {
		return proof.Certificate{}, fmt.Errorf("store proof: %w", err)
	}
	return proof.OfRelease(ctx, w.DB, row.Release, row.Kind)
}

// seal makes the PDF, stores it encrypted, and unlocks the release in the transaction that records it.
func (w *releaseSealer) seal(ctx context.Context, a Release, row proof.Certificate, encoded []byte) error {
	made, err := w.Seal.Make(ctx, encoded, row.Proof, row.Token, w.Now())
	if err != nil {
		return fmt.Errorf("make certificate: %w", err)
	}
	if made.StampError != nil {
		w.Logger.WarnContext(ctx, "sealed without trusted time", "certificate", row.ID, "error", made.StampError)
	}
	d, err := w.DB.Delivery(ctx, a.Delivery)
	if err != nil {
		return fmt.Errorf("load delivery: %w", err)
	}
	object, err := w.Vault.Store(ctx, storage.NewObject{
		Owner: d.Workspace, Name: row.ID + ".pdf", MediaType: "application/pdf", Size: int64(len(made.PDF)),
	}, bytes.NewReader(made.PDF))
	if err != nil {
		return fmt.Errorf("store certificate: %w", err)
	}
	first := false
	_, err = w.DB.UpdateDeliveryWith(ctx, a.Delivery, func(ctx context.Context, tx *db.Tx, d *delivery.Delivery) ([]delivery.Event, error) {
		at := w.at()
		var err error
		first, err = proof.Seal(ctx, tx, proof.Sealed{ID: row.ID, Object: object.ID, PDF: made.SHA256, Level: string(made.Level), At: at})
		if err != nil || !first {
			return nil, err
		}
		return d.Seal(at, delivery.CertificateSealed{
			Release: a.Release, Kind: a.Of, Certificate: row.ID, PDF: made.SHA256.String(), Level: string(made.Level),
		})
	})
	if err == nil && first {
		return nil
	}
	// Another run was first, or nothing is committed: this copy is nobody's.
	return errors.Join(err, w.Vault.Delete(context.WithoutCancel(ctx), object.ID))
}

func (r *Runner) nonce() (evidence.Hash, error) {
	var nonce evidence.Hash
	if _, err := io.ReadFull(r.Entropy, nonce[:]); err != nil {
		return nonce, fmt.Errorf("draw nonce: %w", err)
	}
	return nonce, nil
}
