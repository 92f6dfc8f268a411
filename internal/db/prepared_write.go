package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// preparedWrites keeps the statements of SQLite's one write connection from one transaction to the next: parsing their
// texts anew costs more than running them. A text that is new runs unprepared, as its transaction holds the
// connection, and is prepared before the next transaction begins. The texts are those of the query files, so that
// their number is bounded.
type preparedWrites struct {
	pool   *sql.DB
	mu     sync.Mutex
	stmts  map[string]*sql.Stmt // by text
	wanted []string
}

// prepare makes the statements that were missed. It must be called outside a transaction.
func (p *preparedWrites) prepare(ctx context.Context) error {
	p.mu.Lock()
	wanted := p.wanted
	p.wanted = nil
	p.mu.Unlock()
	for _, text := range wanted {
		stmt, err := p.pool.PrepareContext(ctx, text)
		if err != nil {
			return fmt.Errorf("prepare statement: %w", hideURL(err))
		}
		p.mu.Lock()
		if _, there := p.stmts[text]; there { // two transactions missed it
			_ = stmt.Close() //nolint:sqlclosecheck // only a twin is closed; the others are kept
		} else {
			p.stmts[text] = stmt
		}
		p.mu.Unlock()
	}
	return nil
}

// statement returns the kept statement of a text; nil when there is none yet.
func (p *preparedWrites) statement(text string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	stmt := p.stmts[text]
	if stmt == nil {
		p.wanted = append(p.wanted, text)
	}
	return stmt
}

// close ends the statements; the pool is closed next, which would end them too.
func (p *preparedWrites) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stmt := range p.stmts {
		_ = stmt.Close()
	}
	p.stmts, p.wanted = map[string]*sql.Stmt{}, nil
}

// preparedTx is one transaction on kept statements. It implements sqlgen.DBTX.
type preparedTx struct {
	*sql.Tx
	kept *preparedWrites
}

// ExecContext runs a text on its kept statement; the transaction closes its own copy of it.
func (t preparedTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if stmt := t.kept.statement(text); stmt != nil {
		return t.StmtContext(ctx, stmt).ExecContext(ctx, args...) //nolint:sqlclosecheck // closed with the transaction
	}
	return t.Tx.ExecContext(ctx, text, args...)
}

// QueryContext is like ExecContext.
func (t preparedTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if stmt := t.kept.statement(text); stmt != nil {
		return t.StmtContext(ctx, stmt).QueryContext(ctx, args...) //nolint:sqlclosecheck // closed with the transaction
	}
	return t.Tx.QueryContext(ctx, text, args...)
}

// QueryRowContext is like ExecContext.
func (t preparedTx) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if stmt := t.kept.statement(text); stmt != nil {
		return t.StmtContext(ctx, stmt).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // closed with the transaction
	}
	return t.Tx.QueryRowContext(ctx, text, args...)
}
