package login

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func apiKeyOf(k sqlgen.ApiKey) (account.APIKey, error) {
	out := account.APIKey{
		ID: k.ID, Workspace: k.WorkspaceID, Member: k.MemberID, Name: k.Name, Hint: k.Hint,
		CreatedAt: db.Time(k.CreatedAt), LastUsedAt: db.Time(k.UsedAt), RevokedAt: db.Time(k.RevokedAt),
	}
	copy(out.Hash[:], k.Hash)
	if err := json.Unmarshal([]byte(k.Scopes), &out.Scopes); err != nil {
		return account.APIKey{}, fmt.Errorf("decode scopes: %w", err)
	}
	return out, nil
}

// CreateAPIKey keeps a key.
func CreateAPIKey(ctx context.Context, to db.Writer, k account.APIKey) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		scopes, err := json.Marshal(k.Scopes)
		if err != nil {
			return fmt.Errorf("encode scopes: %w", err)
		}
		return db.Classify("keep API key", tx.Queries().InsertAPIKey(ctx, sqlgen.InsertAPIKeyParams{
			ID: k.ID, WorkspaceID: k.Workspace, MemberID: k.Member, Name: k.Name, Hint: k.Hint, Hash: k.Hash[:], Scopes: string(scopes), CreatedAt: db.Micros(k.CreatedAt),
		}))
	})
}

// FindAPIKey returns a key that works, with its member. db.ErrNotFound for unknown and revoked keys and those of disabled
// members.
func FindAPIKey(ctx context.Context, from db.Reader, hash account.Hash) (account.APIKey, account.Member, error) {
	r, err := from.Reading().GetAPIKeyByHash(ctx, hash[:])
	if err != nil {
		return account.APIKey{}, account.Member{}, db.Classify("read API key", err)
	}
	k, err := apiKeyOf(r.ApiKey)
	return k, MemberOf(r.Member), err
}

// APIKeys returns a workspace's keys in the order they were made, revoked ones too.
func APIKeys(ctx context.Context, from db.Reader, workspace string) ([]account.APIKey, error) {
	list, err := from.Reading().ListAPIKeys(ctx, workspace)
	if err != nil {
		return nil, db.Classify("list API keys", err)
	}
	out := make([]account.APIKey, len(list))
	for i, k := range list {
		if out[i], err = apiKeyOf(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// RevokeAPIKey ends a key of the workspace. db.ErrNotFound when there is no such key in use.
func RevokeAPIKey(ctx context.Context, to db.Writer, workspace, id string, at delivery.Instant) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Queries().RevokeAPIKey(ctx, sqlgen.RevokeAPIKeyParams{WorkspaceID: workspace, ID: id, At: int64(at)})
		if err == nil && n == 0 {
			return db.ErrNotFound
		}
		return db.Classify("revoke API key", err)
	})
}

// TouchAPIKey notes the last use, to the minute: k is the key as just read, so that most requests write nothing.
func TouchAPIKey(ctx context.Context, to db.Writer, k account.APIKey, at delivery.Instant) error {
	if at.Time().Before(k.LastUsedAt.Add(time.Minute)) {
		return nil
	}
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("note use of API key", tx.Queries().TouchAPIKey(ctx, sqlgen.TouchAPIKeyParams{ID: k.ID, At: int64(at), NotSince: int64(at.Add(-time.Minute))}))
	})
}
