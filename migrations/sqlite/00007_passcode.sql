-- +goose Up
-- One-time passcodes: never the digits (they are an HMAC over the id), only what they are bound to and how often
-- somebody guessed. phone_key is an HMAC of the number.
CREATE TABLE passcode (
    id           TEXT    PRIMARY KEY,
    delivery_id  TEXT    NOT NULL,
    recipient_id TEXT    NOT NULL,
    release_id   TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    phone_key    TEXT    NOT NULL,
    manifest     TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    amount       INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    issued_at    INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL CHECK (attempts >= 0),
    state        TEXT    NOT NULL CHECK (state IN ('live', 'used', 'void')),
    used_at      INTEGER NOT NULL,
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
) STRICT;
CREATE INDEX passcode_recipient ON passcode (delivery_id, recipient_id, issued_at);

-- +goose Down
DROP TABLE passcode;
