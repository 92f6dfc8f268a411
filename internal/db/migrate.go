package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"quittance/migrations"
)

// migrationLock is the number of PostgreSQL's advisory lock: "quittanc" in ASCII.
const migrationLock = 0x7175697474616e63

// Migrate brings the schema, River's tables included, to what this program needs. Several processes may call it at
// once: one works, the others wait and find nothing to do. A schema newer than the program is an error.
func (d *DB) Migrate(ctx context.Context) error {
	return d.underMigrationLock(ctx, func(ctx context.Context) error {
		provider, err := d.provider()
		if err != nil {
			return err
		}
		newest := provider.ListSources()[len(provider.ListSources())-1].Version
		has, err := provider.GetDBVersion(ctx)
		if err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		if has > newest {
			return fmt.Errorf("schema version %d is newer than this program, which knows %d", has, newest)
		}
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate schema: %w", err)
		}
		return d.migrateJobs(ctx)
	})
}

// Pending reports whether Migrate has something to do.
func (d *DB) Pending(ctx context.Context) (bool, error) {
	provider, err := d.provider()
	if err != nil {
		return false, err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return false, fmt.Errorf("compare schema version: %w", err)
	}
	return pending, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	dialect, all, dir := goose.DialectSQLite3, migrations.SQLite, "sqlite"
	if d.dialect == PostgreSQL {
		dialect, all, dir = goose.DialectPostgres, migrations.Postgres, "postgres"
	}
	files, err := fs.Sub(all, dir)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	// Migrations are numbered by who writes them and come together in another order: a number may arrive after a higher
	// one was applied. No file builds on a higher number, and none is edited once it is there.
	p, err := goose.NewProvider(dialect, d.write, files, goose.WithSlog(d.log), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// jobDriver is River's driver for the engine. jobs makes its own; this one migrates.
func (d *DB) jobDriver() riverdriver.Driver[*sql.Tx] {
	if d.dialect == PostgreSQL {
		return riverdatabasesql.New(d.write)
	}
	return riversqlite.New(d.write)
}

func (d *DB) migrateJobs(ctx context.Context) error {
	m, err := rivermigrate.New(d.jobDriver(), &rivermigrate.Config{Logger: d.log})
	if err != nil {
		return fmt.Errorf("read job migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// RescueJobs makes jobs available that a killed process left running, lets go of what it led, and returns how many jobs
// that were. Call it before River starts. On SQLite there is one process: whatever runs at its start has no worker. On
// PostgreSQL another server may be working: only what the worker of this name left is freed, which no other living
// process may bear; without a name nothing is, and River's rescuer decides by time.
func (d *DB) RescueJobs(ctx context.Context, worker string) (int64, error) {
	free := `UPDATE river_job SET state = 'available', attempt = max(attempt - 1, 0) WHERE state = 'running'`
	resign, names := `DELETE FROM river_leader`, []any{}
	if d.dialect == PostgreSQL {
		if worker == "" {
			return 0, nil
		}
		free = `UPDATE river_job SET state = 'available', attempt = greatest(attempt - 1, 0)
			WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1`
		resign, names = `DELETE FROM river_leader WHERE leader_id = $1`, []any{worker}
	}
	if _, err := d.write.ExecContext(ctx, resign, names...); err != nil {
		return 0, fmt.Errorf("resign from leading: %w", err)
	}
	res, err := d.write.ExecContext(ctx, free, names...)
	if err != nil {
		return 0, fmt.Errorf("rescue jobs: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("rescue jobs: %w", err)
	}
	return n, nil
}

// underMigrationLock runs fn while no other process runs one: migrations, and keys that are made once.
func (d *DB) underMigrationLock(ctx context.Context, fn func(context.Context) error) error {
	if d.dialect == PostgreSQL {
		return d.underAdvisoryLock(ctx, fn)
	}
	return d.underLockFile(ctx, fn)
}

// underAdvisoryLock holds a session lock on a connection of its own; a lost connection gives it back.
func (d *DB) underAdvisoryLock(ctx context.Context, fn func(context.Context) error) (err error) {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("reach database: %w", hideURL(err))
	}
	defer func() {
		if errClose := conn.Close(); err == nil && errClose != nil {
			err = fmt.Errorf("leave migration lock: %w", errClose)
		}
	}()
	// Another server's migration may take longer than any lock of ours.
	if _, err := conn.ExecContext(ctx, `SET lock_timeout = 0`); err != nil {
		return fmt.Errorf("wait for migration lock: %w", err)
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return fmt.Errorf("wait for migration lock: %w", err)
	}
	defer func() {
		after := context.WithoutCancel(ctx)
		_, errUnlock := conn.ExecContext(after, `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
		if errUnlock == nil {
			_, errUnlock = conn.ExecContext(after, `RESET lock_timeout`)
		}
		if err == nil && errUnlock != nil {
			err = fmt.Errorf("leave migration lock: %w", errUnlock)
		}
	}()
	return fn(ctx)
}

// underLockFile holds an exclusive transaction on an empty database beside ours: the engine's own file lock works on
// every system and ends with the process.
func (d *DB) underLockFile(ctx context.Context, fn func(context.Context) error) (err error) {
	lock, err := sql.Open("sqlite", fileURI(d.path+".lock")+"?_txlock=exclusive&_pragma=busy_timeout(60000)")
	if err != nil {
		return fmt.Errorf("wait for migration lock: %w", err)
	}
	defer func() {
		if errClose := lock.Close(); err == nil && errClose != nil {
			err = fmt.Errorf("leave migration lock: %w", errClose)
		}
	}()
	tx, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("wait for migration lock: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return fn(ctx)
}
