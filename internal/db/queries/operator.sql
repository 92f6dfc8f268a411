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

-- name: ListWorkspaceIDs :many
-- The newest first, older than the cursor.
SELECT id FROM workspace WHERE id < sqlc.arg(before) ORDER BY id DESC LIMIT sqlc.arg(max_rows);

-- name: ListWorkspacesAfter :many
SELECT id FROM workspace WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(max_rows);

-- name: FindWorkspacesByWord :many
-- Workspaces with a word in the range; one comes once for each such word, in the index's order.
SELECT workspace_id FROM workspace_word
WHERE word >= sqlc.arg(low) AND word < sqlc.arg(high)
ORDER BY word, workspace_id LIMIT sqlc.arg(max_rows);

-- name: FindWorkspaceOfDelivery :one
SELECT workspace_id FROM delivery WHERE id = sqlc.arg(id);

-- name: ListWorkspacesWorded :many
-- Those of some ids that have a word in the range. ids is one text of slots of 32 characters, as arrays are not portable.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT CAST(rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32)) AS TEXT) AS workspace_id
FROM slot
WHERE (
    SELECT w.word FROM workspace_word w
    WHERE w.workspace_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32)) AND w.word >= sqlc.arg(low) AND w.word < sqlc.arg(high)
    ORDER BY w.member_id, w.word LIMIT 1
) IS NOT NULL;

-- name: ListWorkspaceLines :many
-- What tells the workspaces of some ids apart, as in ListWorkspacesWorded: the owner who came first and is still there, and
-- the deliveries, counted to a thousand.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT w.id, w.name, w.created_at, w.closed_at, w.suspended_at, w.suspended_why, w.sms_cap,
    CAST(COALESCE((
        SELECT CASE WHEN m.released_email = '' THEN m.email ELSE m.released_email END FROM member m
        WHERE m.workspace_id = w.id AND m.role = 'owner' AND m.disabled_at = 0 ORDER BY m.created_at, m.id LIMIT 1
    ), '') AS TEXT) AS owner,
    (SELECT COUNT(*) FROM (SELECT 1 FROM delivery d WHERE d.workspace_id = w.id LIMIT 1000) AS counted) AS deliveries
FROM slot CROSS JOIN workspace w
WHERE w.id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32))
ORDER BY w.id DESC;

-- name: ListWorkspaceWords :many
SELECT word FROM workspace_word WHERE workspace_id = sqlc.arg(workspace_id) AND member_id = sqlc.arg(member_id) ORDER BY word;

-- name: InsertWorkspaceWord :exec
INSERT INTO workspace_word (workspace_id, member_id, word) VALUES (sqlc.arg(workspace_id), sqlc.arg(member_id), sqlc.arg(word))
ON CONFLICT (workspace_id, member_id, word) DO NOTHING;

-- name: DeleteWorkspaceWord :exec
DELETE FROM workspace_word
WHERE workspace_id = sqlc.arg(workspace_id) AND member_id = sqlc.arg(member_id) AND word = sqlc.arg(word);

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
