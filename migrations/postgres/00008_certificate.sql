-- +goose Up
-- One of a kind per release. evidence is sealed by the root key; it is written once and only read afterwards.
CREATE TABLE certificate (
    id            TEXT   PRIMARY KEY,
    delivery_id   TEXT   NOT NULL,
    release_id    TEXT   NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('completion', 'delivery')),
    evidence      BYTEA  NOT NULL,
    evidence_hash BYTEA  NOT NULL UNIQUE CHECK (length(evidence_hash) = 32),
    leaf          BIGINT NOT NULL UNIQUE,
    tree_size     BIGINT NOT NULL,
    proof         BYTEA  NOT NULL,
    token         BYTEA  NOT NULL,
    object_id     TEXT   NOT NULL,
    pdf_hash      BYTEA  NOT NULL,
    level         TEXT   NOT NULL,
    recorded_at   BIGINT NOT NULL,
    sealed_at     BIGINT NOT NULL,
    UNIQUE (release_id, kind),
    FOREIGN KEY (delivery_id, release_id) REFERENCES release (delivery_id, id)
);
CREATE INDEX certificate_delivery ON certificate (delivery_id);
CREATE INDEX certificate_unsealed ON certificate (recorded_at) WHERE sealed_at = 0;

-- Every state of the sealed PDF that was ever handed out, so that any of them is recognised.
CREATE TABLE certificate_revision (
    certificate_id TEXT   NOT NULL REFERENCES certificate (id),
    sha256         BYTEA  NOT NULL CHECK (length(sha256) = 32),
    object_id      TEXT   NOT NULL,
    level          TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    PRIMARY KEY (certificate_id, sha256)
);
CREATE INDEX certificate_revision_object ON certificate_revision (object_id);
CREATE INDEX certificate_revision_sha256 ON certificate_revision (sha256);

-- The transparency log. Writers queue on log_head; leaves and hashes never change.
CREATE TABLE log_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL CHECK (size >= 0)
);
INSERT INTO log_head (id, size) VALUES (1, 0);

CREATE TABLE log_hash (
    idx  BIGINT PRIMARY KEY,
    hash BYTEA  NOT NULL CHECK (length(hash) = 32)
);
CREATE TABLE log_leaf (
    idx  BIGINT PRIMARY KEY,
    data BYTEA  NOT NULL,
    at   BIGINT NOT NULL
);
CREATE TRIGGER log_hash_append_only BEFORE UPDATE OR DELETE ON log_hash FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_leaf_append_only BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Signed tree heads, stored before use.
CREATE TABLE checkpoint (
    size        BIGINT PRIMARY KEY,
    root        BYTEA  NOT NULL CHECK (length(root) = 32),
    note        BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    mirrored_at BIGINT NOT NULL
);
CREATE INDEX checkpoint_unmirrored ON checkpoint (size) WHERE mirrored_at = 0;

-- +goose Down
DROP TABLE checkpoint;
DROP TABLE log_leaf;
DROP TABLE log_hash;
DROP TABLE log_head;
DROP TABLE certificate_revision;
DROP TABLE certificate;
