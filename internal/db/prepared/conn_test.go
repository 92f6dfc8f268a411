package prepared

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"

	"modernc.org/sqlite"
)

// counting is SQLite's driver, and the texts that were parsed.
type counting struct {
	sqlite.Driver
	parsed map[string]int
}

type countingConn struct {
	connection
	parsed map[string]int
}

func (d *counting) Open(name string) (driver.Conn, error) {
	c, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return countingConn{c.(connection), d.parsed}, nil
}

func (c countingConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	c.parsed[text]++
	return c.connection.PrepareContext(ctx, text)
}

// open is one connection to a new file with a table of three rows.
func open(t *testing.T) (*sql.Conn, map[string]int) {
	t.Helper()
	under := &counting{parsed: map[string]int{}}
	pool := sql.OpenDB(NewConnector(under, filepath.Join(t.TempDir(), "x.db")))
	t.Cleanup(func() { _ = pool.Close() })
	one, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = one.Close() })
	must(t, one, "CREATE TABLE x (id INTEGER PRIMARY KEY, word TEXT)")
	must(t, one, "INSERT INTO x VALUES (1,'one'), (2,'two'), (3,'three')")
	return one, under.parsed
}

func must(t *testing.T, c *sql.Conn, text string, args ...any) {
	t.Helper()
	if _, err := c.ExecContext(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func TestATextIsParsedOnceWithinAndOutsideTransactions(t *testing.T) {
	c, parsed := open(t)
	const read, write = "SELECT word FROM x WHERE id = ?", "-- name: Put :exec\nINSERT INTO x VALUES (?, ?)"
	for i := range 3 {
		var word string
		if err := c.QueryRowContext(t.Context(), read, i+1).Scan(&word); err != nil {
			t.Fatal(err)
		}
		if want := []string{"one", "two", "three"}[i]; word != want {
			t.Errorf("row %d is %q, want %q", i+1, word, want)
		}
		tx, err := c.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.ExecContext(t.Context(), write, 10+i, "ten"); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if parsed[read] != 1 || parsed[write] != 1 {
		t.Errorf("parsed %d and %d times, want once each", parsed[read], parsed[write])
	}
}

func TestOneTextIsReadTwiceAtATime(t *testing.T) {
	c, _ := open(t)
	pairs := 0
	each(t, c, func() { each(t, c, func() { pairs++ }) })
	if pairs != 9 {
		t.Errorf("%d pairs of three rows", pairs)
	}
}

// each calls do while a row is read.
func each(t *testing.T, c *sql.Conn, do func()) {
	t.Helper()
	all, err := c.QueryContext(t.Context(), "SELECT id FROM x ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	for all.Next() {
		do()
	}
	if err := all.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNotDataIsParsedEveryTime(t *testing.T) {
	c, _ := open(t)
	for round := range 2 { // kept, the pragma would have had its effect in the first round alone
		must(t, c, "PRAGMA query_only(1)")
		if _, err := c.ExecContext(t.Context(), "DELETE FROM x WHERE id = 1"); err == nil {
			t.Errorf("round %d: written while only reading is allowed", round)
		}
		must(t, c, "PRAGMA query_only(0)")
	}
	for text, want := range map[string]bool{
		"SELECT 1":                  true,
		"-- name: A :one\nSELECT 1": true,
		"-- a\n-- b\n  WITH a AS (SELECT 1) SELECT b FROM a;\n": true,
		"UPDATE x SET a = 1":               true,
		"SELECT * FROM x":                  false,
		"PRAGMA wal_checkpoint":            false,
		"-- name: A :one\nPRAGMA optimize": false,
		"DELETE FROM a; DELETE FROM b":     false,
		"BEGIN":                            false,
		"VACUUM":                           false,
		"SAVEPOINT a":                      false,
		"--":                               false,
		"":                                 false,
	} {
		if keepable(text) != want {
			t.Errorf("keepable(%q) is %v", text, !want)
		}
	}
}

func TestAStatementThatFailedIsNotUsedAgain(t *testing.T) {
	c, parsed := open(t)
	const text = "INSERT INTO x VALUES (?, ?)"
	if _, err := c.ExecContext(t.Context(), text, 1, "again"); err == nil {
		t.Fatal("the key is taken")
	}
	must(t, c, text, 4, "four")
	if parsed[text] != 2 {
		t.Errorf("parsed %d times, want anew after the failure", parsed[text])
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var n int
	if err := c.QueryRowContext(ended, "SELECT count(*) FROM x").Scan(&n); err == nil {
		t.Error("asked after its end")
	}
	if err := c.QueryRowContext(t.Context(), "SELECT count(*) FROM x").Scan(&n); err != nil || n != 4 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestAChangedTableIsReadAsItIs(t *testing.T) {
	c, _ := open(t)
	for want := 2; want <= 3; want++ {
		if got := columns(t, c); got != want {
			t.Errorf("%d columns, want %d", got, want)
		}
		var n int
		if err := c.QueryRowContext(t.Context(), "SELECT count(word) FROM x").Scan(&n); err != nil || n != 3 {
			t.Errorf("%d words, %v", n, err)
		}
		must(t, c, "ALTER TABLE x ADD COLUMN more"+strconv.Itoa(want)+" TEXT")
	}
}

func columns(t *testing.T, c *sql.Conn) int {
	t.Helper()
	all, err := c.QueryContext(t.Context(), "SELECT * FROM x")
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	names, err := all.Columns()
	if err != nil || all.Err() != nil {
		t.Fatal(err, all.Err())
	}
	return len(names)
}

func TestSoManyStatementsAreKept(t *testing.T) {
	c, _ := open(t)
	for i := range 2 * maxIdle {
		var n int
		if err := c.QueryRowContext(t.Context(), fmt.Sprintf("SELECT %d", i)).Scan(&n); err != nil || n != i {
			t.Fatalf("%d: %d, %v", i, n, err)
		}
	}
	err := c.Raw(func(under any) error {
		if kept := len(under.(*conn).idle); kept != maxIdle {
			t.Errorf("%d are kept, want %d", kept, maxIdle)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
