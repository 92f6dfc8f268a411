-- +goose Up
-- What belongs to this installation as a whole. One row: the root key's fingerprint is compared at every start.
CREATE TABLE instance (
    id                  INTEGER PRIMARY KEY CHECK (id = 1),
    root_fingerprint    TEXT    NOT NULL,
    log_origin          TEXT    NOT NULL CHECK (log_origin <> ''),
    created_at          INTEGER NOT NULL,
    backup_confirmed_at INTEGER NOT NULL
) STRICT;

-- Keys made once for the life of the installation (seal, CA, log, links), wrapped by the root key.
CREATE TABLE instance_key (
    name       TEXT    PRIMARY KEY,
    key_id     TEXT    NOT NULL,
    wrapped    BLOB    NOT NULL,
    public     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Sliding windows shared by all servers: the instants of the last takes, eight bytes each, oldest first.
CREATE TABLE rate_limit (
    key     BLOB    PRIMARY KEY,
    version INTEGER NOT NULL,
    taken   BLOB    NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rate_limit_ends_at ON rate_limit (ends_at);

-- +goose Down
DROP TABLE rate_limit;
DROP TABLE instance_key;
DROP TABLE instance;
