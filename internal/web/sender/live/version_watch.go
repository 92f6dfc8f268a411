package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

const (
	look       = time.Second     // between two readings of a version
	lookTime   = 5 * time.Second // of one reading
	perSession = 5
	perProcess = 300
)

// watch reads the version of every delivery that somebody looks at, once a second each, whoever wrote it: another server
// may have. Nothing is remembered that a page does not know itself.
type watch struct {
	read   func(context.Context, delivery.ID) (int64, error)
	logger *slog.Logger

	mu       sync.Mutex
	streams  int
	sessions map[account.Hash]int
	watched  map[delivery.ID]*watched
}

// watched is a delivery that somebody looks at.
type watched struct {
	end     context.CancelFunc
	version int64 // as last read; 0 before
	seats   map[*seat]struct{}
}

// seat is one open page.
type seat struct {
	of       *watch
	session  account.Hash
	delivery *watched
	id       delivery.ID
	// versions holds the newest version that was not told yet. It is closed when versions can no longer be read.
	versions chan int64
}

func newWatch(read func(context.Context, delivery.ID) (int64, error), logger *slog.Logger) *watch {
	return &watch{read: read, logger: logger, sessions: map[account.Hash]int{}, watched: map[delivery.ID]*watched{}}
}

// take gives a seat, to be left; nil when the session or the process has as many as it may.
func (w *watch) take(session account.Hash, id delivery.ID) *seat {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.streams >= perProcess || w.sessions[session] >= perSession {
		return nil
	}
	of := w.watched[id]
	if of == nil {
		ctx, end := context.WithCancel(context.Background())
		of = &watched{end: end, seats: map[*seat]struct{}{}}
		w.watched[id] = of
		go w.follow(ctx, id, of)
	}
	s := &seat{of: w, session: session, delivery: of, id: id, versions: make(chan int64, 1)}
	if of.version > 0 {
		s.versions <- of.version
	}
	of.seats[s] = struct{}{}
	w.streams++
	w.sessions[session]++
	return s
}

// leave gives the seat back. The last one who leaves ends the reading.
func (s *seat) leave() {
	w := s.of
	w.mu.Lock()
	defer w.mu.Unlock()
	w.streams--
	if w.sessions[s.session]--; w.sessions[s.session] == 0 {
		delete(w.sessions, s.session)
	}
	delete(s.delivery.seats, s)
	if len(s.delivery.seats) == 0 {
		w.forget(s.id, s.delivery)
	}
}

// forget ends the reading. The lock is held.
func (w *watch) forget(id delivery.ID, of *watched) {
	of.end()
	if w.watched[id] == of { // else somebody came after it had failed
		delete(w.watched, id)
	}
}

// follow reads until nobody looks any more. A failure ends every seat: the pages come back by themselves.
func (w *watch) follow(ctx context.Context, id delivery.ID, of *watched) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		version, err := w.once(ctx, id)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			w.logger.Warn("versions are not told", slog.String("delivery", string(id)), slog.Any("error", err))
			w.fail(id, of)
			return
		}
		w.tell(of, version)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *watch) once(ctx context.Context, id delivery.ID) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return w.read(ctx, id)
}

// tell hands out a version that is new. Who has not taken the one before gets the newer alone.
func (w *watch) tell(of *watched, version int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if version == of.version {
		return
	}
	of.version = version
	for s := range of.seats {
		select {
		case <-s.versions:
		default:
		}
		s.versions <- version
	}
}

func (w *watch) fail(id delivery.ID, of *watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range of.seats {
		close(s.versions)
	}
	w.forget(id, of)
}
