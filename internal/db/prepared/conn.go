package prepared

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// maxIdle bounds the statements that one connection keeps. Texts are those of the query files and of the job queue, some
// two hundred of them that are common; whatever comes beyond takes the place of another.
const maxIdle = 256

var (
	errStmt = errors.New("the driver's statement lacks an interface")
	errRows = errors.New("the driver's rows lack an interface")
)

// statement is what a driver's statement must be able to do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// answer is what a driver's rows must be able to do: a backup asks for the columns' types.
type answer interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
}

// conn is one connection with its statements. database/sql lets one goroutine at a time use it.
type conn struct {
	connection
	idle map[string]statement // by text; one that is in use is not in it
}

// keepable says whether a text may run on a statement that ran before: data is read or changed. What a PRAGMA does may be
// done when it is prepared ("Some pragmas run during the SQL compilation stage", sqlite.org/pragma.html), and scripts are
// parsed step by step. The columns of a SELECT * are counted before SQLite notices that a table has another since.
func keepable(text string) bool {
	for strings.HasPrefix(text, "--") {
		_, text, _ = strings.Cut(text, "\n")
	}
	verb, _, _ := strings.Cut(strings.TrimLeft(text, " \t\n"), " ")
	switch strings.TrimRight(verb, "\n") {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return !strings.Contains(strings.TrimRight(text, "; \t\n"), ";") && !strings.Contains(text, "SELECT *")
	default:
		return false
	}
}

// take hands out the statement of a text, which nobody else has meanwhile.
func (c *conn) take(ctx context.Context, text string) (statement, error) {
	if s, is := c.idle[text]; is {
		delete(c.idle, text)
		return s, nil
	}
	made, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s, is := made.(statement)
	if !is {
		return nil, errors.Join(fmt.Errorf("keep statement: %w", errStmt), made.Close())
	}
	return s, nil
}

// giveBack keeps a statement that ended well. One that failed is closed: what state it is in is not ours to guess.
func (c *conn) giveBack(text string, s statement, failed error) error {
	if _, twin := c.idle[text]; twin || failed != nil {
		return s.Close()
	}
	if len(c.idle) >= maxIdle {
		for other, old := range c.idle {
			delete(c.idle, other)
			if err := old.Close(); err != nil {
				return errors.Join(err, s.Close())
			}
			break
		}
	}
	c.idle[text] = s
	return nil
}

// ExecContext is called for every text that returns no rows.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if !keepable(text) {
		return c.connection.ExecContext(ctx, text, args)
	}
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if errBack := c.giveBack(text, s, err); err == nil {
		err = errBack
	}
	return result, err
}

// QueryContext is called for every text that returns rows; the statement comes back when they are closed.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if !keepable(text) {
		return c.connection.QueryContext(ctx, text, args)
	}
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	found, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.giveBack(text, s, err))
	}
	typed, is := found.(answer)
	if !is {
		return nil, errors.Join(fmt.Errorf("read rows: %w", errRows), found.Close(), s.Close())
	}
	return &rows{answer: typed, back: func(failed error) error { return c.giveBack(text, s, failed) }}, nil
}

// Close ends the statements and the connection.
func (c *conn) Close() error {
	var all error
	for _, s := range c.idle {
		all = errors.Join(all, s.Close())
	}
	clear(c.idle)
	return errors.Join(all, c.connection.Close())
}

// rows gives its statement back when it is closed, which database/sql does once.
type rows struct {
	answer
	back func(failed error) error
}

func (r *rows) Close() error {
	err := r.answer.Close()
	if errBack := r.back(err); err == nil {
		err = errBack
	}
	return err
}
