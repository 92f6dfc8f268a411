-- name: LockSMSSpend :one
-- Makes the row or locks it; either way the next one waits until this transaction ends.
INSERT INTO sms_spend (workspace_id, day, messages, refused)
VALUES (sqlc.arg(workspace_id), sqlc.arg(day), 0, 0)
ON CONFLICT (workspace_id, day) DO UPDATE SET messages = sms_spend.messages
RETURNING messages;

-- name: SpendSMS :exec
UPDATE sms_spend SET messages = messages + sqlc.arg(messages), refused = refused + sqlc.arg(refused)
WHERE workspace_id = sqlc.arg(workspace_id) AND day = sqlc.arg(day);

-- name: ListSMSSpend :many
SELECT * FROM sms_spend WHERE day >= sqlc.arg(since) ORDER BY day DESC, messages DESC LIMIT sqlc.arg(max_rows);

-- name: CountSMS :one
SELECT CAST(COALESCE(SUM(messages), 0) AS BIGINT) FROM sms_spend WHERE day = sqlc.arg(day);

-- name: ListWorkspaces :many
SELECT * FROM workspace WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(max_rows);

-- name: SuspendWorkspace :execrows
UPDATE workspace SET version = version + 1, suspended_at = sqlc.arg(at), suspended_why = sqlc.arg(why)
WHERE id = sqlc.arg(id) AND suspended_at = 0;

-- name: ResumeWorkspace :execrows
UPDATE workspace SET version = version + 1, suspended_at = 0, suspended_why = '' WHERE id = sqlc.arg(id) AND suspended_at <> 0;

-- name: SetSMSCap :execrows
UPDATE workspace SET version = version + 1, sms_cap = sqlc.arg(sms_cap) WHERE id = sqlc.arg(id);

-- name: ListOpenPages :many
-- Payments of a workspace whose page at the processor may still be paid. The first condition is that of the index.
SELECT payment.delivery_id, payment.id FROM payment
JOIN delivery ON delivery.id = payment.delivery_id
WHERE payment.state IN ('started', 'open', 'processing') AND payment.state <> 'processing' AND payment.processor = 'stripe'
    AND delivery.workspace_id = sqlc.arg(workspace_id) AND payment.id > sqlc.arg(after)
ORDER BY payment.id LIMIT sqlc.arg(max_rows);

-- name: CountWaitingStripeEvents :one
SELECT COUNT(*) FROM (SELECT 1 FROM stripe_event WHERE processed_at = 0 LIMIT 1000) AS waiting;

-- name: OldestSealing :one
SELECT CAST(COALESCE(MIN(sealing_at), 0) AS BIGINT) FROM release WHERE state = 'sealing';
