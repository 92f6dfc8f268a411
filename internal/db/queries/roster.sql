-- name: InsertAccountEvent :exec
INSERT INTO account_event (
    id, workspace_id, member_id, kind, subject, was, became, at
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(member_id), sqlc.arg(kind), sqlc.arg(subject),
    sqlc.arg(was), sqlc.arg(became), sqlc.arg(at)
);

-- name: ListAccountEvents :many
-- The newest first, older than the id of the last one seen.
SELECT * FROM account_event
WHERE workspace_id = sqlc.arg(workspace_id) AND id < sqlc.arg(before)
ORDER BY id DESC LIMIT sqlc.arg(most);

-- name: LockInstance :execrows
-- Who makes workspaces waits for whoever is making one.
UPDATE instance SET backup_confirmed_at = backup_confirmed_at WHERE id = 1;

-- name: CountOpenWorkspaces :one
SELECT CAST(COUNT(*) AS BIGINT) FROM workspace WHERE closed_at = 0;

-- name: ListOpenWorkspaces :many
SELECT * FROM workspace WHERE closed_at = 0 ORDER BY created_at, id LIMIT 1000;

-- name: CloseWorkspace :execrows
UPDATE workspace SET closed_at = sqlc.arg(at) WHERE id = sqlc.arg(id) AND closed_at = 0;

-- name: RevokeAPIKeysOfMember :exec
UPDATE api_key SET revoked_at = sqlc.arg(at) WHERE member_id = sqlc.arg(member_id) AND revoked_at = 0;

-- name: RevokeAPIKeysSince :many
-- Those that the member made at the instant or after it.
UPDATE api_key SET revoked_at = sqlc.arg(at)
WHERE member_id = sqlc.arg(member_id) AND revoked_at = 0 AND created_at >= sqlc.arg(since)
RETURNING id;

-- name: VoidInvitations :exec
UPDATE email_token SET used_at = sqlc.arg(at)
WHERE workspace_id = sqlc.arg(workspace_id) AND purpose = sqlc.arg(purpose) AND used_at = 0;

-- name: ListEveryToken :many
-- Used and too old ones too, for as long as they are kept.
SELECT * FROM email_token WHERE workspace_id = sqlc.arg(workspace_id) AND purpose = sqlc.arg(purpose)
ORDER BY created_at DESC LIMIT 1000;

-- name: VoidTokensSince :exec
UPDATE email_token SET used_at = sqlc.arg(at)
WHERE workspace_id = sqlc.arg(workspace_id) AND purpose = sqlc.arg(purpose) AND member_id = sqlc.arg(member_id)
    AND created_at >= sqlc.arg(since) AND used_at = 0;

-- name: VoidInvitation :execrows
UPDATE email_token SET used_at = sqlc.arg(at)
WHERE workspace_id = sqlc.arg(workspace_id) AND purpose = sqlc.arg(purpose) AND email = sqlc.arg(email) AND used_at = 0;
