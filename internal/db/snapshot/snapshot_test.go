package snapshot_test

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
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/snapshot"
)

var unique atomic.Int64

// engines makes an empty database of each. PostgreSQL missing is a failure.
var engines = map[string]func(t *testing.T) string{
	"SQLite": func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "q.db") },
	"PostgreSQL": func(t *testing.T) string {
		t.Helper()
		u, err := url.Parse(os.Getenv("QUITTANCE_TEST_POSTGRES"))
		if err != nil || u.Host == "" {
			t.Fatal("QUITTANCE_TEST_POSTGRES is not set: `export QUITTANCE_TEST_POSTGRES=$(scripts/postgres start)`")
		}
		server, err := sql.Open("pgx", u.String())
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("snapshot_%d_%d", os.Getpid(), unique.Add(1))
		if _, err := server.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_, err := server.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
			if err := errors.Join(err, server.Close()); err != nil {
				t.Error(err)
			}
		})
		u.Path = "/" + name
		return u.String()
	},
}

func open(t *testing.T, where string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), where, db.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// read collects a snapshot: the lines of each table, its columns first.
func read(t *testing.T, d *db.DB) (map[string][]string, error) {
	t.Helper()
	out, table := map[string][]string{}, ""
	err := snapshot.Read(t.Context(), d, snapshot.Sink{
		Table: func(name string, columns []snapshot.Column) error {
			table = name
			out[table] = []string{fmt.Sprint(columns)}
			return nil
		},
		Row: func(line []byte) error {
			out[table] = append(out[table], string(line))
			return nil
		},
		Object: func(id string) error {
			out["files"] = append(out["files"], id)
			return nil
		},
	})
	return out, err
}

func TestEveryTableOfTheSchemaIsInABackupOrLeftOutWithAReason(t *testing.T) {
	of := map[string]map[string][]string{}
	for engine, make := range engines {
		d := open(t, make(t))
		tables, err := read(t, d)
		if err != nil {
			t.Fatalf("%s: %v", engine, err)
		}
		of[engine] = tables
		if _, err := d.SQL().ExecContext(t.Context(), `CREATE TABLE forgotten (id TEXT PRIMARY KEY)`); err != nil {
			t.Fatal(err)
		}
		if _, err := read(t, d); err == nil || !strings.Contains(err.Error(), "forgotten") {
			t.Errorf("%s: a table in no list: %v", engine, err)
		}
	}
	for _, table := range snapshot.Tables() {
		if a, b := of["SQLite"][table][0], of["PostgreSQL"][table][0]; a != b {
			t.Errorf("table %s has other columns on the two engines:\n%s\n%s", table, a, b)
		}
	}
}

// rows of everything that is special: truth values, empty and missing bytes, text of every kind, large numbers.
var rows = []string{
	`INSERT INTO instance (id, root_fingerprint, log_origin, created_at, backup_confirmed_at) VALUES (1, 'f', 'quittance-log-00', 1, 0)`,
	`INSERT INTO log_origin (ord, origin, key_name, opened_at, closed_at, closed_size) VALUES (1, 'quittance-log-00', 'log', 1, 0, 0)`,
	`INSERT INTO instance_key (name, key_id, wrapped, public, created_at) VALUES ('link', 'k', $1, $2, 9007199254740993)`,
	`INSERT INTO object (id, owner, name, media_type, size, state, key_id, key_blob, generation, received, part_count, hash_state, sha256, crc32, created_at, changed_at, finished_at)
		VALUES ('aa', 'w', 'plan "été" <b> 50 % ` + "\u2028" + `', '', 3, 'finished', 'k', $1, 1, 3, 1, NULL, $2, 4294967295, 1, 1, 1),
		('bb', 'w', '', '', 3, 'uploading', 'k', $1, 1, 3, 1, NULL, NULL, 0, 1, 1, 0), ('cc', 'w', '', '', 3, 'deleted', '', NULL, 1, 3, 1, NULL, NULL, 0, 1, 1, 0)`,
	`INSERT INTO part (object_id, start_at, size, id) VALUES ('aa', 0, 3, $1)`,
	`INSERT INTO workspace (id, version, slug, name, legal_name, address, telephone, siren, language, zone, stripe_account, created_at)
		VALUES ('w', 1, 'w', 'Atelier', '', '', '', '', 'fr', 'Europe/Paris', '', 1)`,
	`INSERT INTO session (hash, member_id, created_at, last_seen_at) SELECT $1, id, 1, 1 FROM member`,
}

