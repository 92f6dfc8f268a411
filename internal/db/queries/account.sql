-- name: InsertWorkspace :exec
INSERT INTO workspace (
    id, version, slug, name, legal_name, address, telephone, siren, language, zone, stripe_account, created_at
) VALUES (
    sqlc.arg(id), sqlc.arg(version), sqlc.arg(slug), sqlc.arg(name), sqlc.arg(legal_name), sqlc.arg(address),
    sqlc.arg(telephone), sqlc.arg(siren), sqlc.arg(language), sqlc.arg(zone), sqlc.arg(stripe_account),
    sqlc.arg(created_at)
);

-- name: GetWorkspace :one
SELECT * FROM workspace WHERE id = sqlc.arg(id);

-- name: GetStanding :one
-- Whether it works, is suspended or closed: little to read, as every view of a recipient's page asks.
SELECT suspended_at, closed_at FROM workspace WHERE id = sqlc.arg(id);

-- name: LockWorkspace :one
UPDATE workspace SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING *;

-- name: UpdateWorkspace :exec
UPDATE workspace SET
    slug = sqlc.arg(slug), name = sqlc.arg(name), legal_name = sqlc.arg(legal_name),
    address = sqlc.arg(address), telephone = sqlc.arg(telephone), siren = sqlc.arg(siren),
    language = sqlc.arg(language), zone = sqlc.arg(zone), stripe_account = sqlc.arg(stripe_account),
    iban = sqlc.arg(iban), bic = sqlc.arg(bic), account_holder = sqlc.arg(account_holder),
    accent = sqlc.arg(accent)
WHERE id = sqlc.arg(id);

-- name: InsertMember :exec
INSERT INTO member (
    id, workspace_id, version, email, name, role, confirmed_at, created_at, disabled_at
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(version), sqlc.arg(email), sqlc.arg(name), sqlc.arg(role),
    sqlc.arg(confirmed_at), sqlc.arg(created_at), sqlc.arg(disabled_at)
);

-- name: GetMember :one
SELECT * FROM member WHERE id = sqlc.arg(id);

-- name: GetMemberByEmail :one
SELECT * FROM member WHERE email = sqlc.arg(email);

-- name: ListMembers :many
SELECT * FROM member WHERE workspace_id = sqlc.arg(workspace_id) ORDER BY created_at, id LIMIT 1000;

-- name: LockMember :one
UPDATE member SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING *;

-- name: UpdateMember :exec
UPDATE member SET
    email = CASE WHEN released_email = '' THEN sqlc.arg(email) ELSE email END, name = sqlc.arg(name), role = sqlc.arg(role),
    confirmed_at = sqlc.arg(confirmed_at), disabled_at = sqlc.arg(disabled_at)
WHERE id = sqlc.arg(id);

-- name: ReleaseEmail :exec
-- What stands in the place of the address is none: no address holds a colon.
UPDATE member SET version = version + 1, released_email = email, email = 'released:' || id
WHERE id = sqlc.arg(id) AND released_email = '';

-- name: SaveCredential :exec
INSERT INTO credential (
    member_id, kind, id, secret, created_at, used_at
) VALUES (
    sqlc.arg(member_id), sqlc.arg(kind), sqlc.arg(id), sqlc.arg(secret), sqlc.arg(created_at),
    sqlc.arg(used_at)
)
ON CONFLICT (member_id, kind, id) DO UPDATE SET
    secret = excluded.secret, used_at = excluded.used_at;

-- name: GetCredential :one
SELECT * FROM credential WHERE member_id = sqlc.arg(member_id) AND kind = sqlc.arg(kind) AND id = sqlc.arg(id);
