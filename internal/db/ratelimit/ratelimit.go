// Package ratelimit counts what may happen so often in so long, over all servers.
package ratelimit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// maxLimit bounds the length of a window's row: eight bytes a take.
const maxLimit = 10_000

// Forever is the wait for a limit whose window does not end.
const Forever = time.Duration(math.MaxInt64)

// Limit allows Max takes of a key in any window of that length, over all servers.
type Limit struct {
	Key    string        // hashed before it is stored; put an HMAC in for phones and addresses, whose values can be guessed
	Max    int           // at most 10,000
	Window time.Duration // 0: for ever
}

// Hash is the key of the limit's row.
func (l Limit) Hash() []byte {
	sum := sha256.Sum256([]byte("quittance/limit/v1\x00" + l.Window.String() + "\x00" + l.Key)) // a key may have several windows
	return sum[:]
}

// since is the instant after which takes count.
func (l Limit) since(at delivery.Instant) int64 {
	if l.Window == 0 {
		return math.MinInt64
	}
	return int64(at.Add(-l.Window))
}

// endsAt is when the row may be forgotten.
func (l Limit) endsAt(at delivery.Instant) int64 {
	if l.Window == 0 {
		return math.MaxInt64
	}
	return int64(at.Add(l.Window))
}

// Take takes one from every limit, or from none: a positive wait says after how long all of them may allow it, Forever
// that one of them never will. Each key is one row that is locked by an upsert, so that concurrent takers are counted
// exactly.
func Take(ctx context.Context, to db.Writer, at delivery.Instant, limits ...Limit) (wait time.Duration, err error) {
	err = to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, wait, err = TakeAll(ctx, tx, at, limits)
		return err
	})
	return wait, err
}

// Wait tells what Take would, without taking: for what goes on all the same once a limit is reached.
func Wait(ctx context.Context, from db.Reader, at delivery.Instant, l Limit) (time.Duration, error) {
	raw, err := from.Reading().GetLimit(ctx, l.Hash())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, db.Classify("look at limit", err)
	}
	w := limitWindow{limit: l}
	w.read(raw, at)
	return w.wait(at), nil
}

type limitWindow struct {
	index int // among the limits given
	key   []byte
	limit Limit
	taken []int64
}

// TakeAll is Take that also returns the index of the limit with the longest wait, -1 when all were taken from.
func TakeAll(ctx context.Context, tx *db.Tx, at delivery.Instant, limits []Limit) (int, time.Duration, error) {
	windows := make([]limitWindow, len(limits))
	for i, l := range limits {
		windows[i] = limitWindow{index: i, key: l.Hash(), limit: l}
	}
	// One order for all, so that two takers of the same keys do not wait for each other.
	slices.SortFunc(windows, func(a, b limitWindow) int { return slices.Compare(a.key, b.key) })
	full, wait := -1, time.Duration(0)
	for i := range windows {
		w := &windows[i]
		raw, err := tx.Queries().LockLimit(ctx, sqlgen.LockLimitParams{Key: w.key, Empty: []byte{}, EndsAt: w.limit.endsAt(at)})
		if err != nil {
			return 0, 0, db.Classify("lock limit", err)
		}
		w.read(raw, at)
		if more := w.wait(at); more > wait {
			full, wait = w.index, more
		}
	}
	if full >= 0 {
		return full, wait, nil
	}
	for _, w := range windows {
		var raw []byte
		for _, taken := range append(w.taken, int64(at)) {
			raw = binary.BigEndian.AppendUint64(raw, uint64(taken)) //nolint:gosec // read back above
		}
		if err := tx.Queries().SaveLimit(ctx, sqlgen.SaveLimitParams{Key: w.key, Taken: raw, EndsAt: w.limit.endsAt(at)}); err != nil {
			return 0, 0, db.Classify("take from limit", err)
		}
	}
	return -1, 0, nil
}

// read takes in what is on record of the window.
func (w *limitWindow) read(raw []byte, at delivery.Instant) {
	for ; len(raw) >= 8; raw = raw[8:] {
		if taken := int64(binary.BigEndian.Uint64(raw)); taken > w.limit.since(at) { //nolint:gosec // written by TakeAll
			w.taken = append(w.taken, taken)
		}
	}
}

// wait returns after how long one more fits into the window, 0 for now.
func (w *limitWindow) wait(at delivery.Instant) time.Duration {
	most := min(w.limit.Max, maxLimit)
	switch {
	case len(w.taken) < most:
		return 0
	case w.limit.Window == 0 || most <= 0:
		return Forever
	}
	slices.Sort(w.taken)
	free := delivery.Instant(w.taken[len(w.taken)-most]).Add(w.limit.Window)
	return max(time.Duration(free-at)*time.Microsecond, time.Microsecond)
}
