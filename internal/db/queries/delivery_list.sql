-- name: ListDeliveriesBefore :many
-- One page of a workspace's deliveries, newest first, older than the cursor. states is ',sent,draft,' or '' for all;
-- pattern is made in Go of normalised text, which holds no wildcards; horizon is where looking ends.
SELECT id, workspace_id, state, sandbox, title, reference, recipients, amount, settled, refunded, currency, due_on, release_state, suspended,
    processing, payment_pending, signature_pending, created_at, sent_at, ended_at, last_at
FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND id < sqlc.arg(before) AND id >= sqlc.arg(horizon)
    AND (CAST(sqlc.arg(states) AS TEXT) = '' OR CAST(sqlc.arg(states) AS TEXT) LIKE '%,' || state || ',%')
    AND search LIKE CAST(sqlc.arg(pattern) AS TEXT)
ORDER BY id DESC LIMIT sqlc.arg(max_rows);

-- name: ListDeliveriesAfter :many
-- The page before: oldest first, newer than the cursor.
SELECT id, workspace_id, state, sandbox, title, reference, recipients, amount, settled, refunded, currency, due_on, release_state, suspended,
    processing, payment_pending, signature_pending, created_at, sent_at, ended_at, last_at
FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND id > sqlc.arg(after) AND id <= sqlc.arg(horizon)
    AND (CAST(sqlc.arg(states) AS TEXT) = '' OR CAST(sqlc.arg(states) AS TEXT) LIKE '%,' || state || ',%')
    AND search LIKE CAST(sqlc.arg(pattern) AS TEXT)
ORDER BY id ASC LIMIT sqlc.arg(max_rows);

-- name: ListHorizonBefore :one
-- The last delivery that a filter looks at, '' where there are fewer: read of the index alone.
SELECT CAST(COALESCE((
    SELECT id FROM delivery WHERE workspace_id = sqlc.arg(workspace_id) AND id < sqlc.arg(before)
    ORDER BY id DESC LIMIT 1 OFFSET sqlc.arg(skip)
), '') AS TEXT) AS id;

-- name: ListHorizonAfter :one
SELECT CAST(COALESCE((
    SELECT id FROM delivery WHERE workspace_id = sqlc.arg(workspace_id) AND id > sqlc.arg(after)
    ORDER BY id ASC LIMIT 1 OFFSET sqlc.arg(skip)
), '') AS TEXT) AS id;

-- name: ListNextVersions :many
SELECT id, workspace_id, state, sandbox, title, reference, recipients, amount, settled, refunded, currency, due_on, release_state, suspended,
    processing, payment_pending, signature_pending, created_at, sent_at, ended_at, last_at
FROM delivery
WHERE previous_id = sqlc.arg(previous_id) AND previous_id <> '' ORDER BY id LIMIT 100;

-- name: ListDeliveryIDs :many
SELECT id FROM delivery WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(max_rows);

-- name: ListDueDeliveries :many
-- Deliveries that time itself changes now.
SELECT id FROM delivery
WHERE next_due_at > 0 AND next_due_at <= sqlc.arg(now)
ORDER BY next_due_at LIMIT sqlc.arg(max_rows);

-- name: ListSealingReleases :many
-- Gates passed, not sealed.
SELECT delivery_id, id FROM release
WHERE state = 'sealing' AND sealing_at < sqlc.arg(before)
ORDER BY sealing_at LIMIT sqlc.arg(max_rows);

-- name: ListUnsettledPayments :many
-- Begun lately and silent since, or open for longer than any payment page lives. What the bank processes for days is
-- heard of by the processor's own record of events.
SELECT delivery_id, id FROM payment
WHERE state IN ('started', 'open', 'processing') AND changed_at < sqlc.arg(before)
    AND (changed_at >= sqlc.arg(since) OR (state <> 'processing' AND changed_at < sqlc.arg(over)))
ORDER BY changed_at DESC LIMIT sqlc.arg(max_rows);

-- name: ListRequestedRefunds :many
SELECT delivery_id, payment_id, id FROM refund
WHERE state = 'requested' AND at < sqlc.arg(before)
ORDER BY at LIMIT sqlc.arg(max_rows);
