-- name: InsertReceipt :execrows
-- No row means that another run issued it first.
INSERT INTO receipt (
    number, delivery_id, payment_id, refund_id, object_id, sha256, issued_at
) VALUES (
    sqlc.arg(number), sqlc.arg(delivery_id), sqlc.arg(payment_id), sqlc.arg(refund_id), sqlc.arg(object_id),
    sqlc.arg(sha256), sqlc.arg(issued_at)
)
ON CONFLICT (delivery_id, payment_id, refund_id) DO NOTHING;

-- name: GetReceipt :one
SELECT * FROM receipt
WHERE delivery_id = sqlc.arg(delivery_id) AND payment_id = sqlc.arg(payment_id) AND refund_id = sqlc.arg(refund_id);

-- name: ListReceipts :many
SELECT * FROM receipt WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY issued_at, number LIMIT 1000;

-- name: ListPaymentsWithoutReceipt :many
SELECT p.delivery_id, p.id FROM payment p
WHERE p.state IN ('settled', 'unapplied') AND p.changed_at >= sqlc.arg(since) AND p.changed_at < sqlc.arg(before)
    AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.delivery_id = p.delivery_id AND r.payment_id = p.id AND r.refund_id = '')
ORDER BY p.changed_at, p.id LIMIT sqlc.arg(max_rows);

-- name: ListRefundsWithoutNote :many
SELECT p.delivery_id, p.id AS payment_id, f.id FROM payment p JOIN refund f ON f.delivery_id = p.delivery_id AND f.payment_id = p.id
WHERE p.state IN ('settled', 'unapplied') AND p.changed_at >= sqlc.arg(since) AND p.changed_at < sqlc.arg(before) AND f.state = 'succeeded'
    AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.delivery_id = p.delivery_id AND r.payment_id = p.id AND r.refund_id = f.id)
ORDER BY p.changed_at, f.id LIMIT sqlc.arg(max_rows);
