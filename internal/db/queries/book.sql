-- name: SaveClient :exec
-- A client by their address: what was sent last says how they are reached.
INSERT INTO client (id, workspace_id, email, name, company, phone, kind, language, informed_at, informed_by, created_at, last_at)
VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(email), sqlc.arg(name), sqlc.arg(company), sqlc.arg(phone), sqlc.arg(kind),
    sqlc.arg(language), sqlc.arg(informed_at), sqlc.arg(informed_by), sqlc.arg(created_at), sqlc.arg(last_at)
)
ON CONFLICT (workspace_id, email) DO UPDATE SET
    name = excluded.name, company = excluded.company, phone = excluded.phone, kind = excluded.kind, language = excluded.language,
    last_at = excluded.last_at;

-- name: InformClient :exec
-- The first declaration stays.
UPDATE client SET informed_at = sqlc.arg(informed_at), informed_by = sqlc.arg(informed_by)
WHERE workspace_id = sqlc.arg(workspace_id) AND email = sqlc.arg(email) AND informed_at = 0;

-- name: GetClient :one
SELECT * FROM client WHERE workspace_id = sqlc.arg(workspace_id) AND id = sqlc.arg(id);

-- name: GetClientByEmail :one
SELECT * FROM client WHERE workspace_id = sqlc.arg(workspace_id) AND email = sqlc.arg(email);

-- name: ListClients :many
-- Whom was sent to last, before the cursor.
SELECT * FROM client
WHERE workspace_id = sqlc.arg(workspace_id) AND (last_at, id) < (CAST(sqlc.arg(last_at) AS BIGINT), CAST(sqlc.arg(id) AS TEXT))
ORDER BY last_at DESC, id DESC LIMIT sqlc.arg(max_rows);

-- name: FindClients :many
-- Clients with a word in the range, of so many such words.
SELECT c.* FROM (
    SELECT DISTINCT t.client_id FROM (
        SELECT w.client_id FROM client_word w
        WHERE w.workspace_id = sqlc.arg(workspace_id) AND w.word >= sqlc.arg(low) AND w.word < sqlc.arg(high)
        ORDER BY w.word, w.client_id LIMIT 500
    ) AS t
) AS f JOIN client c ON c.id = f.client_id
ORDER BY c.last_at DESC, c.id DESC LIMIT 100;

-- name: ListClientWords :many
SELECT word FROM client_word WHERE client_id = sqlc.arg(client_id) ORDER BY word;

-- name: InsertClientWord :exec
INSERT INTO client_word (workspace_id, word, client_id) VALUES (sqlc.arg(workspace_id), sqlc.arg(word), sqlc.arg(client_id))
ON CONFLICT (workspace_id, word, client_id) DO NOTHING;

-- name: DeleteClientWord :exec
DELETE FROM client_word WHERE workspace_id = sqlc.arg(workspace_id) AND word = sqlc.arg(word) AND client_id = sqlc.arg(client_id);

-- name: InsertClientDelivery :exec
INSERT INTO client_delivery (client_id, delivery_id) VALUES (sqlc.arg(client_id), sqlc.arg(delivery_id))
ON CONFLICT (client_id, delivery_id) DO NOTHING;

-- name: ListClientDeliveries :many
SELECT delivery_id FROM client_delivery
WHERE client_id = sqlc.arg(client_id) AND delivery_id < sqlc.arg(before)
ORDER BY delivery_id DESC LIMIT sqlc.arg(max_rows);

-- name: InsertNote :exec
INSERT INTO note (id, delivery_id, member_id, text, at)
VALUES (sqlc.arg(id), sqlc.arg(delivery_id), sqlc.arg(member_id), sqlc.arg(text), sqlc.arg(at));

-- name: CountNotes :one
SELECT COUNT(*) FROM note WHERE delivery_id = sqlc.arg(delivery_id);

-- name: ListNotes :many
SELECT n.id, n.text, n.at, n.member_id, m.name AS member_name
FROM note n JOIN member m ON m.id = n.member_id
WHERE n.delivery_id = sqlc.arg(delivery_id) ORDER BY n.id DESC LIMIT 100;

-- name: DeleteNote :execrows
DELETE FROM note WHERE delivery_id = sqlc.arg(delivery_id) AND id = sqlc.arg(id);
