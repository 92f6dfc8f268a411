-- +goose Up
-- One-time passcodes: never the digits (they are an HMAC over the id), only what they are bound to and how often
-- somebody guessed. phone_key is an HMAC of the number.
CREATE TABLE passcode (
    id           TEXT   PRIMARY KEY,
    delivery_id  TEXT   NOT NULL,
    recipient_id TEXT   NOT NULL,
    release_id   TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    phone_key    TEXT   NOT NULL,
    manifest     TEXT   NOT NULL,
    title        TEXT   NOT NULL,
    amount       BIGINT NOT NULL,
    currency     TEXT   NOT NULL,
    issued_at    BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    attempts     BIGINT NOT NULL CHECK (attempts >= 0),
    state        TEXT   NOT NULL CHECK (state IN ('live', 'used', 'void')),
    used_at      BIGINT NOT NULL,
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
);
CREATE INDEX passcode_recipient ON passcode (delivery_id, recipient_id, issued_at);

-- +goose Down
DROP TABLE passcode;
