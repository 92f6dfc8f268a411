-- name: InsertObject :execrows
INSERT INTO object (
    id, owner, name, media_type, size, state, key_id, key_blob, generation, received, part_count, hash_state,
    sha256, crc32, created_at, changed_at, finished_at
) VALUES (
    sqlc.arg(id), sqlc.arg(owner), sqlc.arg(name), sqlc.arg(media_type), sqlc.arg(size), sqlc.arg(state),
    sqlc.arg(key_id), sqlc.arg(key_blob), sqlc.arg(generation), sqlc.arg(received), sqlc.arg(part_count),
    sqlc.arg(hash_state), sqlc.arg(sha256), sqlc.arg(crc32), sqlc.arg(created_at), sqlc.arg(changed_at),
    sqlc.arg(finished_at)
)
ON CONFLICT (id) DO NOTHING;

-- name: GetObject :one
SELECT * FROM object WHERE id = sqlc.arg(id);

-- name: ListParts :many
SELECT * FROM part WHERE object_id = sqlc.arg(object_id) ORDER BY start_at;

-- name: TakeLease :one
UPDATE object SET generation = generation + 1, changed_at = sqlc.arg(changed_at)
WHERE id = sqlc.arg(id) AND state = 'uploading' RETURNING *;

-- name: AdvanceObject :execrows
UPDATE object SET received = sqlc.arg(end_at), part_count = part_count + sqlc.arg(more), hash_state = sqlc.arg(hash_state), changed_at = sqlc.arg(changed_at)
WHERE id = sqlc.arg(id) AND generation = sqlc.arg(generation) AND state = 'uploading' AND received = sqlc.arg(start_at);

-- name: TouchObject :execrows
UPDATE object SET part_count = part_count - sqlc.arg(fewer), changed_at = sqlc.arg(changed_at)
WHERE id = sqlc.arg(id) AND generation = sqlc.arg(generation) AND state = 'uploading';

-- name: FinishObject :execrows
UPDATE object SET state = 'finished', size = sqlc.arg(final_size), sha256 = sqlc.arg(sha256), crc32 = sqlc.arg(crc32),
    hash_state = sqlc.arg(no_state), finished_at = sqlc.arg(finished_at), changed_at = sqlc.arg(finished_at)
WHERE id = sqlc.arg(id) AND generation = sqlc.arg(generation) AND state = 'uploading' AND received = sqlc.arg(final_size) AND (size = -1 OR size = sqlc.arg(final_size));

-- name: ShredObject :execrows
UPDATE object SET state = 'deleted', name = '', generation = generation + 1, key_id = '', key_blob = sqlc.arg(erased), hash_state = sqlc.arg(erased),
    changed_at = sqlc.arg(changed_at)
WHERE id = sqlc.arg(id) AND state <> 'deleted';

-- name: ForgetParts :execrows
UPDATE object SET part_count = 0 WHERE id = sqlc.arg(id) AND state = 'deleted';

-- name: InsertPart :exec
INSERT INTO part (
    object_id, start_at, size, id
) VALUES (
    sqlc.arg(object_id), sqlc.arg(start_at), sqlc.arg(size), sqlc.arg(id)
);

-- name: DeletePart :execrows
DELETE FROM part
WHERE object_id = sqlc.arg(object_id) AND start_at = sqlc.arg(start_at) AND size = sqlc.arg(size) AND id = sqlc.arg(id);

-- name: DeleteParts :exec
DELETE FROM part WHERE object_id = sqlc.arg(object_id);

-- name: CountParts :one
SELECT CAST(COUNT(*) AS BIGINT) FROM part WHERE id = sqlc.arg(id);

-- name: ListAbandonedObjects :many
SELECT id FROM object
WHERE state = 'uploading' AND changed_at < sqlc.arg(before)
ORDER BY changed_at, id LIMIT sqlc.arg(max_rows);

-- name: ListShreddedObjects :many
SELECT id FROM object
WHERE state = 'deleted' AND part_count > 0
ORDER BY changed_at, id LIMIT sqlc.arg(max_rows);

-- name: ListUnattachedObjects :many
-- Finished and part of nothing: the draft was given up, or the transaction of a certificate or receipt never committed. Bounded on both
-- sides, so that a look costs what was uploaded in a few days.
SELECT o.id FROM object o
WHERE o.state = 'finished' AND o.finished_at >= sqlc.arg(since) AND o.finished_at < sqlc.arg(before)
    AND NOT EXISTS (SELECT 1 FROM deliverable d WHERE d.object_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM certificate_revision r WHERE r.object_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM receipt p WHERE p.object_id = o.id)
ORDER BY o.finished_at, o.id LIMIT sqlc.arg(max_rows);
