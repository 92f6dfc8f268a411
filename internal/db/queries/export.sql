-- What a workspace holds, for who takes all of it away, and what is unfinished in it.

-- name: ListHoldings :many
-- Files and papers of deliveries in the order they were made, after the id of the last one seen.
SELECT d.id,
    CAST((SELECT COUNT(*) FROM deliverable f WHERE f.delivery_id = d.id) AS BIGINT) AS files,
    CAST((SELECT COALESCE(SUM(f.size), 0) FROM deliverable f WHERE f.delivery_id = d.id) AS BIGINT) AS bytes,
    CAST((SELECT COUNT(*) FROM certificate c WHERE c.delivery_id = d.id) AS BIGINT) AS certificates,
    CAST((SELECT COUNT(*) FROM receipt r WHERE r.delivery_id = d.id) AS BIGINT) AS receipts
FROM delivery d
WHERE d.workspace_id = sqlc.arg(workspace_id) AND d.id > sqlc.arg(after)
ORDER BY d.id LIMIT sqlc.arg(max_rows);

-- name: ListDeliveriesBetween :many
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND id > sqlc.arg(after) AND id <= sqlc.arg(until)
ORDER BY id LIMIT sqlc.arg(max_rows);

-- name: CountInState :one
SELECT CAST(COUNT(*) AS BIGINT) FROM delivery WHERE workspace_id = sqlc.arg(workspace_id) AND state = sqlc.arg(state);

-- name: CountPaidAndWaiting :one
-- Somebody paid, or the bank is at it, and the files are not released.
SELECT CAST(COUNT(*) AS BIGINT) FROM delivery d
WHERE d.workspace_id = sqlc.arg(workspace_id) AND d.state = 'sent'
    AND EXISTS (SELECT 1 FROM release r WHERE r.delivery_id = d.id AND r.state IN ('locked', 'sealing'))
    AND EXISTS (
        SELECT 1 FROM payment p
        WHERE p.delivery_id = d.id AND (p.state = 'processing' OR (p.state = 'settled' AND p.applied > p.refunded))
    );

-- name: CountAttention :one
-- How often something of a kind waits for the sender.
SELECT CAST(COUNT(*) AS BIGINT) FROM attention WHERE workspace_id = sqlc.arg(workspace_id) AND kind = sqlc.arg(kind);

-- name: CountRefundsUnderWay :one
SELECT CAST(COUNT(*) AS BIGINT) FROM refund f JOIN delivery d ON d.id = f.delivery_id
WHERE d.workspace_id = sqlc.arg(workspace_id) AND f.state = 'requested';

-- name: ListHolders :many
-- Deliveries whose money holds a workspace open, the newest first: what CountPaidAndWaiting counts, and what CountAttention
-- does of money that opened nothing.
SELECT CAST(h.id AS TEXT) AS id, CAST(MAX(h.paid) AS BIGINT) AS paid FROM (
    SELECT d.id, 1 AS paid FROM delivery d
    WHERE d.workspace_id = sqlc.arg(workspace_id) AND d.state = 'sent'
        AND EXISTS (SELECT 1 FROM release r WHERE r.delivery_id = d.id AND r.state IN ('locked', 'sealing'))
        AND EXISTS (
            SELECT 1 FROM payment p
            WHERE p.delivery_id = d.id AND (p.state = 'processing' OR (p.state = 'settled' AND p.applied > p.refunded))
        )
    UNION ALL
    SELECT a.delivery_id, 0 FROM attention a
    WHERE a.workspace_id = sqlc.arg(workspace_id) AND a.kind IN (sqlc.arg(unapplied), sqlc.arg(refund_failed), sqlc.arg(announced))
) AS h
GROUP BY h.id ORDER BY h.id DESC LIMIT sqlc.arg(max_rows);

-- name: EndSessionsOfWorkspace :exec
DELETE FROM session
WHERE member_id IN (SELECT m.id FROM member m WHERE m.workspace_id = sqlc.arg(workspace_id)) AND hash <> sqlc.arg(but);
