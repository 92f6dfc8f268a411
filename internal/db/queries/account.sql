-- name: InsertWorkspace :exec
INSERT INTO workspace (
    id, version, name, legal_name, address, phone, siren, zone, language, accent, stripe_account, created_at
) VALUES (
    sqlc.arg(id), sqlc.arg(version), sqlc.arg(name), sqlc.arg(legal_name), sqlc.arg(address),
    sqlc.arg(phone), sqlc.arg(siren), sqlc.arg(zone), sqlc.arg(language), sqlc.arg(accent),
    sqlc.arg(stripe_account), sqlc.arg(created_at)
);

-- name: GetWorkspace :one
SELECT * FROM workspace WHERE id = sqlc.arg(id);

-- name: LockWorkspace :one
UPDATE workspace SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING *;

-- name: UpdateWorkspace :exec
UPDATE workspace SET
    name = sqlc.arg(name), legal_name = sqlc.arg(legal_name), address = sqlc.arg(address),
    phone = sqlc.arg(phone), siren = sqlc.arg(siren), zone = sqlc.arg(zone), language = sqlc.arg(language),
    accent = sqlc.arg(accent), stripe_account = sqlc.arg(stripe_account)
WHERE id = sqlc.arg(id);

-- name: CountWorkspaces :one
SELECT CAST(COUNT(*) AS BIGINT) FROM workspace;

-- name: InsertMember :exec
INSERT INTO member (
    id, workspace_id, version, email, name, role, language, confirmed_at, created_at, removed_at
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(version), sqlc.arg(email), sqlc.arg(name), sqlc.arg(role),
    sqlc.arg(language), sqlc.arg(confirmed_at), sqlc.arg(created_at), sqlc.arg(removed_at)
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
    email = sqlc.arg(email), name = sqlc.arg(name), role = sqlc.arg(role), language = sqlc.arg(language),
    confirmed_at = sqlc.arg(confirmed_at), removed_at = sqlc.arg(removed_at)
WHERE id = sqlc.arg(id);

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

-- name: InsertInvitation :exec
INSERT INTO invitation (
    hash, workspace_id, invited_by, email, role, created_at, expires_at, accepted_at
) VALUES (
    sqlc.arg(hash), sqlc.arg(workspace_id), sqlc.arg(invited_by), sqlc.arg(email), sqlc.arg(role),
    sqlc.arg(created_at), sqlc.arg(expires_at), sqlc.arg(accepted_at)
);

-- name: UseInvitation :one
UPDATE invitation SET accepted_at = sqlc.arg(at)
WHERE hash = sqlc.arg(hash) AND accepted_at = 0 AND expires_at > sqlc.arg(at)
RETURNING *;

-- name: GetInvitation :one
SELECT * FROM invitation WHERE hash = sqlc.arg(hash);

-- name: ListInvitations :many
SELECT * FROM invitation
WHERE workspace_id = sqlc.arg(workspace_id) AND accepted_at = 0 AND expires_at > sqlc.arg(now)
ORDER BY created_at LIMIT 1000;
