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
	stmts sync.Map // text -> *sql.Stmt
}

func (p *preparedReads) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := p.stmts.Load(text); ok {
		return s.(*sql.Stmt), nil //nolint:forcetypeassert // only statements are stored
	}
	stmt, err := p.pool.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil, err //nolint:wrapcheck // seen by the caller of the query
	}
	if first, loaded := p.stmts.LoadOrStore(text, stmt); loaded {
		return first.(*sql.Stmt), stmt.Close() //nolint:forcetypeassert,wrapcheck // as above
	}
	return stmt, nil
}

func (p *preparedReads) PrepareContext(ctx context.Context, text string) (*sql.Stmt, error) {
	return p.pool.PrepareContext(ctx, text) //nolint:wrapcheck // implements sqlgen.DBTX
}

func (p *preparedReads) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...) //nolint:wrapcheck // implements sqlgen.DBTX
}

func (p *preparedReads) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	stmt, err := p.prepared(ctx, text)
	if err != nil {
		return p.pool.QueryRowContext(ctx, text, args...) // says the same error in the only way a Row can
	}
	return stmt.QueryRowContext(ctx, args...)
}

// ExecContext is part of sqlgen.DBTX. Reads never come here: writes have a transaction.
func (p *preparedReads) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return p.pool.ExecContext(ctx, text, args...) //nolint:wrapcheck // implements sqlgen.DBTX
}

func (p *preparedReads) close() {
	p.stmts.Range(func(_, s any) bool {
		_ = s.(*sql.Stmt).Close() //nolint:forcetypeassert // the pool is closed next
		return true
	})
}
