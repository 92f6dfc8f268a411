package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"quittance/internal/backup"
	"quittance/internal/config"
	"quittance/internal/db"
	"quittance/storage"
	"quittance/storage/location"
)

type backupCommand struct {
	File  string `arg:"" help:"Where to write it; must not exist. - writes to the standard output."`
	Files string `help:"Whether what is stored goes into it. By default yes for a folder, no for S3." enum:"auto,copied,listed" default:"auto"`
}

var errNoRecipient = errors.New("set QUITTANCE_BACKUP_RECIPIENT to a public key of age (age-keygen makes one): backups are encrypted to it. Keep the identity that belongs to it away from this machine")

// Run backs the installation up while its server goes on.
func (b *backupCommand) Run(w *world) (err error) {
	c, err := w.config()
	if err != nil {
		return err
	}
	if c.BackupRecipient == "" {
		return errNoRecipient
	}
	recipients, err := age.ParseRecipients(strings.NewReader(c.BackupRecipient))
	if err != nil {
		return errNoRecipient
	}
	a, err := openVessel(w.ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if _, err := a.db.Instance(w.ctx); err != nil {
		return fmt.Errorf("read installation: %w", err)
	}
	spool, err := os.CreateTemp("", "quittance-backup-")
	if err != nil {
		return fmt.Errorf("make temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	source := backup.Source{DB: a.db, Bucket: a.bucket, Keys: a.root, Build: build, Files: b.mode(c), Spool: spool}
	var sum backup.Summary
	err = b.write(w, func(to io.Writer) (err error) {
		sum, err = backup.Write(w.ctx, to, source, a.now(), recipients...)
		return err
	})
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	say(w.err, "%d rows; %d files, each read and compared with its fingerprint, %s in %d parts (%s)\n",
		sum.TotalRows(), sum.Files, mebibytes(sum.Bytes), sum.Parts, source.Files)
	say(w.err, "the root key %s is not in it: without it this backup cannot be restored\n", a.root.Fingerprint())
	return nil
}

func (b *backupCommand) mode(c *config.Config) backup.Files {
	switch {
	case b.Files != "auto":
		return backup.Files(b.Files)
	case strings.HasPrefix(c.StorageURL, "s3:"):
		return backup.Listed
	}
	return backup.Copied
}

// write gives the backup its name when it is whole and durable.
func (b *backupCommand) write(w *world, fill func(io.Writer) error) error {
	if b.File == "-" {
		return fill(w.out)
	}
	if _, err := os.Lstat(b.File); err == nil {
		return fmt.Errorf("%s is there already", b.File)
	}
	part, err := os.CreateTemp(filepath.Dir(b.File), ".quittance-backup-*") // mode 0600
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	err = fill(part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Link(part.Name(), b.File)
	}
	return errors.Join(err, os.Remove(part.Name()))
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// openVessel opens database, storage and root key without making any of them: what is not there is an error.
func openVessel(ctx context.Context, c *config.Config) (a *app, err error) {
	a = &app{config: c, log: newLogger("error")}
	if a.root, err = storage.LoadRootKey(c.RootKeyFile); err != nil {
		return a, fmt.Errorf("read root key (QUITTANCE_ROOT_KEY_FILE): %w", err)
	}
	if a.bucket, err = location.Open(c.StorageURL, os.Getenv); err != nil {
		return a, fmt.Errorf("open storage: %w", err)
	}
	if a.db, err = db.Open(ctx, c.DatabaseURL, db.Options{Logger: a.log}); err != nil {
		return a, err
	}
	return a, nil
}
