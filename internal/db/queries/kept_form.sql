-- Forms as they are being typed.

-- name: KeepForm :exec
INSERT INTO kept_form (member_id, name, content, saved_at)
VALUES (sqlc.arg(member_id), sqlc.arg(name), sqlc.arg(content), sqlc.arg(saved_at))
ON CONFLICT (member_id, name) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at;

-- name: GetKeptForm :one
SELECT content, saved_at FROM kept_form WHERE member_id = sqlc.arg(member_id) AND name = sqlc.arg(name);

-- name: ForgetForm :exec
DELETE FROM kept_form WHERE member_id = sqlc.arg(member_id) AND name = sqlc.arg(name);

-- name: ForgetFormsBefore :exec
DELETE FROM kept_form WHERE saved_at < sqlc.arg(before);
