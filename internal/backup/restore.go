package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"

	"quittance/internal/db"
	"quittance/internal/db/catalog"
	"quittance/internal/db/snapshot"
	"quittance/internal/delivery"
	"quittance/storage"
)

// Target is where an installation is made again: a database without rows, of either engine, and a bucket.
type Target struct {
	DB     *db.DB
	Bucket storage.Bucket
	Root   *storage.RootKey
	// LogOrigin is the name of the log that goes on: a new one, because the one before may have signed for leaves that
	// came after the backup and are forgotten now.
	LogOrigin string
}

// Restored says what was made.
type Restored struct {
	Manifest Manifest
	Summary  Summary
	Damaged  []string // files that are not what was stored, with ErrDamaged
}

// Restore makes the installation of a backup again. It reads the whole file and stores the parts of files first, and
// only then writes the rows, all in one transaction: one that fails before that leaves the database empty and can be
// run again. At the end it reads every file back; ErrDamaged then means that the installation is there, but for the
// files that are named.
//
// The caller sees to it that the installation that was backed up does not run any more: two of them would both answer
// for the same deliveries.
func Restore(ctx context.Context, open Opener, t Target, now time.Time, identities ...age.Identity) (Restored, error) {
	r := &restorer{target: t, at: delivery.At(now)}
	var err error
	if r.summary, err = read(ctx, open, visitor{
		manifest: func(m Manifest) error { return r.accept(ctx, m) },
		part:     func(key string, sealed []byte) error { return r.store(ctx, key, sealed) },
		gone: func(id string) error {
			r.gone = append(r.gone, id)
			return nil
		},
	}, identities...); err != nil {
		return Restored{}, err
	}
	if err := r.writeRows(ctx, open, identities); err != nil {
		return Restored{}, err
	}
	damaged, err := r.verify(ctx)
	return Restored{Manifest: r.manifest, Summary: r.summary, Damaged: damaged}, err
}

type restorer struct {
	target   Target
	at       delivery.Instant
	manifest Manifest
	summary  Summary
	gone     []string
}

// accept refuses what could not be restored, before anything is written.
func (r *restorer) accept(ctx context.Context, m Manifest) error {
	r.manifest = m
	if m.RootFingerprint != r.target.Root.Fingerprint() {
		return fmt.Errorf("%w: it has the fingerprint %s, the one given %s", ErrRootKey, m.RootFingerprint, r.target.Root.Fingerprint())
	}
	known, err := r.target.DB.KnowsSchema(m.Schema)
	if err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("%w: schema %d", ErrNewer, m.Schema)
	}
	has, err := snapshot.Empty(ctx, r.target.DB)
	if err != nil {
		return err
	}
	if has != 0 && has != m.Schema {
		return ErrSchema
	}
	if err := r.target.Bucket.Check(ctx); err != nil {
		return fmt.Errorf("reach storage: %w", err)
	}
	return nil
}

func (r *restorer) store(ctx context.Context, key string, sealed []byte) error {
	err := r.target.Bucket.Put(ctx, key, bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil && !errors.Is(err, storage.ErrExists) { // of an earlier attempt, or of the same bucket: verified below
		return fmt.Errorf("restore part: %w", err)
	}
	return nil
}

func (r *restorer) writeRows(ctx context.Context, open Opener, identities []age.Identity) error {
	d := r.target.DB
	if err := d.MigrateTo(ctx, r.manifest.Schema); err != nil {
		return err
	}
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := snapshot.NewWriter(ctx, tx.SQL(), d.Dialect())
		if err != nil {
			return err
		}
		_, err = read(ctx, open, visitor{
			manifest: func(m Manifest) error {
				if m != r.manifest {
					return ErrNotBackup
				}
				return nil
			},
			table:   func(name string, columns []snapshot.Column) error { return w.Table(ctx, name, columns) },
			row:     func(line []byte) error { return w.Row(ctx, line) },
			rowsEnd: func() error { return errEnough },
		}, identities...)
		if err = errors.Join(err, w.Close()); err != nil {
			return err
		}
		if err := w.Complete(); err != nil {
			return fmt.Errorf("%w: %w", ErrNotBackup, err)
		}
		return tx.Restored(ctx, r.target.LogOrigin, r.at)
	})
	if err != nil {
		return fmt.Errorf("restore rows: %w", err)
	}
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	for _, id := range r.gone {
		if err := catalog.Of(d).ShredObject(ctx, id, r.at.Time()); err != nil {
			return fmt.Errorf("delete what was deleted: %w", err)
		}
	}
	return nil
}

// verify reads every file back and names those that are not what was stored.
func (r *restorer) verify(ctx context.Context) (damaged []string, err error) {
	vault, err := storage.NewVault(storage.VaultConfig{Bucket: r.target.Bucket, Catalog: catalog.Of(r.target.DB), Keys: r.target.Root})
	if err != nil {
		return nil, err
	}
	var files int64
	err = snapshot.Objects(ctx, r.target.DB, func(id string) error {
		err := readWhole(ctx, vault, id)
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("verify files: %w", ctx.Err())
		case errors.Is(err, storage.ErrCorrupt), errors.Is(err, storage.ErrNotFound), errors.Is(err, storage.ErrRange):
			damaged = append(damaged, id)
		case err != nil:
			return fmt.Errorf("verify file %s: %w", id, err)
		}
		files++
		return nil
	})
	if err != nil {
		return nil, err
	}
	if files != r.summary.Files {
		return damaged, fmt.Errorf("%w: %d files instead of %d", ErrDamaged, files, r.summary.Files)
	}
	if len(damaged) > 0 {
		return damaged, fmt.Errorf("%w: %d of %d", ErrDamaged, len(damaged), files)
	}
	return nil, nil
}
