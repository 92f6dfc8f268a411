-- +goose Up
-- Stored files and their parts (the catalog that package storage declares). Size -1: not known before the end.
CREATE TABLE object (
    id          TEXT   PRIMARY KEY,
    owner       TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    media_type  TEXT   NOT NULL,
    size        BIGINT NOT NULL CHECK (size >= -1),
    state       TEXT   NOT NULL CHECK (state IN ('uploading', 'finished', 'deleted')),
    key_id      TEXT   NOT NULL,
    key_blob    BYTEA,
    generation  BIGINT NOT NULL,
    received    BIGINT NOT NULL CHECK (received >= 0),
    part_count  BIGINT NOT NULL CHECK (part_count >= 0),
    hash_state  BYTEA,
    sha256      BYTEA,
    crc32       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL
);
CREATE INDEX object_uploading ON object (changed_at) WHERE state = 'uploading';
CREATE INDEX object_finished ON object (finished_at) WHERE state = 'finished';
CREATE INDEX object_shredded ON object (changed_at) WHERE state = 'deleted' AND part_count > 0;

CREATE TABLE part (
    object_id TEXT   NOT NULL REFERENCES object (id),
    start_at  BIGINT NOT NULL CHECK (start_at >= 0),
    size      BIGINT NOT NULL CHECK (size > 0),
    id        BYTEA  NOT NULL UNIQUE CHECK (length(id) = 16),
    PRIMARY KEY (object_id, start_at)
);

-- +goose Down
DROP TABLE part;
DROP TABLE object;
