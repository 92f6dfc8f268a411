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

-- name: InsertUnknownPayment :exec
INSERT INTO unknown_payment (
    account, payment_id, delivery_id, intent, amount, currency, paid_at, heard_at, closed_at, closed_by
) VALUES (
    sqlc.arg(account), sqlc.arg(payment_id), sqlc.arg(delivery_id), sqlc.arg(intent), sqlc.arg(amount),
    sqlc.arg(currency), sqlc.arg(paid_at), sqlc.arg(heard_at), 0, ''
)
ON CONFLICT (account, payment_id) DO NOTHING;

-- name: ListOpenUnknownPayments :many
SELECT * FROM unknown_payment WHERE closed_at = 0 ORDER BY heard_at, account, payment_id LIMIT sqlc.arg(most);

-- name: CloseUnknownPayment :execrows
UPDATE unknown_payment SET closed_at = sqlc.arg(closed_at), closed_by = sqlc.arg(closed_by)
WHERE account = sqlc.arg(account) AND payment_id = sqlc.arg(payment_id) AND closed_at = 0;
