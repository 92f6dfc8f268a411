-- name: AdvanceLog :one
-- Writers queue here until they commit; the number of the new leaf is size - 1.
UPDATE log_head SET size = size + 1 WHERE id = 1 RETURNING size;

-- name: LogSize :one
SELECT size FROM log_head WHERE id = 1;

-- name: InsertLogHash :exec
INSERT INTO log_hash (idx, hash) VALUES (sqlc.arg(idx), sqlc.arg(hash));

-- name: InsertLogLeaf :exec
INSERT INTO log_leaf (idx, data, at) VALUES (sqlc.arg(idx), sqlc.arg(data), sqlc.arg(at));

-- name: ListLogHashes :many
-- The hashes of some numbers in the order asked for, each read by its key; none where there is none. A range would not do:
-- those of a tile are far apart above the lowest level. numbers is one text of slots of 32 characters, as arrays are not
-- portable.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT (
    SELECT h.hash FROM log_hash h
    WHERE h.idx = CAST(rtrim(substr(CAST(sqlc.arg(numbers) AS TEXT), slot.i * 32 + 1, 32)) AS BIGINT)
) AS hash
FROM slot ORDER BY slot.i;

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
