-- name: InsertPasscode :exec
INSERT INTO passcode (
    id, delivery_id, recipient_id, version, data, created_at
) VALUES (
    sqlc.arg(id), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(version), sqlc.arg(data),
    sqlc.arg(created_at)
);

-- name: LockPasscode :one
-- Attempts are counted one after the other.
UPDATE passcode SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING *;

-- name: UpdatePasscode :exec
UPDATE passcode SET data = sqlc.arg(data) WHERE id = sqlc.arg(id);

-- name: GetPasscode :one
SELECT * FROM passcode WHERE id = sqlc.arg(id);

-- name: ListPasscodes :many
SELECT * FROM passcode
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(max_rows);
