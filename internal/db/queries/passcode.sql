-- name: InsertPasscode :exec
INSERT INTO passcode (
    id, delivery_id, recipient_id, release_id, version, phone_key, manifest, title, amount, currency,
    issued_at, expires_at, attempts, state, used_at
) VALUES (
    sqlc.arg(id), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(release_id), sqlc.arg(version),
    sqlc.arg(phone_key), sqlc.arg(manifest), sqlc.arg(title), sqlc.arg(amount), sqlc.arg(currency),
    sqlc.arg(issued_at), sqlc.arg(expires_at), sqlc.arg(attempts), sqlc.arg(state), sqlc.arg(used_at)
);

-- name: LockPasscode :one
-- Attempts are counted one after the other.
UPDATE passcode SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING *;

-- name: UpdatePasscode :exec
UPDATE passcode SET attempts = sqlc.arg(attempts), state = sqlc.arg(state), used_at = sqlc.arg(used_at) WHERE id = sqlc.arg(id);

-- name: WithdrawPasscodes :exec
-- A recipient has one live code: the last.
UPDATE passcode SET state = 'void'
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id) AND id <> sqlc.arg(but) AND state = 'live';

-- name: GetPasscode :one
SELECT * FROM passcode WHERE id = sqlc.arg(id);

-- name: ListPasscodes :many
SELECT * FROM passcode
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id) AND issued_at > sqlc.arg(since)
ORDER BY issued_at DESC, id DESC LIMIT sqlc.arg(max_rows);
