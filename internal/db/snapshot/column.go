package snapshot

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Kind is what a column holds; both engines have the same three.
type Kind string

// The kinds. An integer is also a truth value, 0 or 1.
const (
	Integer Kind = "integer"
	Text    Kind = "text"
	Bytes   Kind = "bytes" // in base64; the only one that may be null
)

// Column is one column of a table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// kinds by the engines' names of types.
var kinds = map[string]Kind{
	"INTEGER": Integer, "INT8": Integer, "INT4": Integer, "INT2": Integer, "BOOL": Integer,
	"TEXT": Text, "BLOB": Bytes, "BYTEA": Bytes,
}

// columnsOf describes the columns of a result; truths says which of them the engine keeps as truth values.
func columnsOf(rows *sql.Rows) (columns []Column, truths []bool, err error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, nil, fmt.Errorf("read columns: %w", err)
	}
	for _, t := range types {
		kind, known := kinds[t.DatabaseTypeName()]
		if !known {
			return nil, nil, fmt.Errorf("column %s has the type %s, which no backup holds", t.Name(), t.DatabaseTypeName())
		}
		columns = append(columns, Column{t.Name(), kind})
		truths = append(truths, t.DatabaseTypeName() == "BOOL")
	}
	return columns, truths, nil
}

// encode writes a row as a JSON array.
func encode(columns []Column, values []any) ([]byte, error) {
	out := make([]any, len(values))
	for i, v := range values {
		var err error
		if out[i], err = portable(columns[i], v); err != nil {
			return nil, fmt.Errorf("column %s: %w", columns[i].Name, err)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("write row: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func portable(c Column, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		if c.Kind == Bytes {
			return nil, nil
		}
	case bool:
		if c.Kind == Integer && v {
			return 1, nil
		}
		if c.Kind == Integer {
			return 0, nil
		}
	case int64:
		if c.Kind == Integer {
			return v, nil
		}
	case string:
		if c.Kind == Text && utf8.ValidString(v) {
			return v, nil
		}
	case []byte:
		if c.Kind == Bytes {
			return base64.StdEncoding.EncodeToString(v), nil
		}
	}
	return nil, fmt.Errorf("%T is no %s", v, c.Kind)
}

var errRow = errors.New("not a row of this table")

// decode is the reverse of encode. Truth values become what the engine wants.
func decode(columns []Column, truths []bool, line []byte) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var values []any
	if err := d.Decode(&values); err != nil {
		return nil, fmt.Errorf("%w: %w", errRow, err)
	}
	if d.More() || len(values) != len(columns) {
		return nil, errRow
	}
	for i, c := range columns {
		var err error
		if values[i], err = native(c, truths[i], values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return values, nil
}

func native(c Column, truth bool, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		if c.Kind == Bytes {
			return nil, nil
		}
	case json.Number:
		n, err := v.Int64()
		if err == nil && c.Kind == Integer && truth && (n == 0 || n == 1) {
			return n == 1, nil
		}
		if err == nil && c.Kind == Integer && !truth {
			return n, nil
		}
	case string:
		if c.Kind == Text {
			return v, nil
		}
		if c.Kind == Bytes {
			b, err := base64.StdEncoding.Strict().DecodeString(v)
			if err != nil {
				return nil, errRow
			}
			return b, nil
		}
	}
	return nil, errRow
}