func fill(t *testing.T, d *db.DB) {
	t.Helper()
	for _, q := range rows {
		var args []any
		if strings.Contains(q, "$1") {
			args = append(args, []byte("\x00\x01sixteen bytes.\xff")[:16])
		}
		if strings.Contains(q, "$2") {
			args = append(args, []byte{})
		}
		if _, err := d.SQL().ExecContext(t.Context(), q, args...); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func TestRowsAreTheSameAfterwardsOnWhicheverEngine(t *testing.T) {
	for from, makeFrom := range engines {
		for to, makeTo := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				a, b := open(t, makeFrom(t)), open(t, makeTo(t))
				fill(t, a)
				want, err := read(t, a)
				if err != nil {
					t.Fatal(err)
				}
				err = b.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					w, err := snapshot.NewWriter(ctx, tx.SQL(), b.Dialect())
					if err != nil {
						return err
					}
					err = snapshot.Read(ctx, a, snapshot.Sink{
						Table:  func(name string, columns []snapshot.Column) error { return w.Table(ctx, name, columns) },
						Row:    func(line []byte) error { return w.Row(ctx, line) },
						Object: func(string) error { return nil },
					})
					return errors.Join(err, w.Complete(), w.Close())
				})
				if err != nil {
					t.Fatal(err)
				}
				got, err := read(t, b)
				if err != nil {
					t.Fatal(err)
				}
				for table, lines := range want {
					if !slices.Equal(got[table], lines) {
						t.Errorf("table %s:\n%q\n%q", table, lines, got[table])
					}
				}
				if n := len(got["object"]) - 1; n != 2 || len(got["part"]) != 2 || !slices.Equal(got["files"], []string{"aa"}) {
					t.Errorf("an upload that was not finished is kept, or a file is not: %q", got["object"])
				}
				if _, err := snapshot.Empty(t.Context(), b); !errors.Is(err, snapshot.ErrNotEmpty) {
					t.Errorf("it is empty: %v", err)
				}
			})
		}
	}
}

func TestWhatIsNoRowIsRefused(t *testing.T) {
	columns := []snapshot.Column{{Name: "name", Kind: snapshot.Text}, {Name: "key_id", Kind: snapshot.Text}, {Name: "wrapped", Kind: snapshot.Bytes}, {Name: "public", Kind: snapshot.Bytes}, {Name: "created_at", Kind: snapshot.Integer}}
	instance := []snapshot.Column{
		{Name: "id", Kind: snapshot.Integer}, {Name: "root_fingerprint", Kind: snapshot.Text}, {Name: "log_origin", Kind: snapshot.Text},
		{Name: "created_at", Kind: snapshot.Integer}, {Name: "backup_confirmed_at", Kind: snapshot.Integer}, {Name: "restored_at", Kind: snapshot.Integer},
	}
	twice, other := slices.Clone(columns), slices.Clone(columns)
	twice[1], other[1].Kind = twice[0], snapshot.Bytes
	cases := map[string]struct {
		columns []snapshot.Column
		line    string
		good    bool
	}{
		"a row":                      {columns, `["log","k","AQ==","",5]`, true},
		"columns in another order":   {[]snapshot.Column{columns[4], columns[0], columns[1], columns[3], columns[2]}, `[5,"log","k","","AQ=="]`, true},
		"a column twice":             {twice, `["log","k","AQ==","",5]`, false},
		"a column of another kind":   {other, `["log","k","AQ==","",5]`, false},
		"a column is missing":        {columns[:4], `["log","k","AQ==",""]`, false},
		"a value too few":            {columns, `["log","k","AQ==",""]`, false},
		"a value too many":           {columns, `["log","k","AQ==","",5,6]`, false},
		"text where a number stands": {columns, `["log","k","AQ==","","5"]`, false},
		"a fraction":                 {columns, `["log","k","AQ==","",5.5]`, false},
		"a number that is too large": {columns, `["log","k","AQ==","",9223372036854775808]`, false},
		"no base64":                  {columns, `["log","k","A","",5]`, false},
		"text that is nothing":       {columns, `[null,"k","AQ==","",5]`, false},
		"two rows":                   {columns, `["log","k","AQ==","",5]["log","k","AQ==","",5]`, false},
		"an object":                  {columns, `{"name":"log"}`, false},
		"nothing":                    {columns, ``, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := open(t, engines["SQLite"](t))
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				w, err := snapshot.NewWriter(ctx, tx.SQL(), d.Dialect())
				if err != nil {
					return err
				}
				if err := w.Table(ctx, "instance", instance); err != nil {
					t.Fatal(err)
				}
				if err := w.Table(ctx, "workspace", columns); err == nil {
					t.Error("a table came before its turn")
				}
				err = w.Table(ctx, "instance_key", c.columns)
				if err == nil {
					err = w.Row(ctx, []byte(c.line))
				}
				if w.Complete() == nil {
					t.Error("it is complete after two tables")
				}
				return errors.Join(err, w.Close())
			})
			if (err == nil) != c.good {
				t.Errorf("%v", err)
			}
		})
	}
}
