-- +goose Up
-- Where bank transfers go, by which reference they are recognised, and the papers that payments give.
ALTER TABLE workspace ADD COLUMN iban TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace ADD COLUMN bic TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace ADD COLUMN account_holder TEXT NOT NULL DEFAULT '';

-- The payer's word that a transfer was made: when, and of how much.
ALTER TABLE due ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN declared_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE due ADD COLUMN declared INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX due_reference ON due (reference) WHERE reference <> '';

-- A receipt of a payment (refund_id is empty) or a note of a refund. The bytes are kept as they were issued.
CREATE TABLE receipt (
    number      TEXT    PRIMARY KEY,
    delivery_id TEXT    NOT NULL,
    payment_id  TEXT    NOT NULL,
    refund_id   TEXT    NOT NULL,
    object_id   TEXT    NOT NULL CHECK (object_id <> ''),
    sha256      BLOB    NOT NULL CHECK (length(sha256) = 32),
    issued_at   INTEGER NOT NULL,
    UNIQUE (delivery_id, payment_id, refund_id),
    FOREIGN KEY (delivery_id, payment_id) REFERENCES payment (delivery_id, id)
) STRICT;
CREATE INDEX receipt_object ON receipt (object_id);
-- Looking for papers that were never issued costs what changed in a few days.
CREATE INDEX payment_with_money ON payment (changed_at) WHERE state IN ('settled', 'unapplied');

-- +goose Down
DROP INDEX payment_with_money;
DROP TABLE receipt;
DROP INDEX due_reference;
ALTER TABLE due DROP COLUMN declared;
ALTER TABLE due DROP COLUMN declared_at;
ALTER TABLE due DROP COLUMN reference;
ALTER TABLE workspace DROP COLUMN account_holder;
ALTER TABLE workspace DROP COLUMN bic;
ALTER TABLE workspace DROP COLUMN iban;
