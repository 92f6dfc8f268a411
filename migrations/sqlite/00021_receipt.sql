-- +goose Up
-- The message that a receipt of the gateway is about: what it is believed by, see notify.Reference.
ALTER TABLE sms_receipt ADD COLUMN message_id TEXT NOT NULL DEFAULT '';

-- Payments that carry our mark at the processor and that no delivery here knows: made after the backup this database was
-- restored from. Listed until an operator has dealt with them.
CREATE TABLE unknown_payment (
    account     TEXT    NOT NULL,
    payment_id  TEXT    NOT NULL,
    delivery_id TEXT    NOT NULL,
    intent      TEXT    NOT NULL,
    amount      INTEGER NOT NULL,
    currency    TEXT    NOT NULL,
    paid_at     INTEGER NOT NULL,
    heard_at    INTEGER NOT NULL,
    closed_at   INTEGER NOT NULL,
    closed_by   TEXT    NOT NULL,
    PRIMARY KEY (account, payment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unknown_payment_open ON unknown_payment (heard_at) WHERE closed_at = 0;

-- +goose Down
DROP TABLE unknown_payment;
ALTER TABLE sms_receipt DROP COLUMN message_id;
