package snapshot

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"quittance/internal/db"
)

// Sink takes what Read finds, in order: a table, its rows, the next table; then the stored files.
type Sink struct {
	Table  func(name string, columns []Column) error
	Row    func(line []byte) error
	Object func(id string) error // of a finished file
}

// Read hands over every row there is at one instant. Rows are read one by one: memory does not grow with the database.
func Read(ctx context.Context, d *db.DB, sink Sink) error {
	return d.ReadSnapshot(ctx, func(tx *sql.Tx) error {
		if err := compare(ctx, tx, d.Dialect()); err != nil {
			return err
		}
		for _, table := range kept {
			if err := readTable(ctx, tx, table, sink); err != nil {
				return fmt.Errorf("read table %s: %w", table, err)
			}
		}
		return eachID(ctx, tx, sink.Object, `SELECT id FROM object WHERE state = 'finished' ORDER BY id`)
	})
}

// Objects hands over the id of every finished file, a few hundred at a time: visit may take long, and finds no
// transaction open.
func Objects(ctx context.Context, d *db.DB, visit func(id string) error) error {
	const page = 500
	for after := ""; ; {
		var ids []string
		err := d.ReadSnapshot(ctx, func(tx *sql.Tx) error {
			return eachID(ctx, tx, func(id string) error {
				ids = append(ids, id)
				return nil
			}, `SELECT id FROM object WHERE state = 'finished' AND id > $1 ORDER BY id LIMIT $2`, after, page)
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := visit(id); err != nil {
				return err
			}
			after = id
		}
		if len(ids) < page {
			return nil
		}
	}
}

func readTable(ctx context.Context, tx *sql.Tx, table string, sink Sink) (err error) {
	query := `SELECT * FROM ` + table //nolint:gosec // names of ours
	if condition := only[table]; condition != "" {
		query += ` WHERE ` + condition
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, _, err := columnsOf(rows)
	if err != nil {
		return err
	}
	if err := sink.Table(table, columns); err != nil {
		return err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		line, err := encode(columns, values)
		if err != nil {
			return err
		}
		if err := sink.Row(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

func eachID(ctx context.Context, tx *sql.Tx, visit func(id string) error, query string, args ...any) (err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		if err := visit(id); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	return nil
}
