package db

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// maxLimit bounds the length of a window's row: eight bytes a take.
const maxLimit = 10_000

// Limit allows Max takes of a key in any window of that length, over all servers.
type Limit struct {
	Key    string // hashed before it is stored; put an HMAC in for phones and addresses, whose values can be guessed
	Max    int    // at most 10,000
	Window time.Duration
}

// TakeLimits takes one from every limit, or from none: a positive wait says after how long all of them may allow it.
// Each key is one row that is locked by an upsert, so that concurrent takers are counted exactly.
func (t *Tx) TakeLimits(ctx context.Context, at delivery.Instant, limits ...Limit) (time.Duration, error) {
	type window struct {
		key   []byte
		limit Limit
		taken []int64
	}
	windows := make([]window, len(limits))
	for i, l := range limits {
		sum := sha256.Sum256([]byte("quittance/limit/v1\x00" + l.Window.String() + "\x00" + l.Key)) // a key may have several windows
		windows[i] = window{key: sum[:], limit: l}
	}
	// One order for all, so that two takers of the same keys do not wait for each other.
	slices.SortFunc(windows, func(a, b window) int {
		return slices.Compare(a.key, b.key)
	})
	var wait time.Duration
	for i := range windows {
		w := &windows[i]
		raw, err := t.w().LockLimit(ctx, sqlgen.LockLimitParams{Key: w.key, Empty: []byte{}, EndsAt: int64(at.Add(w.limit.Window))})
		if err != nil {
			return 0, classify("lock limit", err)
		}
		for ; len(raw) >= 8; raw = raw[8:] {
			if taken := int64(binary.BigEndian.Uint64(raw)); taken > int64(at.Add(-w.limit.Window)) { //nolint:gosec // written below
				w.taken = append(w.taken, taken)
			}
		}
		if most := min(w.limit.Max, maxLimit); len(w.taken) >= most {
			wait = max(wait, waitFor(w.taken, most, w.limit.Window, at))
		}
	}
	if wait > 0 {
		return wait, nil
	}
	for _, w := range windows {
		var raw []byte
		for _, taken := range append(w.taken, int64(at)) {
			raw = binary.BigEndian.AppendUint64(raw, uint64(taken)) //nolint:gosec // read back above
		}
		if err := t.w().SaveLimit(ctx, sqlgen.SaveLimitParams{Key: w.key, Taken: raw, EndsAt: int64(at.Add(w.limit.Window))}); err != nil {
			return 0, classify("take from limit", err)
		}
	}
	return 0, nil
}

// waitFor returns after how long fewer than most of the takes are inside the window.
func waitFor(taken []int64, most int, window time.Duration, at delivery.Instant) time.Duration {
	if most <= 0 {
		return window
	}
	slices.Sort(taken)
	free := delivery.Instant(taken[len(taken)-most]).Add(window)
	return max(time.Duration(free-at)*time.Microsecond, time.Microsecond)
}

// TakeLimits is Tx.TakeLimits in a transaction of its own.
func (d *DB) TakeLimits(ctx context.Context, at delivery.Instant, limits ...Limit) (time.Duration, error) {
	var wait time.Duration
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		wait, err = tx.TakeLimits(ctx, at, limits...)
		return err
	})
	return wait, err
}
