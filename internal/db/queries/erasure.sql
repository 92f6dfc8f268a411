-- Erasure of what stands beside a delivery's own rows and events; EraseEventDetails is with the events.

-- name: ListEndedDeliveries :many
-- Those that may be due: nothing has happened to them for long. Read once a day, by the primary key.
SELECT id FROM delivery
WHERE id > sqlc.arg(after) AND last_at < sqlc.arg(before) AND erased_at = 0 AND state <> 'draft'
ORDER BY id LIMIT sqlc.arg(max_rows);

-- name: ListFileObjects :many
-- The files of a delivery, replaced ones too; not one that another delivery has as well.
SELECT f.object_id FROM deliverable f
WHERE f.delivery_id = sqlc.arg(delivery_id)
    AND NOT EXISTS (SELECT 1 FROM deliverable o WHERE o.object_id = f.object_id AND o.delivery_id <> f.delivery_id)
ORDER BY f.ord;

-- name: ListPaperObjects :many
-- Its certificates and receipts.
SELECT r.object_id FROM certificate_revision r JOIN certificate c ON c.id = r.certificate_id WHERE c.delivery_id = sqlc.arg(delivery_id)
UNION SELECT p.object_id FROM receipt p WHERE p.delivery_id = sqlc.arg(delivery_id);

-- name: EraseEvidence :exec
-- What certificates are made of; their numbers and hashes stay.
UPDATE certificate SET evidence = sqlc.arg(erased) WHERE delivery_id = sqlc.arg(delivery_id);

-- name: EraseAbuseReports :exec
UPDATE abuse_report SET text = '' WHERE delivery_id = sqlc.arg(delivery_id);

-- name: ErasePasscodes :exec
DELETE FROM passcode WHERE delivery_id = sqlc.arg(delivery_id);

-- name: EraseAccess :exec
DELETE FROM access_log WHERE link_id IN (SELECT l.id FROM link l WHERE l.delivery_id = sqlc.arg(delivery_id));

-- name: EraseProgress :exec
DELETE FROM download_progress WHERE delivery_id = sqlc.arg(delivery_id);

-- name: EraseNotes :exec
DELETE FROM note WHERE delivery_id = sqlc.arg(delivery_id);

-- name: EraseKeptForms :exec
-- What was being typed about it, by whichever member.
DELETE FROM kept_form WHERE name = sqlc.arg(delivery_id);

-- name: ListClientsOf :many
SELECT client_id FROM client_delivery WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY client_id;

-- name: EraseClientsOf :exec
DELETE FROM client_delivery WHERE delivery_id = sqlc.arg(delivery_id);

-- name: ListClientsByEmail :many
-- In every workspace: for the operator, whom somebody asked.
SELECT id, workspace_id FROM client WHERE email = sqlc.arg(email) ORDER BY id;

-- name: ListDeliveriesHolding :many
-- In every workspace: those that hold the address, of whoever they are sent to, was named to pay, or had it before it was
-- corrected. Read through when the operator asks, and by nobody else: no index is kept for it. SQL does not know every
-- letter's case; both sides are treated alike, and addresses are stored as they were typed.
SELECT CAST(h.delivery_id AS TEXT) AS delivery_id FROM (
    SELECT r.delivery_id FROM recipient r WHERE LOWER(r.email) = LOWER(CAST(sqlc.arg(email) AS TEXT))
    UNION
    SELECT e.delivery_id FROM event_detail e WHERE LOWER(e.value) = LOWER(CAST(sqlc.arg(email) AS TEXT)) AND e.pointer LIKE '%email'
) AS h
ORDER BY h.delivery_id;

-- name: ListFormerClients :many
-- Nothing was sent to them since, nothing that was is under way, and nothing happened to it since. Read once a day.
SELECT c.id FROM client c
WHERE c.last_at < sqlc.arg(before) AND NOT EXISTS (
    SELECT 1 FROM client_delivery x JOIN delivery d ON d.id = x.delivery_id
    WHERE x.client_id = c.id AND (d.state = 'sent' OR d.last_at >= sqlc.arg(before))
)
ORDER BY c.id LIMIT sqlc.arg(max_rows);

-- name: CountDeliveriesOfClient :one
SELECT CAST(COUNT(*) AS BIGINT) FROM client_delivery WHERE client_id = sqlc.arg(client_id);

-- name: EraseClientWords :exec
DELETE FROM client_word WHERE client_id = sqlc.arg(client_id);

-- name: EraseClientDeliveries :exec
DELETE FROM client_delivery WHERE client_id = sqlc.arg(client_id);

-- name: EraseClient :exec
DELETE FROM client WHERE id = sqlc.arg(client_id);
