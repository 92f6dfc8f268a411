package dbtest

import (
	"sync"
	"testing"

	"quittance/internal/db"
)

// Hold takes, by a connection of its own, what every change of a delivery needs, and keeps it until release is called or
// the test ends: what wants to write waits, what reads does not.
func Hold(t testing.TB, databaseURL string) (release func()) {
	t.Helper()
	other := Open(t, databaseURL)
	tx, err := other.SQL().BeginTx(t.Context(), nil) // on SQLite the one lock of all writers
	if err == nil && other.Dialect() == db.PostgreSQL {
		_, err = tx.ExecContext(t.Context(), "LOCK TABLE delivery IN EXCLUSIVE MODE")
	}
	if err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = tx.Rollback() }) // over already where the test's context ended first
	t.Cleanup(release)
	return release
}
