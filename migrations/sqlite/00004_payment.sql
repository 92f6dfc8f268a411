-- +goose Up
-- The id is what the processor carries in its metadata: unique over all deliveries.
CREATE TABLE payment (
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    id           TEXT    NOT NULL UNIQUE,
    ord          INTEGER NOT NULL,
    due_id       TEXT    NOT NULL,
    recipient_id TEXT    NOT NULL,
    processor    TEXT    NOT NULL CHECK (processor IN ('stripe', 'recorded')),
    state        TEXT    NOT NULL CHECK (state IN ('started', 'open', 'processing', 'settled', 'failed', 'expired', 'unapplied')),
    amount       INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    applied      INTEGER NOT NULL,
    refunded     INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    settled_at   INTEGER NOT NULL,
    account      TEXT    NOT NULL,
    session      TEXT    NOT NULL,
    intent       TEXT    NOT NULL,
    charge       TEXT    NOT NULL,
    method       TEXT    NOT NULL,
    last4        TEXT    NOT NULL,
    live         INTEGER NOT NULL,
    failure      TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    reference    TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, due_id) REFERENCES due (delivery_id, id)
) STRICT;
CREATE INDEX payment_unsettled ON payment (changed_at) WHERE state IN ('started', 'open', 'processing');
CREATE INDEX payment_intent ON payment (account, intent) WHERE intent <> '';

CREATE TABLE refund (
    delivery_id  TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    ord          INTEGER NOT NULL,
    payment_id   TEXT    NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    state        TEXT    NOT NULL CHECK (state IN ('requested', 'succeeded', 'failed')),
    processor_id TEXT    NOT NULL,
    surplus      INTEGER NOT NULL,
    failure      TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, payment_id) REFERENCES payment (delivery_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_requested ON refund (at) WHERE state = 'requested';

CREATE TABLE dispute (
    delivery_id TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    ord         INTEGER NOT NULL,
    payment_id  TEXT    NOT NULL,
    amount      INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    at          INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, payment_id) REFERENCES payment (delivery_id, id)
) STRICT, WITHOUT ROWID;

-- What the processor told us, without its payload: what is true now is asked again when the event is processed.
CREATE TABLE stripe_event (
    account      TEXT    NOT NULL,
    id           TEXT    NOT NULL CHECK (id <> ''),
    live         INTEGER NOT NULL,
    type         TEXT    NOT NULL,
    payment_id   TEXT    NOT NULL,
    object_id    TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    processed_at INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stripe_event_waiting ON stripe_event (received_at) WHERE processed_at = 0;
CREATE INDEX stripe_event_created_at ON stripe_event (account, live, created_at);

-- +goose Down
DROP TABLE stripe_event;
DROP TABLE dispute;
DROP TABLE refund;
DROP TABLE payment;
