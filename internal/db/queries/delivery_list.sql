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
