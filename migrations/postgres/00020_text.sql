-- +goose Up
-- How the link goes out: '' is by e-mail, 'sms' is by e-mail and by text message.
ALTER TABLE recipient ADD COLUMN invite TEXT NOT NULL DEFAULT '';

-- What the gateway says became of a text message: kept before it is answered, once for each status. No number, no text.
CREATE TABLE sms_receipt (
    provider     TEXT   NOT NULL,
    provider_id  TEXT   NOT NULL,
    status       TEXT   NOT NULL,
    failure      TEXT   NOT NULL,
    received_at  BIGINT NOT NULL,
    processed_at BIGINT NOT NULL,
    PRIMARY KEY (provider, provider_id, status)
);
CREATE INDEX sms_receipt_waiting ON sms_receipt (received_at) WHERE processed_at = 0;

-- +goose Down
DROP TABLE sms_receipt;
ALTER TABLE recipient DROP COLUMN invite;
