-- name: InsertEvent :exec
INSERT INTO event (
    delivery_id, seq, type, at, actor, data, prev_hash, hash
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(seq), sqlc.arg(type), sqlc.arg(at), sqlc.arg(actor), sqlc.arg(data),
    sqlc.arg(prev_hash), sqlc.arg(hash)
);

-- name: InsertEventDetail :exec
INSERT INTO event_detail (
    delivery_id, seq, pointer, value, salt
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(seq), sqlc.arg(pointer), sqlc.arg(value), sqlc.arg(salt)
);

-- name: ListEvents :many
SELECT * FROM event
WHERE delivery_id = sqlc.arg(delivery_id) AND seq > sqlc.arg(after)
ORDER BY seq LIMIT sqlc.arg(max_rows);

-- name: ListEventDetails :many
SELECT * FROM event_detail
WHERE delivery_id = sqlc.arg(delivery_id) AND seq >= sqlc.arg(first) AND seq <= sqlc.arg(last)
ORDER BY seq, pointer;

-- name: EraseEventDetails :execrows
-- Erasure. The events keep the digests.
DELETE FROM event_detail WHERE delivery_id = sqlc.arg(delivery_id);
