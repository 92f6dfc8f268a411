package db

import (
	"context"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// idempotencyLife is how long a key given with a request means the same request.
const idempotencyLife = 24 * time.Hour

// IdempotencyKey is what a caller of the API named a request by.
type IdempotencyKey struct {
	Workspace string
	Key       string
	Request   [32]byte // hash of method, path and body: the same key with another request is a mistake of the caller
	Resource  string   // id of what the request made
	At        delivery.Instant
}

// ClaimKey keeps the key with the resource that this transaction makes. When the key was used in the last 24 hours it
// returns what is kept and false: make nothing, and answer with that resource if Request is the same.
func (t *Tx) ClaimKey(ctx context.Context, k IdempotencyKey) (IdempotencyKey, bool, error) {
	err := t.w().DeleteIdempotencyKey(ctx, sqlgen.DeleteIdempotencyKeyParams{WorkspaceID: k.Workspace, Key: k.Key, Before: int64(k.At.Add(-idempotencyLife))})
	if err != nil {
		return IdempotencyKey{}, false, classify("forget old key", err)
	}
	n, err := t.w().ClaimIdempotencyKey(ctx, sqlgen.ClaimIdempotencyKeyParams{
		WorkspaceID: k.Workspace, Key: k.Key, Request: k.Request[:], Resource: k.Resource, At: int64(k.At),
	})
	if err != nil {
		return IdempotencyKey{}, false, classify("claim key", err)
	}
	if n == 1 {
		return k, true, nil
	}
	kept, err := findKey(ctx, t.q, k.Workspace, k.Key)
	return kept, false, err
}

// FindKey returns what a key was used for in the last 24 hours. ErrNotFound.
func (d *DB) FindKey(ctx context.Context, workspace, key string, at delivery.Instant) (IdempotencyKey, error) {
	k, err := findKey(ctx, d.queries, workspace, key)
	if err == nil && k.At <= at.Add(-idempotencyLife) {
		return IdempotencyKey{}, ErrNotFound
	}
	return k, err
}

func findKey(ctx context.Context, q *sqlgen.Queries, workspace, key string) (IdempotencyKey, error) {
	k, err := q.GetIdempotencyKey(ctx, sqlgen.GetIdempotencyKeyParams{WorkspaceID: workspace, Key: key})
	out := IdempotencyKey{Workspace: k.WorkspaceID, Key: k.Key, Resource: k.Resource, At: delivery.Instant(k.At)}
	copy(out.Request[:], k.Request)
	return out, classify("read key", err)
}
