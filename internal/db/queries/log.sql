-- name: AdvanceLog :one
-- Writers queue here until they commit; the number of the new leaf is size - 1.
UPDATE log_head SET size = size + 1 WHERE id = 1 RETURNING size;

-- name: LogSize :one
SELECT size FROM log_head WHERE id = 1;

-- name: InsertLogHash :exec
INSERT INTO log_hash (idx, hash) VALUES (sqlc.arg(idx), sqlc.arg(hash));

-- name: InsertLogLeaf :exec
INSERT INTO log_leaf (idx, data, at) VALUES (sqlc.arg(idx), sqlc.arg(data), sqlc.arg(at));

-- name: GetLogHash :one
SELECT hash FROM log_hash WHERE idx = sqlc.arg(idx);

-- name: ListLogLeaves :many
SELECT * FROM log_leaf WHERE idx >= sqlc.arg(first) ORDER BY idx LIMIT sqlc.arg(max_rows);

-- name: InsertCheckpoint :execrows
-- A tree head is signed once per size: the first one stays.
INSERT INTO checkpoint (
    size, root, note, at, mirrored_at
) VALUES (
    sqlc.arg(size), sqlc.arg(root), sqlc.arg(note), sqlc.arg(at), sqlc.arg(mirrored_at)
)
ON CONFLICT (size) DO NOTHING;

-- name: LatestCheckpoint :one
-- Of those that are outside the database: nobody is shown a tree head that could still be lost with it.
SELECT * FROM checkpoint WHERE mirrored_at <> 0 ORDER BY size DESC LIMIT 1;

-- name: CheckpointFor :one
SELECT * FROM checkpoint WHERE size >= sqlc.arg(size) ORDER BY size LIMIT 1;

-- name: MarkMirrored :exec
UPDATE checkpoint SET mirrored_at = sqlc.arg(at) WHERE size = sqlc.arg(size) AND mirrored_at = 0;

-- name: ListUnmirroredCheckpoints :many
SELECT * FROM checkpoint WHERE mirrored_at = 0 ORDER BY size LIMIT sqlc.arg(max_rows);
