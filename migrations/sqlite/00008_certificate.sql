-- +goose Up
-- One of a kind per release. evidence is sealed by the root key; it is written once and only read afterwards.
CREATE TABLE certificate (
    id            TEXT    PRIMARY KEY,
    delivery_id   TEXT    NOT NULL,
    release_id    TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('completion', 'delivery')),
    evidence      BLOB    NOT NULL,
    evidence_hash BLOB    NOT NULL UNIQUE CHECK (length(evidence_hash) = 32),
    leaf          INTEGER NOT NULL UNIQUE,
    tree_size     INTEGER NOT NULL,
    proof         BLOB    NOT NULL,
    token         BLOB    NOT NULL,
    object_id     TEXT    NOT NULL,
    pdf_hash      BLOB    NOT NULL,
    level         TEXT    NOT NULL,
    recorded_at   INTEGER NOT NULL,
    sealed_at     INTEGER NOT NULL,
    UNIQUE (release_id, kind),
    FOREIGN KEY (delivery_id, release_id) REFERENCES release (delivery_id, id)
) STRICT;
CREATE INDEX certificate_delivery ON certificate (delivery_id);
CREATE INDEX certificate_unsealed ON certificate (recorded_at) WHERE sealed_at = 0;

-- Every state of the sealed PDF that was ever handed out, so that any of them is recognised.
CREATE TABLE certificate_revision (
    certificate_id TEXT    NOT NULL REFERENCES certificate (id),
    sha256         BLOB    NOT NULL CHECK (length(sha256) = 32),
    object_id      TEXT    NOT NULL,
    level          TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (certificate_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_revision_object ON certificate_revision (object_id);
CREATE INDEX certificate_revision_sha256 ON certificate_revision (sha256);

-- The transparency log. Writers queue on log_head; leaves and hashes never change.
CREATE TABLE log_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL CHECK (size >= 0)
) STRICT;
INSERT INTO log_head (id, size) VALUES (1, 0);

CREATE TABLE log_hash (
    idx  INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE log_leaf (
    idx  INTEGER PRIMARY KEY,
    data BLOB    NOT NULL,
    at   INTEGER NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER log_hash_no_update BEFORE UPDATE ON log_hash BEGIN SELECT RAISE(ABORT, 'log_hash is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hash_no_delete BEFORE DELETE ON log_hash BEGIN SELECT RAISE(ABORT, 'log_hash is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
-- +goose StatementEnd

-- Signed tree heads, stored before use.
CREATE TABLE checkpoint (
    size        INTEGER PRIMARY KEY,
    root        BLOB    NOT NULL CHECK (length(root) = 32),
    note        BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    mirrored_at INTEGER NOT NULL
) STRICT;
CREATE INDEX checkpoint_unmirrored ON checkpoint (size) WHERE mirrored_at = 0;

-- +goose Down
DROP TABLE checkpoint;
DROP TABLE log_leaf;
DROP TABLE log_hash;
DROP TABLE log_head;
DROP TABLE certificate_revision;
DROP TABLE certificate;
