-- name: WalkBefore :many
-- Ids alone, read from an index: newest first, older than the cursor.
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND id < sqlc.arg(cursor)
ORDER BY id DESC LIMIT sqlc.arg(max_rows);

-- name: WalkAfter :many
-- Oldest first, newer than the cursor.
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND id > sqlc.arg(cursor)
ORDER BY id ASC LIMIT sqlc.arg(max_rows);

-- name: WalkStateBefore :many
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND state = sqlc.arg(state) AND id < sqlc.arg(cursor)
ORDER BY id DESC LIMIT sqlc.arg(max_rows);

-- name: WalkStateAfter :many
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND state = sqlc.arg(state) AND id > sqlc.arg(cursor)
ORDER BY id ASC LIMIT sqlc.arg(max_rows);

-- name: WalkSituationBefore :many
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND situation = sqlc.arg(situation) AND id < sqlc.arg(cursor)
ORDER BY id DESC LIMIT sqlc.arg(max_rows);

-- name: WalkSituationAfter :many
SELECT id FROM delivery
WHERE workspace_id = sqlc.arg(workspace_id) AND situation = sqlc.arg(situation) AND id > sqlc.arg(cursor)
ORDER BY id ASC LIMIT sqlc.arg(max_rows);

-- name: ListSummaries :many
-- The rows of some ids, each read by its key. ids is one text of slots of 32 characters, as arrays are not portable.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT d.id, d.workspace_id, d.state, d.situation, d.sandbox, d.title, d.reference, d.recipients, d.amount, d.settled, d.refunded, d.currency,
    d.due_on, d.release_state, d.suspended, d.processing, d.payment_pending, d.signature_pending, d.created_at, d.sent_at, d.ended_at, d.last_at, d.revision, d.chorus_engagement, d.chorus_service, d.moved, d.moved_at,
    CAST(EXISTS (SELECT 1 FROM delivery n WHERE n.previous_id = d.id AND n.previous_id <> '') AS BOOLEAN) AS is_followed
FROM slot CROSS JOIN delivery d
WHERE d.id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32));

-- name: ListDuesOf :many
-- The dues of some ids, as in ListSummaries.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT d.* FROM slot CROSS JOIN due d
WHERE d.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32))
ORDER BY d.delivery_id, d.ord;

-- name: ListPaymentsOf :many
-- The payments of some ids, as in ListSummaries.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT x.* FROM slot CROSS JOIN payment x
WHERE x.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32))
ORDER BY x.delivery_id, x.ord;

-- name: ListDisputesOf :many
-- The disputes of some ids, as in ListSummaries.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT x.* FROM slot CROSS JOIN dispute x
WHERE x.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32))
ORDER BY x.delivery_id, x.ord;

-- name: ListDocumentsOf :many
-- The invoices and quotes of some ids, as in ListSummaries.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT x.* FROM slot CROSS JOIN deliverable x
WHERE x.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32))
    AND x.document <> ''
ORDER BY x.delivery_id, x.ord;

-- name: ListNextVersions :many
SELECT d.id FROM delivery d WHERE d.previous_id = sqlc.arg(previous_id) AND d.previous_id <> '' ORDER BY d.id LIMIT 100;

-- name: FindWord :many
-- Deliveries with a word in the range; one comes once for each such word. Their order is the index's: without one, a planner
-- would gather all of them first.
SELECT delivery_id FROM delivery_word
WHERE workspace_id = sqlc.arg(workspace_id) AND word >= sqlc.arg(low) AND word < sqlc.arg(high)
ORDER BY word, delivery_id LIMIT sqlc.arg(max_rows);

-- name: ListWorded :many
-- Those of some ids, as in ListSummaries, that have a word in the range. One look-up for each: a join, or EXISTS, would let
-- a planner read every delivery that has the word.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT CAST(rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32)) AS TEXT) AS delivery_id
FROM slot
WHERE (
    SELECT w.delivery_id FROM delivery_word w
    WHERE w.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32)) AND w.word >= sqlc.arg(low) AND w.word < sqlc.arg(high)
    ORDER BY w.word LIMIT 1
) IS NOT NULL;

