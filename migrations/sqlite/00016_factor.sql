-- +goose Up
-- Where a session is used from, and when its member last proved who they are: by password, code or passkey.
ALTER TABLE session ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;

-- What a member begins and ends in two requests: the code after a password, the making and the use of a passkey. Its
-- token is in a cookie; here is the hash.
CREATE TABLE ceremony (
    hash       BLOB    PRIMARY KEY,
    purpose    TEXT    NOT NULL,
    member_id  TEXT    NOT NULL, -- '' where it is not known yet who signs in
    data       BLOB    NOT NULL,
    attempts   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremony_expires_at ON ceremony (expires_at);

-- What replaces the telephone that makes the codes. Each is good once.
CREATE TABLE recovery_code (
    member_id  TEXT    NOT NULL REFERENCES member (id),
    hash       BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (member_id, hash)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE recovery_code;
DROP TABLE ceremony;
ALTER TABLE session DROP COLUMN proved_at;
ALTER TABLE session DROP COLUMN address;
ALTER TABLE session DROP COLUMN user_agent;
