-- name: InsertLink :exec
INSERT INTO link (
    id, delivery_id, recipient_id, issued_at, revoked_at
) VALUES (
    sqlc.arg(id), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(issued_at), sqlc.arg(revoked_at)
)
ON CONFLICT (id) DO NOTHING;

-- name: RevokeLinks :exec
-- All links of a recipient but the valid one.
UPDATE link SET revoked_at = sqlc.arg(revoked_at)
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id) AND id <> sqlc.arg(valid) AND revoked_at = 0;

-- name: DeleteLinksOfRecipient :exec
-- Only for recipients removed from a draft.
DELETE FROM link WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id);

-- name: GetLink :one
SELECT * FROM link WHERE id = sqlc.arg(id);

-- name: InsertShortLink :exec
-- A message that is tried again has the same token.
INSERT INTO short_link (
    hash, delivery_id, recipient_id, link_id, created_at, expires_at
) VALUES (
    sqlc.arg(hash), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(link_id), sqlc.arg(created_at),
    sqlc.arg(expires_at)
)
ON CONFLICT (hash) DO NOTHING;

-- name: GetShortLink :one
SELECT * FROM short_link WHERE hash = sqlc.arg(hash);

-- name: DeleteShortLinks :exec
DELETE FROM short_link WHERE expires_at < sqlc.arg(before);

-- name: AddAccess :exec
INSERT INTO access_log (link_id, address, hour, first_at, last_at, count)
VALUES (sqlc.arg(link_id), sqlc.arg(address), sqlc.arg(hour), sqlc.arg(at), sqlc.arg(at), sqlc.arg(count))
ON CONFLICT (link_id, hour, address) DO UPDATE SET
    count = access_log.count + excluded.count,
    last_at = CASE WHEN excluded.last_at > access_log.last_at THEN excluded.last_at ELSE access_log.last_at END;

-- name: ListAccess :many
SELECT * FROM access_log WHERE link_id = sqlc.arg(link_id) ORDER BY hour DESC, address LIMIT sqlc.arg(max_rows);

-- name: GetDownloadProgress :one
SELECT covered, completed_at FROM download_progress
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id)
    AND release_id = sqlc.arg(release_id) AND deliverable_id = sqlc.arg(deliverable_id);

-- name: SaveDownloadProgress :exec
INSERT INTO download_progress (delivery_id, recipient_id, release_id, deliverable_id, covered, completed_at)
VALUES (
    sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(release_id), sqlc.arg(deliverable_id),
    sqlc.arg(covered), sqlc.arg(completed_at)
)
ON CONFLICT (delivery_id, recipient_id, release_id, deliverable_id) DO UPDATE SET
    covered = excluded.covered, completed_at = excluded.completed_at;
