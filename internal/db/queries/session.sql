-- name: InsertSession :exec
INSERT INTO session (
    hash, member_id, created_at, last_seen_at, user_agent, address, proved_at
) VALUES (
    sqlc.arg(hash), sqlc.arg(member_id), sqlc.arg(created_at), sqlc.arg(last_seen_at), sqlc.arg(user_agent),
    sqlc.arg(address), sqlc.arg(proved_at)
);

-- name: GetSession :one
SELECT sqlc.embed(session), sqlc.embed(member) FROM session
JOIN member ON member.id = session.member_id
WHERE session.hash = sqlc.arg(hash);

-- name: TouchSession :exec
UPDATE session SET last_seen_at = sqlc.arg(last_seen_at), user_agent = sqlc.arg(user_agent), address = sqlc.arg(address)
WHERE hash = sqlc.arg(hash);

-- name: DeleteSession :exec
DELETE FROM session WHERE hash = sqlc.arg(hash);

-- name: DeleteSessionsOfMember :exec
DELETE FROM session WHERE member_id = sqlc.arg(member_id) AND hash <> sqlc.arg(but);

-- name: DeleteUnusedSessions :exec
DELETE FROM session WHERE last_seen_at < sqlc.arg(before);

-- name: InsertEmailToken :exec
INSERT INTO email_token (
    hash, purpose, workspace_id, member_id, email, role, created_at, expires_at, used_at
) VALUES (
    sqlc.arg(hash), sqlc.arg(purpose), sqlc.arg(workspace_id), sqlc.arg(member_id), sqlc.arg(email),
    sqlc.arg(role), sqlc.arg(created_at), sqlc.arg(expires_at), sqlc.arg(used_at)
);

-- name: UseEmailToken :one
UPDATE email_token SET used_at = sqlc.arg(at)
WHERE hash = sqlc.arg(hash) AND purpose = sqlc.arg(purpose) AND used_at = 0 AND expires_at > sqlc.arg(at)
RETURNING *;

-- name: ListEmailTokens :many
SELECT * FROM email_token
WHERE workspace_id = sqlc.arg(workspace_id) AND purpose = sqlc.arg(purpose) AND used_at = 0 AND expires_at > sqlc.arg(now)
ORDER BY created_at LIMIT 1000;

-- name: GetEmailToken :one
SELECT * FROM email_token WHERE hash = sqlc.arg(hash);

-- name: DeleteExpiredEmailTokens :exec
DELETE FROM email_token WHERE expires_at < sqlc.arg(before);

-- name: InsertAPIKey :exec
INSERT INTO api_key (
    id, workspace_id, member_id, name, hint, hash, scopes, created_at, used_at, revoked_at
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(member_id), sqlc.arg(name), sqlc.arg(hint),
    sqlc.arg(hash), sqlc.arg(scopes), sqlc.arg(created_at), sqlc.arg(used_at), sqlc.arg(revoked_at)
);

-- name: GetAPIKeyByHash :one
SELECT sqlc.embed(api_key), sqlc.embed(member) FROM api_key
JOIN member ON member.id = api_key.member_id
WHERE api_key.hash = sqlc.arg(hash) AND api_key.revoked_at = 0 AND member.disabled_at = 0;

-- name: ListAPIKeys :many
SELECT * FROM api_key WHERE workspace_id = sqlc.arg(workspace_id) ORDER BY created_at, id LIMIT 1000;

-- name: RevokeAPIKey :execrows
UPDATE api_key SET revoked_at = sqlc.arg(at)
WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id) AND revoked_at = 0;

-- name: TouchAPIKey :exec
UPDATE api_key SET used_at = sqlc.arg(at) WHERE id = sqlc.arg(id) AND used_at < sqlc.arg(not_since);

-- name: ClaimIdempotencyKey :execrows
-- No row means that the key is taken.
INSERT INTO idempotency_key (
    workspace_id, key, request, resource, at
) VALUES (
    sqlc.arg(workspace_id), sqlc.arg(key), sqlc.arg(request), sqlc.arg(resource), sqlc.arg(at)
)
ON CONFLICT (workspace_id, key) DO NOTHING;

-- name: GetIdempotencyKey :one
SELECT * FROM idempotency_key WHERE workspace_id = sqlc.arg(workspace_id) AND key = sqlc.arg(key);

-- name: DeleteIdempotencyKey :exec
DELETE FROM idempotency_key
WHERE workspace_id = sqlc.arg(workspace_id) AND key = sqlc.arg(key) AND at <= sqlc.arg(before);

-- name: DeleteIdempotencyKeys :exec
DELETE FROM idempotency_key WHERE at <= sqlc.arg(before);
