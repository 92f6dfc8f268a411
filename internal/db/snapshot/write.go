package snapshot

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quittance/internal/db"
)

// ErrNotEmpty refuses to write over an installation.
var ErrNotEmpty = errors.New("the database holds an installation already: restoring needs an empty one")

// Empty returns ErrNotEmpty unless the database holds nobody's rows, and the number of its schema: 0, or that of one
// that was migrated and never used.
func Empty(ctx context.Context, d *db.DB) (schema int64, err error) {
	schema, err = d.SchemaVersion(ctx)
	if err != nil || schema == 0 {
		return schema, err
	}
	return schema, d.ReadSnapshot(ctx, func(tx *sql.Tx) error { return empty(ctx, tx) })
}

func empty(ctx context.Context, tx *sql.Tx) error {
	var n int64
	if err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM instance) + (SELECT COUNT(*) FROM workspace)`).Scan(&n); err != nil {
		return fmt.Errorf("look for rows: %w", err)
	}
	if n > 0 {
		return ErrNotEmpty
	}
	return nil
}

// Writer writes the rows of a snapshot in the order in which Read gave them. Close it at the end of its transaction.
type Writer struct {
	tx      *sql.Tx
	waiting []string // tables that were not begun
	insert  *sql.Stmt
	table   string
	columns []Column
	truths  []bool
}

// NewWriter begins to fill the database that the transaction is of, which must have the schema of the snapshot and no
// rows but those that its migrations made: these give way.
func NewWriter(ctx context.Context, tx *sql.Tx, dialect db.Dialect) (*Writer, error) {
	if err := empty(ctx, tx); err != nil {
		return nil, err
	}
	has, err := tables(ctx, tx, dialect)
	if err != nil {
		return nil, err
	}
	w := &Writer{tx: tx}
	for _, table := range kept {
		if slices.Contains(has, table) { // an older schema lacks the newer ones
			w.waiting = append(w.waiting, table)
		}
	}
	for _, table := range slices.Backward(w.waiting) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil { //nolint:gosec // names of ours
			return nil, fmt.Errorf("clear table %s: %w", table, err)
		}
	}
	return w, nil
}

// Table begins the next table, which must have exactly these columns.
func (w *Writer) Table(ctx context.Context, name string, columns []Column) error {
	if len(w.waiting) == 0 || w.waiting[0] != name {
		return fmt.Errorf("table %q does not come here", name)
	}
	if err := w.Close(); err != nil {
		return err
	}
	has, truths, err := columnsIn(ctx, w.tx, name)
	if err != nil {
		return err
	}
	w.waiting, w.table, w.columns, w.truths = w.waiting[1:], name, columns, make([]bool, len(columns))
	for i, c := range columns {
		at := slices.Index(has, c)
		if at < 0 || len(has) != len(columns) || slices.Index(columns, c) != i {
			return fmt.Errorf("table %s has other columns here", name)
		}
		w.truths[i] = truths[at]
	}
	names, places := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], places[i] = `"`+c.Name+`"`, "$"+strconv.Itoa(i+1)
	}
	query := `INSERT INTO ` + name + ` (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)` //nolint:gosec // names of ours
	if w.insert, err = w.tx.PrepareContext(ctx, query); err != nil {
		return fmt.Errorf("prepare table %s: %w", name, err)
	}
	return nil
}

// Row writes one row of the table that was begun last.
func (w *Writer) Row(ctx context.Context, line []byte) error {
	if w.insert == nil {
		return errRow
	}
	values, err := decode(w.columns, w.truths, line)
	if err != nil {
		return fmt.Errorf("table %s: %w", w.table, err)
	}
	if _, err := w.insert.ExecContext(ctx, values...); err != nil {
		return fmt.Errorf("write row of %s: %w", w.table, err)
	}
	return nil
}

// Complete returns an error unless every table was begun.
func (w *Writer) Complete() error {
	if len(w.waiting) > 0 {
		return fmt.Errorf("the table %s is missing", w.waiting[0])
	}
	return nil
}

// Close lets go of the database; the rows stay.
func (w *Writer) Close() error {
	if w.insert == nil {
		return nil
	}
	err := w.insert.Close()
	w.insert = nil
	if err != nil {
		return fmt.Errorf("end table %s: %w", w.table, err)
	}
	return nil
}

func columnsIn(ctx context.Context, tx *sql.Tx, table string) (columns []Column, truths []bool, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table+` WHERE 1 = 0`) //nolint:gosec // names of ours
	if err != nil {
		return nil, nil, fmt.Errorf("read columns of %s: %w", table, err)
	}
	defer func() { err = errors.Join(err, rows.Close(), rows.Err()) }()
	return columnsOf(rows)
}
