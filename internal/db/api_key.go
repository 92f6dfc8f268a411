package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func apiKeyOf(k sqlgen.ApiKey) (account.APIKey, error) {
	out := account.APIKey{
		ID: k.ID, Workspace: k.WorkspaceID, Member: k.MemberID, Name: k.Name, Hint: k.Hint,
		CreatedAt: Time(k.CreatedAt), LastUsedAt: Time(k.UsedAt), RevokedAt: Time(k.RevokedAt),
	}
	copy(out.Hash[:], k.Hash)
	if err := json.Unmarshal([]byte(k.Scopes), &out.Scopes); err != nil {
		return account.APIKey{}, fmt.Errorf("decode scopes: %w", err)
	}
	return out, nil
}

// CreateAPIKey keeps a key.
func (t *Tx) CreateAPIKey(ctx context.Context, k account.APIKey) error {
	scopes, err := json.Marshal(k.Scopes)
	if err != nil {
		return fmt.Errorf("encode scopes: %w", err)
	}
	return classify("keep API key", t.w().InsertAPIKey(ctx, sqlgen.InsertAPIKeyParams{
		ID: k.ID, WorkspaceID: k.Workspace, MemberID: k.Member, Name: k.Name, Hint: k.Hint, Hash: k.Hash[:], Scopes: string(scopes), CreatedAt: Micros(k.CreatedAt),
	}))
}

// CreateAPIKey is Tx.CreateAPIKey in a transaction of its own.
func (d *DB) CreateAPIKey(ctx context.Context, k account.APIKey) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.CreateAPIKey(ctx, k) })
}

// APIKey returns a key that works, with its member. ErrNotFound for unknown and revoked keys and those of disabled
// members.
func (d *DB) APIKey(ctx context.Context, hash account.Hash) (account.APIKey, account.Member, error) {
	r, err := d.queries.GetAPIKeyByHash(ctx, hash[:])
	if err != nil {
		return account.APIKey{}, account.Member{}, classify("read API key", err)
	}
	k, err := apiKeyOf(r.ApiKey)
	return k, memberOf(r.Member), err
}

// APIKeys returns a workspace's keys in the order they were made, revoked ones too.
func (d *DB) APIKeys(ctx context.Context, workspace string) ([]account.APIKey, error) {
	list, err := d.queries.ListAPIKeys(ctx, workspace)
	if err != nil {
		return nil, classify("list API keys", err)
	}
	out := make([]account.APIKey, len(list))
	for i, k := range list {
		if out[i], err = apiKeyOf(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// RevokeAPIKey ends a key of the workspace. ErrNotFound when there is no such key in use.
func (t *Tx) RevokeAPIKey(ctx context.Context, workspace, id string, at delivery.Instant) error {
	n, err := t.w().RevokeAPIKey(ctx, sqlgen.RevokeAPIKeyParams{WorkspaceID: workspace, ID: id, At: int64(at)})
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return classify("revoke API key", err)
}

// RevokeAPIKey is Tx.RevokeAPIKey in a transaction of its own.
func (d *DB) RevokeAPIKey(ctx context.Context, workspace, id string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.RevokeAPIKey(ctx, workspace, id, at) })
}

// TouchAPIKey notes the last use, to the minute: k is the key as just read, so that most requests write nothing.
func (d *DB) TouchAPIKey(ctx context.Context, k account.APIKey, at delivery.Instant) error {
	if at.Time().Before(k.LastUsedAt.Add(time.Minute)) {
		return nil
	}
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("note use of API key", tx.w().TouchAPIKey(ctx, sqlgen.TouchAPIKeyParams{ID: k.ID, At: int64(at), NotSince: int64(at.Add(-time.Minute))}))
	})
}
