package access

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// Log gathers bare openings of links and writes them in batches: one row per link, address and hour, outside
// the chain of events, as a link scanner opens pages too. At most maxWaiting wait; more are counted on those there are.
type Log struct {
	db     *db.DB
	digest func(label, value string) [32]byte
	logger *slog.Logger

	mu      sync.Mutex
	waiting map[logKey]*Access
}

type logKey struct {
	link    string
	address [32]byte
}

const (
	maxWaiting  = 10_000
	writeEvery  = 5 * time.Second
	writeWithin = 5 * time.Second
)

// NewLog makes a log; Run writes it.
func NewLog(store *db.DB, digest func(label, value string) [32]byte, logger *slog.Logger) *Log {
	return &Log{db: store, digest: digest, logger: logger, waiting: map[logKey]*Access{}}
}

// Note counts one opening. It never blocks on the database.
func (l *Log) Note(linkID string, address netip.Addr, at delivery.Instant) {
	key := logKey{linkID, l.digest("access", address.String())}
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.waiting[key]; ok {
		a.Count++
		return
	}
	if len(l.waiting) < maxWaiting {
		l.waiting[key] = &Access{LinkID: linkID, Address: key.address, At: at, Count: 1}
	}
}

// Run writes what has gathered every few seconds, and once more when ctx ends.
func (l *Log) Run(ctx context.Context) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			l.Write(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeWithin)
			l.Write(last)
			cancel()
			return
		}
	}
}

// Write writes what has gathered; what cannot be written waits for the next time.
func (l *Log) Write(ctx context.Context) {
	l.mu.Lock()
	batch := make([]Access, 0, len(l.waiting))
	for _, a := range l.waiting {
		batch = append(batch, *a)
	}
	clear(l.waiting)
	l.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	if err := Record(ctx, l.db, batch); err != nil {
		l.logger.WarnContext(ctx, "write access log", "rows", len(batch), "error", err)
		l.restore(batch)
	}
}

// restore puts back what could not be written, for the next time.
func (l *Log) restore(batch []Access) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range batch {
		key := logKey{a.LinkID, a.Address}
		if waiting, ok := l.waiting[key]; ok {
			waiting.Count += a.Count
			waiting.At = min(waiting.At, a.At)
		} else if len(l.waiting) < maxWaiting {
			l.waiting[key] = &a
		}
	}
}
