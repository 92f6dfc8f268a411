package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"

	"quittance/internal/backup"
	"quittance/internal/delivery"
	"quittance/internal/jobs/sealing"
	"quittance/internal/tlog"
)

type restoreCommand struct {
	File     string `arg:"" help:"The backup." type:"existingfile"`
	Identity string `required:"" help:"File of the identity of age that opens it." type:"existingfile"`
}

// Run makes the installation of a backup again, in the database, storage and root key that the settings name. The
// database must be empty; the root key must be that of the backup.
func (r *restoreCommand) Run(w *world) (err error) {
	c, err := w.config()
	if err != nil {
		return err
	}
	identities, err := r.identities()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	a, err := openVessel(w.ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	origin, err := tlog.NewOrigin(rand.Reader)
	if err != nil {
		return err
	}
	done, err := backup.Restore(w.ctx, func() (io.ReadCloser, error) { return os.Open(r.File) },
		backup.Target{DB: a.db, Bucket: a.bucket, Root: a.root, LogOrigin: origin}, a.now(), identities...)
	for _, id := range done.Damaged {
		say(w.err, "damaged: file %s\n", id)
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	say(w.err, "restored %d rows and %d files of %s, each read back and compared with its fingerprint\n",
		done.Summary.TotalRows(), done.Summary.Files, done.Manifest.TakenAt.Format("2006-01-02 15:04 MST"))
	say(w.err, "links and certificates hold; whoever was signed in signs in again; codes are asked for again\n")
	say(w.err, "the log goes on as %s: auditors take its key from /.well-known/quittance/log-key\n", origin)
	return nil
}

func (r *restoreCommand) identities() ([]age.Identity, error) {
	f, err := os.Open(r.Identity)
	if err != nil {
		return nil, fmt.Errorf("open identity: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	const most = 64 << 10
	identities, err := age.ParseIdentities(io.LimitReader(f, most))
	if err != nil {
		return nil, errors.New("the identity is none of age") // its text may quote the secret
	}
	return identities, nil
}

type logCommands struct {
	NextOrigin nextOrigin `cmd:"" help:"Go on under the next name and key, in a database that is a copy of an earlier state."`
}

type nextOrigin struct{}

var errNotBehind = errors.New("the log is not behind its mirror: there is no reason to close it")

// Run closes the log of a database that was copied back by other means than `quittance restore`, and opens the next:
// what the copy has forgotten stays proved by the key that is closed, and nothing is signed twice.
func (nextOrigin) Run(w *world) (err error) {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.openJobs(outside{standIns: a.config.StandIns()}); err != nil {
		return err
	}
	switch err := a.jobs.Sealing.CheckMirror(w.ctx); {
	case err == nil:
		return errNotBehind
	case !errors.Is(err, sealing.ErrLogBehind):
		return err
	}
	origin, err := tlog.NewOrigin(rand.Reader)
	if err != nil {
		return err
	}
	if err := a.db.Restored(w.ctx, origin, delivery.At(a.now())); err != nil {
		return fmt.Errorf("open next log: %w", err)
	}
	say(w.err, "the log goes on as %s: auditors take its key from /.well-known/quittance/log-key\n", origin)
	return nil
}
