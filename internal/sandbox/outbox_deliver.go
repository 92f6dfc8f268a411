package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// A webhook waits in the outbox until the product answers 2xx: at least once, as the real services do, only
// quicker. Nothing is remembered in memory, so a killed sandbox goes on where it was.
const (
	firstRetry  = 200 * time.Millisecond
	longestWait = 5 * time.Second
	patience    = 60_000 // attempts; at the longest wait that is more than three days
	atOnce      = 8      // webhooks under way at the same time
)

type parcel struct {
	seq      int64
	standIn  string
	body     []byte
	attempts int
}

// enqueue promises a webhook, in the transaction that makes its reason true. The caller nudges after commit.
func (s *Sandbox) enqueue(x *tx, standIn string, body []byte) error {
	faults, err := readFaults(x)
	if err != nil {
		return err
	}
	next := s.now()
	if faults.on(standIn, FaultReorder) {
		var b [1]byte
		if _, err := io.ReadFull(s.cfg.Entropy, b[:]); err != nil {
			return fmt.Errorf("draw webhook delay: %w", err)
		}
		next = next.Add(time.Duration(b[0]) * 2 * time.Millisecond)
	}
	copies := 1
	if faults.on(standIn, FaultDuplicate) {
		copies = 2
	}
	for range copies {
		_, err := x.t.ExecContext(x.ctx, `INSERT INTO outbox (stand_in, body, attempts, next_at) VALUES (?, ?, 0, ?)`,
			standIn, body, next.UnixMicro())
		if err != nil {
			return fmt.Errorf("enqueue webhook: %w", err)
		}
	}
	return nil
}

// hurry makes every waiting webhook due: the waits of an earlier run say nothing about this one.
func (s *Sandbox) hurry(ctx context.Context) error {
	return s.store.update(ctx, func(x *tx) error {
		if _, err := x.t.ExecContext(x.ctx, `UPDATE outbox SET next_at = min(next_at, ?)`, s.now().UnixMicro()); err != nil {
			return fmt.Errorf("hurry webhooks: %w", err)
		}
		return nil
	})
}

// nudge wakes the courier without waiting for it.
func (s *Sandbox) nudge() {
	select {
	case s.wake <- struct{}{}:
	default: // already awake
	}
}

// Flush tries every waiting webhook once, now, one after the other, oldest first (newest first under the fault
// "reorder"), and returns how many are still waiting. Tests use it in place of the courier of Start.
func (s *Sandbox) Flush(ctx context.Context) (waiting int, err error) {
	if err := s.tick(ctx); err != nil {
		return 0, err
	}
	parcels, _, err := s.due(ctx, time.Time{})
	if err != nil {
		return 0, err
	}
	for _, p := range parcels {
		delivered, err := s.deliver(ctx, p)
		if err != nil {
			return waiting, err
		}
		if !delivered {
			waiting++
		}
	}
	return waiting, nil
}

// carry is the courier: it delivers what is due until ctx ends.
func (s *Sandbox) carry(ctx context.Context) {
	for ctx.Err() == nil {
		wait := time.Second
		parcels, next, err := s.due(ctx, s.now())
		if s.targetURL() == "" {
			parcels = nil // the product's address is not known yet; SetTarget nudges
		}
		if err == nil {
			s.deliverAll(ctx, parcels)
			if len(parcels) > 0 {
				continue
			}
			if !next.IsZero() {
				wait = min(wait, max(time.Millisecond, next.Sub(s.now())))
			}
			err = s.tick(ctx)
		}
		if err != nil && ctx.Err() == nil {
			wait = time.Second // the state is unreadable for the moment; nothing is lost
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (s *Sandbox) deliverAll(ctx context.Context, parcels []parcel) {
	var group sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for _, p := range parcels {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			// An error here is the state's, not the product's: the parcel stays and comes round again.
			_, _ = s.deliver(ctx, p)
		})
	}
	group.Wait()
}

// tick lets time do its work in the stand-ins.
func (s *Sandbox) tick(ctx context.Context) error {
	for _, in := range s.standIns {
		if t, ok := in.(ticker); ok {
			if err := t.tick(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// due lists what may be sent at the instant (zero: everything) and when the next one becomes due.
func (s *Sandbox) due(ctx context.Context, now time.Time) (parcels []parcel, next time.Time, err error) {
	err = s.store.update(ctx, func(x *tx) (err error) {
		faults, err := readFaults(x)
		if err != nil {
			return err
		}
		rows, err := x.t.QueryContext(x.ctx, `SELECT seq, stand_in, body, attempts, next_at FROM outbox ORDER BY seq LIMIT 1000`)
		if err != nil {
			return fmt.Errorf("list webhooks: %w", err)
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var p parcel
			var at int64
			if err := rows.Scan(&p.seq, &p.standIn, &p.body, &p.attempts, &at); err != nil {
				return fmt.Errorf("list webhooks: %w", err)
			}
			if faults.on(p.standIn, FaultHold) {
				continue
			}
			if ready := time.UnixMicro(at); !now.IsZero() && ready.After(now) {
				if next.IsZero() || ready.Before(next) {
					next = ready
				}
				continue
			}
			if faults.on(p.standIn, FaultReorder) {
				parcels = append([]parcel{p}, parcels...)
			} else {
				parcels = append(parcels, p)
			}
		}
		return rows.Err()
	})
	return parcels, next, err
}

// deliver tries once and records how it went. It reports whether the parcel has left the outbox.
func (s *Sandbox) deliver(ctx context.Context, p parcel) (bool, error) {
	if s.post(ctx, p) || p.attempts >= patience {
		return true, s.store.update(ctx, func(x *tx) error {
			if _, err := x.t.ExecContext(x.ctx, `DELETE FROM outbox WHERE seq = ?`, p.seq); err != nil {
				return fmt.Errorf("forget webhook: %w", err)
			}
			return nil
		})
	}
	wait := min(longestWait, firstRetry<<min(p.attempts, 10))
	return false, s.store.update(ctx, func(x *tx) error {
		_, err := x.t.ExecContext(x.ctx, `UPDATE outbox SET attempts = attempts + 1, next_at = ? WHERE seq = ?`,
			s.now().Add(wait).UnixMicro(), p.seq)
		if err != nil {
			return fmt.Errorf("postpone webhook: %w", err)
		}
		return nil
	})
}

// post sends one webhook and reports whether the product took it.
func (s *Sandbox) post(ctx context.Context, p parcel) bool {
	target := s.targetURL()
	if target == "" {
		return false
	}
	header := http.Header{}
	for _, in := range s.standIns {
		if signer, ok := in.(webhookSender); ok && in.name() == p.standIn {
			header = signer.sign(s.now(), p.body)
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target+"/webhooks/"+p.standIn, bytes.NewReader(p.body))
	if err != nil {
		return false
	}
	r.Header = header
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	answer, err := s.cfg.HTTPClient.Do(r) // the target is the operator's own
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }() // the status is all that counts
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	return err == nil && answer.StatusCode >= 200 && answer.StatusCode < 300
}

// encode is json.Marshal for documents of ours, which always succeed unless something is very wrong.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return b, nil
}
