// Package dbtest gives tests databases of their own on both engines: a migrated one is made once per engine and process,
// each test gets a copy.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"quittance/internal/db"
)

// Variable names the PostgreSQL server where databases may be made and dropped.
const Variable = "QUITTANCE_TEST_POSTGRES"

var (
	quiet  = slog.New(slog.NewTextHandler(io.Discard, nil))
	unique atomic.Int64
)

// Engine makes databases of one kind.
type Engine struct {
	Name  string
	URL   func(t testing.TB) string // of a migrated database of its own
	Empty func(t testing.TB) string // of one without tables
}

// Engines are both.
func Engines() []Engine {
	return []Engine{{"SQLite", sqliteCopy, sqliteEmpty}, {"PostgreSQL", postgresCopy, postgresEmpty}}
}

// OnBoth runs the test on both engines, each with an empty migrated database. A PostgreSQL server that is missing is a
// failure: what is not tested there is not known to work.
func OnBoth(t *testing.T, run func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, e := range Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			run(t, Open(t, e.URL(t)))
		})
	}
}

// Open opens a database until the end of the test.
func Open(t testing.TB, databaseURL string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), databaseURL, db.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Main runs the tests of a package and removes what they were copied from.
func Main(m *testing.M) int {
	code := m.Run()
	if template, err := sqliteTemplate(); err == nil {
		_ = os.RemoveAll(filepath.Dir(template))
	}
	if s, err := server(); err == nil {
		if template, err := postgresTemplate(); err == nil {
			if _, err := s.ExecContext(context.Background(), "DROP DATABASE "+template+" WITH (FORCE)"); err != nil {
				_, _ = fmt.Fprintln(os.Stderr, err)
			}
		}
	}
	return code
}

var sqliteTemplate = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "quittance-db-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "template.db")
	return path, migrateTemplate("sqlite://" + path)
})

// migrateTemplate leaves one closed file or database behind.
func migrateTemplate(databaseURL string) error {
	d, err := db.Open(context.Background(), databaseURL, db.Options{Logger: quiet})
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(context.Background()), d.Close())
}

func sqliteCopy(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(template) //nolint:gosec // a file of ours
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "quittance.db")
	if err := os.WriteFile(path, content, 0o600); err != nil { //nolint:gosec // G703: a folder of the test
		t.Fatal(err)
	}
	return "sqlite://" + path
}

// server is the connection that makes and drops the databases of the tests.
var server = sync.OnceValues(func() (*sql.DB, error) {
	base, isSet := os.LookupEnv(Variable)
	if !isSet || base == "" {
		return nil, errors.New(Variable + " is not set: this suite needs a PostgreSQL server where it may create databases (scripts/postgres start DIR makes one)")
	}
	return sql.Open("pgx", base)
})

var postgresTemplate = sync.OnceValues(func() (string, error) {
	s, err := server()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("quittance_template_%d", os.Getpid())
	if _, err := s.ExecContext(context.Background(), "CREATE DATABASE "+name); err != nil {
		return "", fmt.Errorf("make template: %w", err)
	}
	return name, migrateTemplate(databaseNamed(name))
})

func databaseNamed(name string) string {
	base, _ := os.LookupEnv(Variable)
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u.Path = "/" + name
	return u.String()
}

var postgresCreate sync.Mutex // copying a template wants it unused

func postgresCopy(t testing.TB) string {
	t.Helper()
	postgresCreate.Lock()
	defer postgresCreate.Unlock()
	template, err := postgresTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return created(t, " TEMPLATE "+template)
}

func postgresEmpty(t testing.TB) string {
	t.Helper()
	return created(t, "")
}

func sqliteEmpty(t testing.TB) string {
	t.Helper()
	return "sqlite://" + filepath.Join(t.TempDir(), "new.db")
}

// created makes a database that is dropped with the test.
func created(t testing.TB, from string) string {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("quittance_test_%d_%d", os.Getpid(), unique.Add(1))
	if _, err := s.ExecContext(t.Context(), "CREATE DATABASE "+name+from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return databaseNamed(name)
}

// French is a PostgreSQL database that sorts texts as French dictionaries do: what depends on the order of bytes fails there.
func French(t testing.TB) *db.DB {
	t.Helper()
	d := Open(t, created(t, " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr' ENCODING 'UTF8'"))
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}