-- name: ListNeeds :many
-- What waits for the sender since before the cursor, newest first.
SELECT delivery_id, from_at FROM attention
WHERE workspace_id = sqlc.arg(workspace_id) AND (from_at, delivery_id) < (CAST(sqlc.arg(from_at) AS BIGINT), CAST(sqlc.arg(delivery_id) AS TEXT))
ORDER BY from_at DESC, delivery_id DESC LIMIT sqlc.arg(max_rows);

-- name: ListReturns :many
-- What a consumer ended and is owed money of by a day that the law sets, the oldest first: few have ended a contract, and their
-- situation says so.
SELECT d.id FROM delivery d
WHERE d.workspace_id = sqlc.arg(workspace_id) AND d.situation = sqlc.arg(situation)
    AND EXISTS (SELECT 1 FROM attention a WHERE a.delivery_id = d.id AND a.kind = sqlc.arg(kind))
ORDER BY d.id LIMIT sqlc.arg(max_rows);

-- name: CountNeeds :one
-- How many deliveries wait among so many reasons: what exists is not counted.
SELECT COUNT(DISTINCT t.delivery_id) FROM (
    SELECT a.delivery_id FROM attention a
    WHERE a.workspace_id = sqlc.arg(workspace_id) AND a.from_at <= sqlc.arg(now)
    ORDER BY a.from_at DESC LIMIT sqlc.arg(max_rows)
) AS t;

-- name: ListAttention :many
-- Everything that waits for the sender of some ids, as in ListSummaries.
WITH RECURSIVE slot (i) AS (
    SELECT CAST(0 AS INTEGER) UNION ALL SELECT i + 1 FROM slot WHERE i + 1 < CAST(sqlc.arg(n) AS INTEGER)
)
SELECT a.delivery_id, a.kind, a.subject, a.workspace_id, a.from_at
FROM slot CROSS JOIN attention a
WHERE a.delivery_id = rtrim(substr(CAST(sqlc.arg(ids) AS TEXT), slot.i * 32 + 1, 32));

-- name: ListAttentionOf :many
SELECT * FROM attention WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY kind, subject;

-- name: SaveAttention :exec
INSERT INTO attention (delivery_id, kind, subject, workspace_id, from_at)
VALUES (sqlc.arg(delivery_id), sqlc.arg(kind), sqlc.arg(subject), sqlc.arg(workspace_id), sqlc.arg(from_at))
ON CONFLICT (delivery_id, kind, subject) DO UPDATE SET workspace_id = excluded.workspace_id, from_at = excluded.from_at;

-- name: DeleteAttention :exec
DELETE FROM attention WHERE delivery_id = sqlc.arg(delivery_id) AND kind = sqlc.arg(kind) AND subject = sqlc.arg(subject);

-- name: ListWordsOf :many
SELECT word FROM delivery_word WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY word;

-- name: InsertWord :exec
INSERT INTO delivery_word (workspace_id, word, delivery_id)
VALUES (sqlc.arg(workspace_id), sqlc.arg(word), sqlc.arg(delivery_id))
ON CONFLICT (workspace_id, word, delivery_id) DO NOTHING;

-- name: DeleteWord :exec
DELETE FROM delivery_word
WHERE workspace_id = sqlc.arg(workspace_id) AND word = sqlc.arg(word) AND delivery_id = sqlc.arg(delivery_id);

-- name: LockProjection :execrows
-- Holds a delivery's row while what is derived from it is made again; its version stays.
UPDATE delivery SET situation = situation WHERE id = sqlc.arg(id);

-- name: SaveSituation :exec
UPDATE delivery SET situation = sqlc.arg(situation), moved = sqlc.arg(moved), moved_at = sqlc.arg(moved_at) WHERE id = sqlc.arg(id);

-- name: GetProjection :one
SELECT * FROM projection WHERE name = sqlc.arg(name);

-- name: SaveProjection :exec
INSERT INTO projection (name, version, reached, is_done)
VALUES (sqlc.arg(name), sqlc.arg(version), sqlc.arg(reached), sqlc.arg(is_done))
ON CONFLICT (name) DO UPDATE SET version = excluded.version, reached = excluded.reached, is_done = excluded.is_done;
