package db

import (
	"context"
	"time"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// APIKey is a key of the JSON API, stored as a hash only.
type APIKey struct {
	ID         string
	Workspace  string
	Member     string
	Name       string
	Prefix     string // the public beginning
	Hash       [32]byte
	Scope      string
	CreatedAt  delivery.Instant
	LastUsedAt delivery.Instant
	RevokedAt  delivery.Instant
}

func apiKeyOf(k sqlgen.ApiKey) APIKey {
	out := APIKey{
		ID: k.ID, Workspace: k.WorkspaceID, Member: k.MemberID, Name: k.Name, Prefix: k.Prefix, Scope: k.Scope,
		CreatedAt: delivery.Instant(k.CreatedAt), LastUsedAt: delivery.Instant(k.UsedAt), RevokedAt: delivery.Instant(k.RevokedAt),
	}
	copy(out.Hash[:], k.Hash)
	return out
}

// CreateAPIKey keeps a key.
func (d *DB) CreateAPIKey(ctx context.Context, k APIKey) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("keep API key", tx.w().InsertAPIKey(ctx, sqlgen.InsertAPIKeyParams{
			ID: k.ID, WorkspaceID: k.Workspace, MemberID: k.Member, Name: k.Name, Prefix: k.Prefix, Hash: k.Hash[:], Scope: k.Scope, CreatedAt: int64(k.CreatedAt),
		}))
	})
}

// APIKeyByHash returns a key that works, with its member. ErrNotFound for unknown and revoked keys and those of
// removed members.
func (d *DB) APIKeyByHash(ctx context.Context, hash [32]byte) (APIKey, Member, error) {
	r, err := d.queries.GetAPIKeyByHash(ctx, hash[:])
	return apiKeyOf(r.ApiKey), memberOf(r.Member), classify("read API key", err)
}

// APIKeys returns a workspace's keys, revoked ones too.
func (d *DB) APIKeys(ctx context.Context, workspace string) ([]APIKey, error) {
	list, err := d.queries.ListAPIKeys(ctx, workspace)
	out := make([]APIKey, len(list))
	for i, k := range list {
		out[i] = apiKeyOf(k)
	}
	return out, classify("list API keys", err)
}

// RevokeAPIKey ends a key of the workspace. ErrNotFound when there is no such key in use.
func (d *DB) RevokeAPIKey(ctx context.Context, workspace, id string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.w().RevokeAPIKey(ctx, sqlgen.RevokeAPIKeyParams{WorkspaceID: workspace, ID: id, At: int64(at)})
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return classify("revoke API key", err)
	})
}

// TouchAPIKey notes the last use, to the minute: k is the key as just read, so that most requests write nothing.
func (d *DB) TouchAPIKey(ctx context.Context, k APIKey, at delivery.Instant) error {
	if at < k.LastUsedAt.Add(time.Minute) {
		return nil
	}
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("note use of API key", tx.w().TouchAPIKey(ctx, sqlgen.TouchAPIKeyParams{ID: k.ID, At: int64(at), NotSince: int64(at.Add(-time.Minute))}))
	})
}

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
