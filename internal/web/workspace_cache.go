package web

import (
	"context"
	"sync"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
)

// Workspaces reads the identity of senders for recipients' pages, which ask for it at every view. What another
// process changed is seen after at most freshness.
type Workspaces struct {
	db  *db.DB
	now func() time.Time

	mu   sync.Mutex
	rows map[string]cachedWorkspace
}

type cachedWorkspace struct {
	row  account.Workspace
	read time.Time
}

const (
	freshness     = 5 * time.Second
	maxWorkspaces = 4096
)

// NewWorkspaces makes a reader.
func NewWorkspaces(store *db.DB, now func() time.Time) *Workspaces {
	return &Workspaces{db: store, now: now, rows: map[string]cachedWorkspace{}}
}

// Get returns the workspace as it was at most five seconds ago.
func (w *Workspaces) Get(ctx context.Context, id string) (account.Workspace, error) {
	now := w.now()
	w.mu.Lock()
	cached, ok := w.rows[id]
	w.mu.Unlock()
	if ok && now.Sub(cached.read) < freshness {
		return cached.row, nil
	}
	row, err := roster.Workspace(ctx, w.db, id)
	if err != nil {
		return account.Workspace{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rows) >= maxWorkspaces {
		clear(w.rows)
	}
	w.rows[id] = cachedWorkspace{row: row, read: now}
	return row, nil
}
