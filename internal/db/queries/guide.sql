-- The steps of a first delivery.

-- name: ListFirstDeliveries :many
-- How far the first deliveries of a workspace came. Few, whatever exists: whoever did not get on with these has put the steps
-- away, or will.
SELECT d.id, d.state, d.release_state,
    CAST(EXISTS (SELECT 1 FROM release r WHERE r.delivery_id = d.id AND r.attested_at > 0) AS BOOLEAN) AS is_attested
FROM delivery d WHERE d.workspace_id = sqlc.arg(workspace_id) ORDER BY d.id LIMIT sqlc.arg(max_rows);

-- name: GuideClosedAt :one
SELECT guide_closed_at FROM member WHERE id = sqlc.arg(id);

-- name: CloseGuide :exec
UPDATE member SET guide_closed_at = sqlc.arg(closed_at) WHERE id = sqlc.arg(id) AND guide_closed_at = 0;
