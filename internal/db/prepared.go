package db

import (
	"context"
	"database/sql"
	"sync"
)

// preparedReads runs queries outside transactions on prepared statements, each made at its first use. SQLite parses a
// text anew at every call otherwise, which costs more than the read by primary key behind a recipient's page. The
// texts are those of the query files, so that their number is bounded.
type preparedReads struct {
	pool  *sql.DB
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt // by text
}

// prepared returns the statement of a text. It stays open until close: whoever runs it does not close it.
func (p *preparedReads) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	p.mu.RLock()
	stmt := p.stmts[text]
	p.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt := p.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := p.pool.PrepareContext(context.WithoutCancel(ctx), text) //nolint:sqlclosecheck // kept; it outlives this request
	if err != nil {
		return nil, err
	}
	if p.stmts == nil {
		p.stmts = map[string]*sql.Stmt{}
	}
	p.stmts[text] = stmt
	return stmt, nil
}

func (p *preparedReads) PrepareContext(ctx context.Context, text string) (*sql.Stmt, error) {
	return p.pool.PrepareContext(ctx, text)
}

func (p *preparedReads) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.prepared(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (p *preparedReads) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	stmt, err := p.prepared(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return p.pool.QueryRowContext(ctx, text, args...) // says the same error in the only way a Row can
	}
	return stmt.QueryRowContext(ctx, args...)
}

// ExecContext is part of sqlgen.DBTX. Reads never come here: writes have a transaction.
func (p *preparedReads) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return p.pool.ExecContext(ctx, text, args...)
}

// close ends the statements; the pool is closed next, which would end them too.
func (p *preparedReads) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stmt := range p.stmts {
		_ = stmt.Close()
	}
	p.stmts = nil
}
