-- +goose Up
-- One-time passcodes: never the code (it is HMAC(key, id)), only what it is bound to and how often it was tried.
CREATE TABLE passcode (
    id           TEXT    PRIMARY KEY,
    delivery_id  TEXT    NOT NULL,
    recipient_id TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    data         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
) STRICT;
CREATE INDEX passcode_recipient ON passcode (delivery_id, recipient_id, created_at);

-- +goose Down
DROP TABLE passcode;
