package upload

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"quittance/storage"
)

// handoverTimeout is how long a newer client waits for an older one in the same process to store its tail. After that
// it takes over all the same, and the tail is lost to the older one.
const handoverTimeout = 5 * time.Second

// locker gives out leases. The lease in the catalog decides, over all processes; the map of holders is a courtesy
// within one process, so that an older client's tail is stored before the newer one goes on.
type locker struct {
	vault   *storage.Vault
	fault   func(error) error
	mu      sync.Mutex
	holders map[string]*lock
}

type lock struct {
	locker      *locker
	id          string
	lease       storage.Lease
	interrupted atomic.Bool
	interrupt   func()
	released    chan struct{}
}

// NewLock implements tus.Locker.
func (l *locker) NewLock(id string) (tus.Lock, error) {
	return &lock{locker: l, id: id, released: make(chan struct{})}, nil
}

// Lock implements tus.Lock: it asks the holder in this process to stop, then takes the lease from whoever holds it.
func (k *lock) Lock(ctx context.Context, requestUnlock func()) error {
	if _, err := owned(ctx, k.locker.vault, k.id); err != nil {
		return k.locker.fault(err)
	}
	k.interrupt = sync.OnceFunc(func() {
		k.interrupted.Store(true)
		requestUnlock()
	})
	k.locker.replaceHolder(ctx, k)
	lease, err := k.locker.vault.Acquire(ctx, k.id)
	if err != nil && !errors.Is(err, storage.ErrFinished) {
		return errors.Join(k.locker.fault(err), k.Unlock())
	}
	k.lease = lease
	if err != nil {
		k.lease = storage.Lease{Object: k.id} // nothing can be committed any more, and nothing needs to
	}
	sessionOf(ctx).lock = k
	return nil
}

// replaceHolder makes k the holder and waits, for a while, until the one before has gone.
func (l *locker) replaceHolder(ctx context.Context, k *lock) {
	l.mu.Lock()
	before := l.holders[k.id]
	l.holders[k.id] = k
	l.mu.Unlock()
	if before == nil {
		return
	}
	before.interrupt()
	timer := time.NewTimer(handoverTimeout)
	defer timer.Stop()
	select {
	case <-before.released:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Unlock implements tus.Lock.
func (k *lock) Unlock() error {
	k.locker.mu.Lock()
	defer k.locker.mu.Unlock()
	if k.locker.holders[k.id] == k {
		delete(k.locker.holders, k.id)
	}
	select {
	case <-k.released:
	default:
		close(k.released)
	}
	return nil
}
