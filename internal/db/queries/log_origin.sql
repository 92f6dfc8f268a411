-- name: ListLogOrigins :many
-- One for each restored backup: few.
SELECT * FROM log_origin ORDER BY ord LIMIT sqlc.arg(max_rows);

-- name: InsertLogOrigin :execrows
INSERT INTO log_origin (
    ord, origin, key_name, opened_at, closed_at, closed_size
) VALUES (
    sqlc.arg(ord), sqlc.arg(origin), sqlc.arg(key_name), sqlc.arg(opened_at), 0, 0
)
ON CONFLICT (ord) DO NOTHING;

-- name: CloseLogOrigin :one
UPDATE log_origin SET closed_at = sqlc.arg(at), closed_size = sqlc.arg(size) WHERE closed_at = 0 RETURNING ord;

-- name: MarkRestored :exec
UPDATE instance SET restored_at = sqlc.arg(at) WHERE id = 1;

-- name: VoidLivePasscodes :exec
-- Their limits and attempts are those of the backup: whoever waits for a code asks again.
UPDATE passcode SET version = version + 1, state = 'void' WHERE state = 'live';

-- name: DoubtUnsentMessages :exec
-- What left after the backup was made is not in it: sending again might double it.
UPDATE message SET state = 'unknown', ended_at = sqlc.arg(at), failure = 'restored' WHERE state IN ('planned', 'attempted');

-- name: DeleteAllSessions :exec
DELETE FROM session;

-- name: DeleteAllEmailTokens :exec
DELETE FROM email_token;
