-- +goose Up
-- Stored files and their parts (the catalog that package storage declares). Size -1: not known before the end.
CREATE TABLE object (
    id          TEXT    PRIMARY KEY,
    owner       TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    media_type  TEXT    NOT NULL,
    size        INTEGER NOT NULL CHECK (size >= -1),
    state       TEXT    NOT NULL CHECK (state IN ('uploading', 'finished', 'deleted')),
    key_id      TEXT    NOT NULL,
    key_blob    BLOB,
    generation  INTEGER NOT NULL,
    received    INTEGER NOT NULL CHECK (received >= 0),
    part_count  INTEGER NOT NULL CHECK (part_count >= 0),
    hash_state  BLOB,
    sha256      BLOB,
    crc32       INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL
) STRICT;
CREATE INDEX object_uploading ON object (changed_at) WHERE state = 'uploading';
CREATE INDEX object_finished ON object (finished_at) WHERE state = 'finished';
CREATE INDEX object_shredded ON object (changed_at) WHERE state = 'deleted' AND part_count > 0;

CREATE TABLE part (
    object_id TEXT    NOT NULL REFERENCES object (id),
    start_at  INTEGER NOT NULL CHECK (start_at >= 0),
    size      INTEGER NOT NULL CHECK (size > 0),
    id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    PRIMARY KEY (object_id, start_at)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE part;
DROP TABLE object;
