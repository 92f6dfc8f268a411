-- name: ListSessions :many
SELECT * FROM session WHERE member_id = sqlc.arg(member_id) ORDER BY last_seen_at DESC, created_at DESC LIMIT 1000;

-- name: DeleteSessionOfMember :execrows
DELETE FROM session WHERE hash = sqlc.arg(hash) AND member_id = sqlc.arg(member_id);

-- name: ProveSession :execrows
UPDATE session SET proved_at = sqlc.arg(at) WHERE hash = sqlc.arg(hash) AND proved_at < sqlc.arg(at);

-- name: InsertCeremony :exec
INSERT INTO ceremony (
    hash, purpose, member_id, data, attempts, created_at, expires_at
) VALUES (
    sqlc.arg(hash), sqlc.arg(purpose), sqlc.arg(member_id), sqlc.arg(data), 0, sqlc.arg(created_at), sqlc.arg(expires_at)
);

-- name: GetCeremony :one
SELECT * FROM ceremony WHERE hash = sqlc.arg(hash) AND purpose = sqlc.arg(purpose) AND expires_at > sqlc.arg(now);

-- name: TryCeremony :one
-- No row means that it is unknown, too old, or has been tried often enough.
UPDATE ceremony SET attempts = attempts + 1
WHERE hash = sqlc.arg(hash) AND purpose = sqlc.arg(purpose) AND expires_at > sqlc.arg(now) AND attempts < sqlc.arg(most)
RETURNING *;

-- name: EndCeremony :execrows
DELETE FROM ceremony WHERE hash = sqlc.arg(hash);

-- name: DeleteCeremoniesOfMember :exec
DELETE FROM ceremony WHERE member_id = sqlc.arg(member_id);

-- name: DeleteExpiredCeremonies :exec
DELETE FROM ceremony WHERE expires_at < sqlc.arg(before);

-- name: ListCredentials :many
SELECT * FROM credential WHERE member_id = sqlc.arg(member_id) AND kind = sqlc.arg(kind) ORDER BY created_at, id LIMIT 100;

-- name: InsertCredential :exec
INSERT INTO credential (
    member_id, kind, id, secret, created_at, used_at
) VALUES (
    sqlc.arg(member_id), sqlc.arg(kind), sqlc.arg(id), sqlc.arg(secret), sqlc.arg(created_at), sqlc.arg(used_at)
);

-- name: UseCredential :execrows
-- No row means that something as late was accepted before: a code that is typed again, on this server or another.
UPDATE credential SET used_at = sqlc.arg(at)
WHERE member_id = sqlc.arg(member_id) AND kind = sqlc.arg(kind) AND id = sqlc.arg(id) AND used_at < sqlc.arg(at);

-- name: DeleteCredential :execrows
DELETE FROM credential WHERE member_id = sqlc.arg(member_id) AND kind = sqlc.arg(kind) AND id = sqlc.arg(id);

-- name: DeleteFactors :execrows
DELETE FROM credential WHERE member_id = sqlc.arg(member_id) AND kind <> 'password';

-- name: DeleteCredentialsSince :many
-- The password, and what was added at the instant or after it.
DELETE FROM credential WHERE member_id = sqlc.arg(member_id) AND (kind = 'password' OR created_at >= sqlc.arg(since))
RETURNING kind;

-- name: InsertRecoveryCode :exec
INSERT INTO recovery_code (
    member_id, hash, created_at, used_at
) VALUES (
    sqlc.arg(member_id), sqlc.arg(hash), sqlc.arg(created_at), 0
);

-- name: UseRecoveryCode :execrows
UPDATE recovery_code SET used_at = sqlc.arg(at)
WHERE member_id = sqlc.arg(member_id) AND hash = sqlc.arg(hash) AND used_at = 0;

-- name: CountRecoveryCodes :one
SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_code WHERE member_id = sqlc.arg(member_id) AND used_at = 0;

-- name: DeleteRecoveryCodesSince :execrows
DELETE FROM recovery_code WHERE member_id = sqlc.arg(member_id) AND created_at >= sqlc.arg(since);

-- name: DeleteRecoveryCodes :exec
DELETE FROM recovery_code WHERE member_id = sqlc.arg(member_id);

-- name: UsePasskey :execrows
UPDATE credential SET secret = sqlc.arg(secret), used_at = sqlc.arg(at)
WHERE member_id = sqlc.arg(member_id) AND kind = 'passkey' AND id = sqlc.arg(id);
