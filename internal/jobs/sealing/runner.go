// Package sealing makes the certificates of a release and signs the log in which they stand (EVIDENCE.md section 1).
//
// It promises that a release never has two certificates of a kind, wherever a crash falls between two steps, and that a
// checkpoint is stored and mirrored outside the database before anything relies on it.
package sealing

import (
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/tlog"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Runner works the jobs that seal.
type Runner struct {
	DB       *db.DB
	Vault    *storage.Vault
	Keys     storage.KeyWrapper // seals the evidence bytes
	Mirror   storage.Bucket     // holds the log's checkpoints outside the database
	Log      *tlog.Signer
	FirstLog string // name of the first log of the installation
	Platform evidence.Platform
	Seal     Sealer
	BaseURL  string   // public address, without a last slash
	StandIns []string // the providers that are played
	Now      func() time.Time
	Entropy  io.Reader
	Logger   *slog.Logger
}

// Release are the arguments of the job that makes a certificate: ids and nothing else.
type Release struct {
	Delivery delivery.ID              `json:"delivery"`
	Release  string                   `json:"release"`
	Of       delivery.CertificateKind `json:"of"`
}

// Kind implements river.JobArgs.
func (Release) Kind() string { return "release_seal" }

// Register adds the worker.
func (r *Runner) Register(list *river.Workers) error {
	return river.AddWorkerSafely(list, &releaseSealer{Runner: r})
}

func (r *Runner) at() delivery.Instant { return delivery.At(r.Now()) }

func (r *Runner) newID() string { return ulid.New(r.Now(), r.Entropy) }
