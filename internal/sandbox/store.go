package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// schema is small on purpose: documents in JSON with one parent to find them by, the webhooks still to deliver,
// and settings. Documents keep the order of their making in seq.
const schema = `
CREATE TABLE IF NOT EXISTS document (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
	UNIQUE (kind, id));
CREATE INDEX IF NOT EXISTS document_parent ON document (kind, parent, seq);
CREATE TABLE IF NOT EXISTS outbox (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	stand_in TEXT NOT NULL, body BLOB NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);`

// store is the state of the sandbox: one file, one connection, so that transactions never meet.
type store struct{ db *sql.DB }

func openStore(file string) (*store, error) {
	dsn := (&url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)"},
	}.Encode()}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open sandbox state: %w", err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(context.Background(), schema); err != nil {
		return nil, fmt.Errorf("prepare sandbox state: %w", errors.Join(err, db.Close()))
	}
	return &store{db}, nil
}

func (st *store) close() error {
	if err := st.db.Close(); err != nil {
		return fmt.Errorf("close sandbox state: %w", err)
	}
	return nil
}

// update runs do in one transaction: all of it is kept, or nothing. Inside, only the given tx may be used (there
// is one connection).
func (st *store) update(ctx context.Context, do func(*tx) error) error {
	t, err := st.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin sandbox transaction: %w", err)
	}
	if err := do(&tx{ctx, t}); err != nil {
		if back := t.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			return errors.Join(err, fmt.Errorf("roll back sandbox transaction: %w", back))
		}
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit sandbox transaction: %w", err)
	}
	return nil
}

// tx is one transaction; it carries its context because it lives no longer than the call that gave it.
type tx struct {
	ctx context.Context
	t   *sql.Tx
}

// put inserts a document or replaces the body of the one with the same kind and id, whose place in the order and
// parent stay.
func (x *tx) put(kind, id, parent string, at time.Time, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s: %w", kind, err)
	}
	_, err = x.t.ExecContext(x.ctx, `INSERT INTO document (kind, id, parent, at, body) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`, kind, id, parent, at.UnixMicro(), string(body))
	if err != nil {
		return fmt.Errorf("store %s: %w", kind, err)
	}
	return nil
}

// get reads a document into v and reports whether there is one.
func (x *tx) get(kind, id string, v any) (bool, error) {
	var body string
	err := x.t.QueryRowContext(x.ctx, `SELECT body FROM document WHERE kind = ? AND id = ?`, kind, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", kind, err)
	}
	if err := json.Unmarshal([]byte(body), v); err != nil {
		return false, fmt.Errorf("decode %s: %w", kind, err)
	}
	return true, nil
}

// remove forgets a document, if there is one.
func (x *tx) remove(kind, id string) error {
	if _, err := x.t.ExecContext(x.ctx, `DELETE FROM document WHERE kind = ? AND id = ?`, kind, id); err != nil {
		return fmt.Errorf("remove %s: %w", kind, err)
	}
	return nil
}

// query narrows a list of documents of one kind.
type query struct {
	parent string    // "" = any
	after  string    // id: only older ones
	before string    // id: only newer ones, those nearest to it
	since  time.Time // not older
	until  time.Time // not newer
	limit  int       // 0 = 100
}

// list returns documents, the newest first.
func list[T any](x *tx, kind string, q query) (_ []T, err error) {
	if q.limit <= 0 {
		q.limit = 100
	}
	text, args := `SELECT body FROM document WHERE kind = ?`, []any{kind}
	add := func(condition string, value ...any) {
		text += " AND " + condition //nolint:gosec // one of the constants below
		args = append(args, value...)
	}
	if q.parent != "" {
		add("parent = ?", q.parent)
	}
	if !q.since.IsZero() {
		add("at >= ?", q.since.UnixMicro())
	}
	if !q.until.IsZero() {
		add("at <= ?", q.until.UnixMicro())
	}
	if q.after != "" {
		add("seq < (SELECT seq FROM document WHERE kind = ? AND id = ?)", kind, q.after)
	}
	if q.before != "" {
		add("seq > (SELECT seq FROM document WHERE kind = ? AND id = ?) ORDER BY seq LIMIT ?", kind, q.before, q.limit)
	} else {
		text, args = text+" ORDER BY seq DESC LIMIT ?", append(args, q.limit)
	}
	rows, err := x.t.QueryContext(x.ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	found := []T{}
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("list %s: %w", kind, err)
		}
		var v T
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return nil, fmt.Errorf("decode %s: %w", kind, err)
		}
		found = append(found, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	if q.before != "" {
		slices.Reverse(found)
	}
	return found, nil
}

// setting reads a named value, "" when it was never set.
func (x *tx) setting(name string) (string, error) {
	var v string
	err := x.t.QueryRowContext(x.ctx, `SELECT value FROM setting WHERE name = ?`, name).Scan(&v)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read sandbox setting: %w", err)
	}
	return v, nil
}

// setSetting keeps a named value.
func (x *tx) setSetting(name, value string) error {
	_, err := x.t.ExecContext(x.ctx, `INSERT INTO setting (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("store sandbox setting: %w", err)
	}
	return nil
}
