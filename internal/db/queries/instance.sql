-- name: InsertInstance :execrows
INSERT INTO instance (
    id, root_fingerprint, log_origin, created_at, backup_confirmed_at
) VALUES (
    sqlc.arg(id), sqlc.arg(root_fingerprint), sqlc.arg(log_origin), sqlc.arg(created_at),
    sqlc.arg(backup_confirmed_at)
)
ON CONFLICT (id) DO NOTHING;

-- name: GetInstance :one
SELECT * FROM instance WHERE id = 1;

-- name: ConfirmBackup :exec
UPDATE instance SET backup_confirmed_at = sqlc.arg(at) WHERE id = 1 AND backup_confirmed_at = 0;

-- name: InsertInstanceKey :execrows
INSERT INTO instance_key (
    name, key_id, wrapped, public, created_at
) VALUES (
    sqlc.arg(name), sqlc.arg(key_id), sqlc.arg(wrapped), sqlc.arg(public), sqlc.arg(created_at)
)
ON CONFLICT (name) DO NOTHING;

-- name: GetInstanceKey :one
SELECT * FROM instance_key WHERE name = sqlc.arg(name);

-- name: LockLimit :one
-- Makes the row or locks it; either way the next one waits until this transaction ends.
INSERT INTO rate_limit (key, version, taken, ends_at)
VALUES (sqlc.arg(key), 1, sqlc.arg(empty), sqlc.arg(ends_at))
ON CONFLICT (key) DO UPDATE SET version = rate_limit.version + 1
RETURNING taken;

-- name: GetLimit :one
SELECT taken FROM rate_limit WHERE key = sqlc.arg(key);

-- name: SaveLimit :exec
UPDATE rate_limit SET taken = sqlc.arg(taken), ends_at = sqlc.arg(ends_at) WHERE key = sqlc.arg(key);

-- name: ClearLimit :exec
-- A sender's reset.
UPDATE rate_limit SET version = version + 1, taken = sqlc.arg(empty) WHERE key = sqlc.arg(key);

-- name: DeleteLimits :exec
DELETE FROM rate_limit WHERE ends_at < sqlc.arg(before);
