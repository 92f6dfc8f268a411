-- name: ListPayments :many
SELECT * FROM payment WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListRefunds :many
SELECT * FROM refund WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListDisputes :many
SELECT * FROM dispute WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: SavePayment :exec
INSERT INTO payment (
    delivery_id, id, ord, due_id, recipient_id, processor, state, amount, currency, applied, refunded,
    started_at, expires_at, settled_at, account, session, intent, charge, method, last4, live, failure,
    reason, reference, note, changed_at, received_on
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(due_id), sqlc.arg(recipient_id),
    sqlc.arg(processor), sqlc.arg(state), sqlc.arg(amount), sqlc.arg(currency), sqlc.arg(applied),
    sqlc.arg(refunded), sqlc.arg(started_at), sqlc.arg(expires_at), sqlc.arg(settled_at), sqlc.arg(account),
    sqlc.arg(session), sqlc.arg(intent), sqlc.arg(charge), sqlc.arg(method), sqlc.arg(last4), sqlc.arg(live),
    sqlc.arg(failure), sqlc.arg(reason), sqlc.arg(reference), sqlc.arg(note), sqlc.arg(changed_at), sqlc.arg(received_on)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, due_id = excluded.due_id, recipient_id = excluded.recipient_id,
    processor = excluded.processor, state = excluded.state, amount = excluded.amount,
    currency = excluded.currency, applied = excluded.applied, refunded = excluded.refunded,
    started_at = excluded.started_at, expires_at = excluded.expires_at, settled_at = excluded.settled_at,
    account = excluded.account, session = excluded.session, intent = excluded.intent,
    charge = excluded.charge, method = excluded.method, last4 = excluded.last4, live = excluded.live,
    failure = excluded.failure, reason = excluded.reason, reference = excluded.reference,
    note = excluded.note, received_on = excluded.received_on, changed_at = excluded.changed_at;

-- name: SaveRefund :exec
INSERT INTO refund (
    delivery_id, id, ord, payment_id, amount, state, processor_id, surplus, failure, at
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(payment_id), sqlc.arg(amount),
    sqlc.arg(state), sqlc.arg(processor_id), sqlc.arg(surplus), sqlc.arg(failure), sqlc.arg(at)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, payment_id = excluded.payment_id, amount = excluded.amount, state = excluded.state,
    processor_id = excluded.processor_id, surplus = excluded.surplus, failure = excluded.failure,
    at = excluded.at;

-- name: SaveDispute :exec
INSERT INTO dispute (
    delivery_id, id, ord, payment_id, amount, reason, state, at
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(payment_id), sqlc.arg(amount),
    sqlc.arg(reason), sqlc.arg(state), sqlc.arg(at)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, payment_id = excluded.payment_id, amount = excluded.amount, reason = excluded.reason,
    state = excluded.state, at = excluded.at;

-- name: DeliveryOfPayment :one
SELECT delivery_id FROM payment WHERE id = sqlc.arg(id);

-- name: PaymentOfIntent :one
SELECT delivery_id, id FROM payment
WHERE account = sqlc.arg(account) AND intent = sqlc.arg(intent) AND intent <> ''
ORDER BY id LIMIT 1;

-- name: InsertStripeEvent :execrows
-- No row means it was stored before.
INSERT INTO stripe_event (
    account, id, live, type, payment_id, object_id, created_at, received_at, processed_at
) VALUES (
    sqlc.arg(account), sqlc.arg(id), sqlc.arg(live), sqlc.arg(type), sqlc.arg(payment_id),
    sqlc.arg(object_id), sqlc.arg(created_at), sqlc.arg(received_at), sqlc.arg(processed_at)
)
ON CONFLICT (account, id) DO NOTHING;

-- name: FinishStripeEvent :execrows
UPDATE stripe_event SET processed_at = sqlc.arg(processed_at)
WHERE account = sqlc.arg(account) AND id = sqlc.arg(id) AND processed_at = 0;

-- name: GetStripeEvent :one
SELECT * FROM stripe_event WHERE account = sqlc.arg(account) AND id = sqlc.arg(id);

-- name: ListWaitingStripeEvents :many
SELECT * FROM stripe_event
WHERE processed_at = 0 AND received_at < sqlc.arg(before)
ORDER BY received_at LIMIT sqlc.arg(max_rows);

-- name: LatestStripeEvent :one
-- Where reconciliation goes on from.
SELECT created_at FROM stripe_event
WHERE account = sqlc.arg(account) AND live = sqlc.arg(live)
ORDER BY created_at DESC LIMIT 1;
