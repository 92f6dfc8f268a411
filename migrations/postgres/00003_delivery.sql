-- +goose Up
-- The aggregate's own row. The columns from next_due_at on are derived in Go at each write, for lists and sweepers.
CREATE TABLE delivery (
    id                TEXT    PRIMARY KEY,
    workspace_id      TEXT    NOT NULL REFERENCES workspace (id),
    member_id         TEXT    NOT NULL REFERENCES member (id),
    version           BIGINT  NOT NULL CHECK (version > 0),
    state             TEXT    NOT NULL CHECK (state IN ('draft', 'sent', 'completed', 'withdrawn', 'declined', 'expired')),
    sandbox           BOOLEAN NOT NULL,
    created_at        BIGINT  NOT NULL,
    sent_at           BIGINT  NOT NULL,
    ended_at          BIGINT  NOT NULL,
    title             TEXT    NOT NULL,
    message           TEXT    NOT NULL,
    reference         TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    client_kind       TEXT    NOT NULL,
    expires_on        TEXT    NOT NULL,
    zone              TEXT    NOT NULL,
    reachable_days    BIGINT  NOT NULL,
    no_gate_reason    TEXT    NOT NULL,
    informed_first    BOOLEAN NOT NULL,
    digital           BOOLEAN NOT NULL,
    previous_id       TEXT    NOT NULL,
    seq               BIGINT  NOT NULL CHECK (seq >= 0),
    head              BYTEA   NOT NULL,
    last_at           BIGINT  NOT NULL,
    next_due_at       BIGINT  NOT NULL,
    search            TEXT    NOT NULL,
    recipients        TEXT    NOT NULL,
    amount            BIGINT  NOT NULL,
    settled           BIGINT  NOT NULL,
    refunded          BIGINT  NOT NULL,
    currency          TEXT    NOT NULL,
    due_on            TEXT    NOT NULL,
    release_state     TEXT    NOT NULL,
    suspended         BOOLEAN NOT NULL,
    processing        BOOLEAN NOT NULL,
    payment_pending   BOOLEAN NOT NULL,
    signature_pending BOOLEAN NOT NULL
);
CREATE INDEX delivery_list ON delivery (workspace_id, id);
CREATE INDEX delivery_list_state ON delivery (workspace_id, state, id);
CREATE INDEX delivery_next_due_at ON delivery (next_due_at) WHERE next_due_at > 0;
CREATE INDEX delivery_previous ON delivery (previous_id) WHERE previous_id <> '';

-- Children keep their place in the aggregate in ord.
CREATE TABLE deliverable (
    delivery_id TEXT    NOT NULL REFERENCES delivery (id),
    id          TEXT    NOT NULL,
    ord         BIGINT  NOT NULL,
    object_id   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    size        BIGINT  NOT NULL CHECK (size >= 0),
    media_type  TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    crc32       BIGINT  NOT NULL,
    pages       BIGINT  NOT NULL,
    visible     BOOLEAN NOT NULL,
    first_seen  BIGINT  NOT NULL,
    replaced    BOOLEAN NOT NULL,
    PRIMARY KEY (delivery_id, id)
);
CREATE INDEX deliverable_object ON deliverable (object_id);

CREATE TABLE recipient (
    delivery_id     TEXT   NOT NULL REFERENCES delivery (id),
    id              TEXT   NOT NULL,
    ord             BIGINT NOT NULL,
    name            TEXT   NOT NULL,
    company         TEXT   NOT NULL,
    email           TEXT   NOT NULL,
    phone           TEXT   NOT NULL,
    roles           TEXT   NOT NULL,
    language        TEXT   NOT NULL,
    link_id         TEXT   NOT NULL,
    phone_by        TEXT   NOT NULL,
    phone_at        BIGINT NOT NULL,
    proposed_phone  TEXT   NOT NULL,
    opened_at       BIGINT NOT NULL,
    signed_at       BIGINT NOT NULL,
    signature       TEXT   NOT NULL,
    waived_right_at BIGINT NOT NULL,
    codes_reset_at  BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, id)
);

CREATE TABLE due (
    delivery_id TEXT   NOT NULL REFERENCES delivery (id),
    id          TEXT   NOT NULL,
    ord         BIGINT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT   NOT NULL CHECK (length(currency) = 3),
    vat_rate    BIGINT NOT NULL,
    due_on      TEXT   NOT NULL,
    settled     BIGINT NOT NULL CHECK (settled >= 0),
    refunded    BIGINT NOT NULL CHECK (refunded >= 0),
    PRIMARY KEY (delivery_id, id)
);

CREATE TABLE release (
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    id           TEXT    NOT NULL UNIQUE,
    ord          BIGINT  NOT NULL,
    deliverables TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('locked', 'sealing', 'unlocked', 'revoked')),
    suspended    BOOLEAN NOT NULL,
    sealing_at   BIGINT  NOT NULL,
    unlocked_at  BIGINT  NOT NULL,
    revoked_at   BIGINT  NOT NULL,
    delivered_at BIGINT  NOT NULL,
    reminders    BIGINT  NOT NULL,
    certificates TEXT    NOT NULL,
    PRIMARY KEY (delivery_id, id)
);
CREATE INDEX release_sealing ON release (sealing_at) WHERE state = 'sealing';

CREATE TABLE gate (
    delivery_id TEXT   NOT NULL,
    release_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    ord         BIGINT NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('payment', 'signature')),
    subject     TEXT   NOT NULL,
    position    BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('pending', 'passed', 'waived')),
    at          BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    PRIMARY KEY (delivery_id, release_id, id),
    FOREIGN KEY (delivery_id, release_id) REFERENCES release (delivery_id, id)
);

-- +goose Down
DROP TABLE gate;
DROP TABLE release;
DROP TABLE due;
DROP TABLE recipient;
DROP TABLE deliverable;
DROP TABLE delivery;
