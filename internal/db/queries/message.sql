-- name: InsertMessage :execrows
-- No row means that this message is planned already.
INSERT INTO message (
    id, key, delivery_id, recipient_id, member_id, kind, channel, state, attempts, created_at, attempted_at,
    ended_at, provider, provider_id, failure
) VALUES (
    sqlc.arg(id), sqlc.arg(key), sqlc.arg(delivery_id), sqlc.arg(recipient_id), sqlc.arg(member_id),
    sqlc.arg(kind), sqlc.arg(channel), sqlc.arg(state), sqlc.arg(attempts), sqlc.arg(created_at),
    sqlc.arg(attempted_at), sqlc.arg(ended_at), sqlc.arg(provider), sqlc.arg(provider_id), sqlc.arg(failure)
)
ON CONFLICT (key) DO NOTHING;

-- name: GetMessage :one
SELECT * FROM message WHERE id = sqlc.arg(id);

-- name: GetMessageByKey :one
SELECT * FROM message WHERE key = sqlc.arg(key);

-- name: BeginMessage :execrows
-- The attempt is on record before anything leaves. Only codes are tried again after an unknown outcome.
UPDATE message SET state = 'attempted', attempts = attempts + 1, attempted_at = sqlc.arg(at)
WHERE id = sqlc.arg(id) AND (state = 'planned' OR (CAST(sqlc.arg(again) AS BIGINT) = 1 AND state IN ('attempted', 'unknown')));

-- name: EndMessage :execrows
UPDATE message SET state = sqlc.arg(state), provider = sqlc.arg(provider), provider_id = sqlc.arg(provider_id),
    failure = sqlc.arg(failure), ended_at = sqlc.arg(at)
WHERE id = sqlc.arg(id) AND state IN ('attempted', 'unknown', 'sent');

-- name: ReplanMessage :execrows
-- The provider refused to take it for now: it certainly did not leave.
UPDATE message SET state = 'planned' WHERE id = sqlc.arg(id) AND state = 'attempted';

-- name: ReopenMessage :exec
UPDATE message SET state = 'sent' WHERE id = sqlc.arg(id) AND state = 'delivered';

-- name: CountLaterMessages :one
SELECT CAST(COUNT(*) AS BIGINT) FROM message
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id) AND channel = sqlc.arg(channel)
    AND attempted_at > sqlc.arg(attempted_at) AND state IN ('sent', 'delivered');

-- name: ListMessages :many
SELECT * FROM message WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY created_at, id LIMIT sqlc.arg(max_rows);

-- name: StoreSMSReceipt :execrows
-- No row means that this was said before.
INSERT INTO sms_receipt (provider, provider_id, status, message_id, failure, received_at, processed_at)
VALUES (
    sqlc.arg(provider), sqlc.arg(provider_id), sqlc.arg(status), sqlc.arg(message_id), sqlc.arg(failure), sqlc.arg(received_at), 0
)
ON CONFLICT (provider, provider_id, status) DO NOTHING;

-- name: GetSMSReceipt :one
SELECT * FROM sms_receipt
WHERE provider = sqlc.arg(provider) AND provider_id = sqlc.arg(provider_id) AND status = sqlc.arg(status);

-- name: FinishSMSReceipt :exec
UPDATE sms_receipt SET processed_at = sqlc.arg(at)
WHERE provider = sqlc.arg(provider) AND provider_id = sqlc.arg(provider_id) AND status = sqlc.arg(status) AND processed_at = 0;

-- name: DeleteSMSReceipts :exec
DELETE FROM sms_receipt WHERE processed_at > 0 AND received_at < sqlc.arg(before);

-- name: ListWaitingSMSReceipts :many
SELECT * FROM sms_receipt WHERE processed_at = 0 AND received_at < sqlc.arg(before) ORDER BY received_at LIMIT sqlc.arg(max_rows);
