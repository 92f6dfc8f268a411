-- +goose Up
-- Every signed link ever issued, by its jti. Which one is valid now is the recipient's link_id.
CREATE TABLE link (
    id           TEXT   PRIMARY KEY,
    delivery_id  TEXT   NOT NULL,
    recipient_id TEXT   NOT NULL,
    issued_at    BIGINT NOT NULL,
    revoked_at   BIGINT NOT NULL,
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
);
CREATE INDEX link_recipient ON link (delivery_id, recipient_id);

-- The 128-bit token of a text message, hashed.
CREATE TABLE short_link (
    hash         BYTEA  PRIMARY KEY,
    delivery_id  TEXT   NOT NULL,
    recipient_id TEXT   NOT NULL,
    link_id      TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
);
CREATE INDEX short_link_expires_at ON short_link (expires_at);

-- Bare GETs: one row per link, address (hashed) and hour. Outside the chain: a scanner is not a person.
CREATE TABLE access_log (
    link_id  TEXT   NOT NULL,
    address  BYTEA  NOT NULL,
    hour     BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    count    BIGINT NOT NULL,
    PRIMARY KEY (link_id, hour, address)
);
CREATE INDEX access_log_hour ON access_log (hour);

-- What a recipient was served of one file, or of a release's archive ('' as the file), until all of it was: that is
-- found out from here, as not every download has its events. covered is merged ranges, see delivery.Coverage. Changed
-- under the lock of the delivery.
CREATE TABLE download_progress (
    delivery_id    TEXT   NOT NULL,
    recipient_id   TEXT   NOT NULL,
    release_id     TEXT   NOT NULL,
    deliverable_id TEXT   NOT NULL,
    covered        BYTEA  NOT NULL,
    completed_at   BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, recipient_id, release_id, deliverable_id),
    FOREIGN KEY (delivery_id, recipient_id) REFERENCES recipient (delivery_id, id)
);

-- Every message to a person. key says what makes it the same message; the attempt is recorded before sending.
-- No address and no text: they are taken from the delivery when it leaves.
CREATE TABLE message (
    id           TEXT   PRIMARY KEY,
    key          TEXT   NOT NULL UNIQUE,
    delivery_id  TEXT   NOT NULL,
    recipient_id TEXT   NOT NULL,
    member_id    TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    channel      TEXT   NOT NULL CHECK (channel IN ('email', 'sms')),
    state        TEXT   NOT NULL CHECK (state IN ('planned', 'attempted', 'sent', 'delivered', 'failed', 'unknown')),
    attempts     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    attempted_at BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    provider     TEXT   NOT NULL,
    provider_id  TEXT   NOT NULL,
    failure      TEXT   NOT NULL
);
CREATE INDEX message_unsent ON message (created_at) WHERE state IN ('planned', 'attempted');
CREATE INDEX message_delivery ON message (delivery_id, created_at);
CREATE INDEX message_provider ON message (provider, provider_id) WHERE provider_id <> '';

-- +goose Down
DROP TABLE message;
DROP TABLE download_progress;
DROP TABLE access_log;
DROP TABLE short_link;
DROP TABLE link;
