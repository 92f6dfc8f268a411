package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quittance/internal/db"
)

// empty returns the URL of a database without tables.
func empty(t *testing.T, e engine) string {
	t.Helper()
	if e.name == "SQLite" {
		return "sqlite://" + filepath.Join(t.TempDir(), "new.db")
	}
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("quittance_empty_%d_%d", os.Getpid(), unique.Add(1))
	if _, err := s.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return databaseNamed(name)
}

func TestServersThatStartTogetherMigrateOnce(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			where := empty(t, e)
			var made atomic.Int64
			var group sync.WaitGroup
			for range 3 {
				d := openAt(t, where)
				group.Go(func() {
					if err := d.Migrate(t.Context()); err != nil {
						t.Error(err)
						return
					}
					key, err := d.InstanceKey(t.Context(), "seal", func() (db.InstanceKey, error) {
						n := made.Add(1)
						return db.InstanceKey{KeyID: "root", Wrapped: []byte{byte(n)}, CreatedAt: morning}, nil
					})
					if err != nil || key.Wrapped[0] != 1 || key.Name != "seal" {
						t.Errorf("%+v %v", key, err)
					}
				})
			}
			group.Wait()
			d := openAt(t, where)
			if pending, err := d.Pending(t.Context()); err != nil || pending {
				t.Errorf("pending %v %v", pending, err)
			}
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if made.Load() != 1 {
				t.Errorf("the key was made %d times", made.Load())
			}
		})
	}
}

func TestAKeyThatCannotBeMadeIsNotKept(t *testing.T) {
	boom := errors.New("boom")
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, want := range []error{boom, nil} {
			_, err := d.InstanceKey(t.Context(), "log", func() (db.InstanceKey, error) { return db.InstanceKey{KeyID: "k", Wrapped: []byte{1}}, want })
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	})
}

func TestTheFirstInstanceStays(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if _, err := d.Instance(ctx); !isProblem(err, db.ErrNotFound) {
			t.Errorf("before: %v", err)
		}
		for _, fingerprint := range []string{"first", "second"} {
			got, err := d.InitInstance(ctx, db.Instance{RootFingerprint: fingerprint, LogOrigin: "o", CreatedAt: morning})
			if err != nil || got.RootFingerprint != "first" {
				t.Errorf("%+v %v", got, err)
			}
		}
		for _, at := range []time.Duration{0, time.Hour} {
			if err := d.ConfirmBackup(ctx, morning.Add(at)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := d.Instance(ctx); err != nil || got.BackupConfirmedAt != morning {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestJobsLeftRunningBecomeAvailableOnSQLite(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if _, err := d.SQL().ExecContext(ctx, `INSERT INTO river_job (args, attempt, kind, max_attempts, state) VALUES ('{}', 1, 'k', 25, 'running')`); err != nil {
			t.Fatal(err)
		}
		want := map[db.Dialect]int64{db.SQLite: 1, db.PostgreSQL: 0}[d.Dialect()]
		if n, err := d.RescueJobs(ctx); err != nil || n != want {
			t.Errorf("rescued %d, want %d: %v", n, want, err)
		}
	})
}

func TestSQLiteKeepsItsPromises(t *testing.T) {
	d := openAt(t, sqliteCopy(t))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "recursive_triggers": "1",
	} {
		var got string
		if err := d.SQL().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", pragma, got, want, err)
		}
	}
	if most := d.SQL().Stats().MaxOpenConnections; most != 1 {
		t.Errorf("%d write connections", most)
	}
}

func TestAURLThatIsNoneTellsNothing(t *testing.T) {
	for name, address := range map[string]string{
		"another engine":         "mysql://user:secret@host/db",
		"no path":                "sqlite://",
		"a folder":               "sqlite:///tmp/secret/",
		"options of the driver":  "sqlite:///tmp/secret.db?_pragma=synchronous(OFF)",
		"not a URL":              "://secret",
		"a port that is no port": "postgres://user:secret@host:notaport/db",
		"nobody at the address":  "postgres://user:secret@127.0.0.1:1/secret?sslmode=disable&connect_timeout=1",
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), address, db.Options{Logger: quiet})
			if err == nil {
				t.Fatal("it was opened", d.Close())
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestWritingInsideATransactionIsRefusedInsteadOfWaiting(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := d.Write(ctx, func(ctx context.Context, _ *db.Tx) error { return d.ConfirmBackup(ctx, morning) })
		if err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheDatabaseFileIsOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q ä%23?.db")
	d := openAt(t, "sqlite://"+(&url.URL{Path: path}).EscapedPath())
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", filepath.Base(name), info, err)
		}
	}
}

func TestAPanicGivesTheConnectionBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() { _ = recover() }()
			_ = d.Write(t.Context(), func(context.Context, *db.Tx) error { panic("boom") })
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			var one sql.NullInt64
			return tx.SQL().QueryRowContext(ctx, `SELECT 1`).Scan(&one)
		})
		if err != nil {
			t.Error(err)
		}
	})
}
