-- +goose Up
-- The id is what the processor carries in its metadata: unique over all deliveries.
CREATE TABLE payment (
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    id           TEXT    NOT NULL UNIQUE,
    ord          BIGINT  NOT NULL,
    due_id       TEXT    NOT NULL,
    recipient_id TEXT    NOT NULL,
    processor    TEXT    NOT NULL CHECK (processor IN ('stripe', 'recorded')),
    state        TEXT    NOT NULL CHECK (state IN ('started', 'open', 'processing', 'settled', 'failed', 'expired', 'unapplied')),
    amount       BIGINT  NOT NULL,
    currency     TEXT    NOT NULL,
    applied      BIGINT  NOT NULL,
    refunded     BIGINT  NOT NULL,
    started_at   BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    settled_at   BIGINT  NOT NULL,
    account      TEXT    NOT NULL,
    session      TEXT    NOT NULL,
    intent       TEXT    NOT NULL,
    charge       TEXT    NOT NULL,
    method       TEXT    NOT NULL,
    last4        TEXT    NOT NULL,
    live         BOOLEAN NOT NULL,
    failure      TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    reference    TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    changed_at   BIGINT  NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, due_id) REFERENCES due (delivery_id, id)
);
CREATE INDEX payment_unsettled ON payment (changed_at) WHERE state IN ('started', 'open', 'processing');
CREATE INDEX payment_intent ON payment (account, intent) WHERE intent <> '';

CREATE TABLE refund (
    delivery_id  TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    ord          BIGINT  NOT NULL,
    payment_id   TEXT    NOT NULL,
    amount       BIGINT  NOT NULL CHECK (amount > 0),
    state        TEXT    NOT NULL CHECK (state IN ('requested', 'succeeded', 'failed')),
    processor_id TEXT    NOT NULL,
    surplus      BOOLEAN NOT NULL,
    failure      TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, payment_id) REFERENCES payment (delivery_id, id)
);
CREATE INDEX refund_requested ON refund (at) WHERE state = 'requested';

CREATE TABLE dispute (
    delivery_id TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    ord         BIGINT NOT NULL,
    payment_id  TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    at          BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, id),
    FOREIGN KEY (delivery_id, payment_id) REFERENCES payment (delivery_id, id)
);

-- What the processor told us, without its payload: what is true now is asked again when the event is processed.
CREATE TABLE stripe_event (
    account      TEXT    NOT NULL,
    id           TEXT    NOT NULL CHECK (id <> ''),
    live         BOOLEAN NOT NULL,
    type         TEXT    NOT NULL,
    payment_id   TEXT    NOT NULL,
    object_id    TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    received_at  BIGINT  NOT NULL,
    processed_at BIGINT  NOT NULL,
    PRIMARY KEY (account, id)
);
CREATE INDEX stripe_event_waiting ON stripe_event (received_at) WHERE processed_at = 0;
CREATE INDEX stripe_event_created_at ON stripe_event (account, live, created_at);

-- +goose Down
DROP TABLE stripe_event;
DROP TABLE dispute;
DROP TABLE refund;
DROP TABLE payment;
