package db

import (
	"context"
	"database/sql"
	"fmt"
)

// ReadSnapshot runs fn in a transaction that reads one committed state, whatever others write meanwhile, and writes
// nothing. For packages below internal/db alone. On SQLite the write-ahead log grows as long as it lasts.
func (d *DB) ReadSnapshot(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{Isolation: d.snapshotLevel(), ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin reading: %w", hideURL(err))
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return fn(tx)
}

// SchemaVersion returns the number of the last migration; 0 for a database without tables.
func (d *DB) SchemaVersion(ctx context.Context) (int64, error) {
	provider, err := d.provider()
	if err != nil {
		return 0, err
	}
	has, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return has, nil
}

// KnowsSchema reports whether this program has the migration of that number.
func (d *DB) KnowsSchema(version int64) (bool, error) {
	provider, err := d.provider()
	if err != nil {
		return false, err
	}
	for _, s := range provider.ListSources() {
		if s.Version == version {
			return true, nil
		}
	}
	return false, nil
}

// MigrateTo brings a database without tables to an older schema than this program's, for rows that were written under
// it; Migrate does the rest. It goes up only.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	return d.underMigrationLock(ctx, func(ctx context.Context) error {
		provider, err := d.provider()
		if err != nil {
			return err
		}
		if _, err := provider.UpTo(ctx, version); err != nil {
			return fmt.Errorf("migrate schema to %d: %w", version, err)
		}
		return nil
	})
}
