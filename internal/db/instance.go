package db

import (
	"context"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Instance is what belongs to the installation as a whole.
type Instance struct {
	RootFingerprint   string // of the root key: another one must refuse to start
	Name              string // random, for ever: issuer of links, and name of the first log
	CreatedAt         delivery.Instant
	BackupConfirmedAt delivery.Instant // of the root key
	RestoredAt        delivery.Instant // from a backup, last
}

// Instance returns the row. ErrNotFound before InitInstance.
func (d *DB) Instance(ctx context.Context) (Instance, error) {
	i, err := d.queries.GetInstance(ctx)
	return Instance{
		RootFingerprint: i.RootFingerprint, Name: i.LogOrigin, CreatedAt: delivery.Instant(i.CreatedAt),
		BackupConfirmedAt: delivery.Instant(i.BackupConfirmedAt), RestoredAt: delivery.Instant(i.RestoredAt),
	}, classify("read instance", err)
}

// InitInstance makes the row unless there is one, and returns what is stored: the caller compares the fingerprint.
func (d *DB) InitInstance(ctx context.Context, i Instance) (Instance, error) {
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().InsertInstance(ctx, sqlgen.InsertInstanceParams{ID: 1, RootFingerprint: i.RootFingerprint, LogOrigin: i.Name, CreatedAt: int64(i.CreatedAt)})
		if err != nil || n == 0 {
			return classify("make instance", err)
		}
		return tx.openLog(ctx, LogOrigin{Ord: 1, Origin: i.Name, KeyName: "log", OpenedAt: i.CreatedAt})
	})
	if err != nil {
		return Instance{}, err
	}
	return d.Instance(ctx)
}

// ConfirmBackup notes that the operator saved the root key. Repeating it keeps the first instant.
func (d *DB) ConfirmBackup(ctx context.Context, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("confirm backup", tx.w().ConfirmBackup(ctx, int64(at)))
	})
}

// InstanceKey is a key made once for the life of the installation, wrapped by the root key.
type InstanceKey struct {
	Name      string
	KeyID     string
	Wrapped   []byte
	Public    []byte // what may be shown: a public key, a certificate
	CreatedAt delivery.Instant
}

// InstanceKey returns the key of a name, and has it made when there is none. It is made under the migration lock, so
// that of many servers starting at once one makes it and all use the same. make must not use this database.
func (d *DB) InstanceKey(ctx context.Context, name string, make func() (InstanceKey, error)) (InstanceKey, error) {
	k, err := d.instanceKey(ctx, name)
	if err == nil || !isNotFound(err) {
		return k, err
	}
	err = d.underMigrationLock(ctx, func(ctx context.Context) error {
		if k, err = d.instanceKey(ctx, name); err == nil || !isNotFound(err) {
			return err
		}
		made, err := make()
		if err != nil {
			return err
		}
		return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
			if made.Public == nil {
				made.Public = []byte{}
			}
			_, err := tx.w().InsertInstanceKey(ctx, sqlgen.InsertInstanceKeyParams{
				Name: name, KeyID: made.KeyID, Wrapped: made.Wrapped, Public: made.Public, CreatedAt: int64(made.CreatedAt),
			})
			return classify("keep key", err)
		})
	})
	if err != nil {
		return InstanceKey{}, err
	}
	return d.instanceKey(ctx, name)
}

func (d *DB) instanceKey(ctx context.Context, name string) (InstanceKey, error) {
	k, err := d.queries.GetInstanceKey(ctx, name)
	return InstanceKey{Name: k.Name, KeyID: k.KeyID, Wrapped: k.Wrapped, Public: k.Public, CreatedAt: delivery.Instant(k.CreatedAt)}, classify("read key", err)
}

// Sweep deletes what is over and proves nothing: sessions, tokens, ceremonies, limits, idempotency keys.
func (d *DB) Sweep(ctx context.Context, now delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		q := tx.w()
		for _, step := range []struct {
			what   string
			remove func(context.Context, int64) error
			before delivery.Instant
		}{
			{"sessions", q.DeleteUnusedSessions, now.Add(-account.ForSession.Lifetime())},
			{"tokens", q.DeleteExpiredEmailTokens, now.Add(-7 * 24 * time.Hour)}, // "used" and "too old" stay different for a while
			{"ceremonies", q.DeleteExpiredCeremonies, now},
			{"short links", q.DeleteShortLinks, now},
			{"limits", q.DeleteLimits, now},
			{"receipts of messages", q.DeleteSMSReceipts, now.Add(-30 * 24 * time.Hour)},
			{"kept forms", q.ForgetFormsBefore, now.Add(-30 * 24 * time.Hour)},
			{"idempotency keys", q.DeleteIdempotencyKeys, now.Add(-idempotencyLife)},
		} {
			if err := step.remove(ctx, int64(step.before)); err != nil {
				return classify("sweep "+step.what, err)
			}
		}
		return nil
	})
}
