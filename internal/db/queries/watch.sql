-- name: InsertAbuseReport :exec
INSERT INTO abuse_report (
    id, workspace_id, delivery_id, recipient_id, text, at, closed_at, closed_by
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(text),
    sqlc.arg(at), 0, ''
);

-- name: ListOpenAbuseReports :many
-- Ids are ordered in time: the oldest waits longest.
SELECT * FROM abuse_report WHERE closed_at = 0 AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(most);

-- name: CloseAbuseReport :execrows
UPDATE abuse_report SET closed_at = sqlc.arg(closed_at), closed_by = sqlc.arg(closed_by)
WHERE id = sqlc.arg(id) AND closed_at = 0;

-- name: GetAbuseReport :one
SELECT * FROM abuse_report WHERE id = sqlc.arg(id);
