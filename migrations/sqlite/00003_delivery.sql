-- +goose Up
-- The aggregate's own row. The columns from next_due_at on are derived in Go at each write, for lists and sweepers.
CREATE TABLE delivery (
    id                TEXT    PRIMARY KEY,
    workspace_id      TEXT    NOT NULL REFERENCES workspace (id),
    member_id         TEXT    NOT NULL REFERENCES member (id),
    version           INTEGER NOT NULL CHECK (version > 0),
    state             TEXT    NOT NULL CHECK (state IN ('draft', 'sent', 'completed', 'withdrawn', 'declined', 'expired')),
    sandbox           INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    sent_at           INTEGER NOT NULL,
    ended_at          INTEGER NOT NULL,
    title             TEXT    NOT NULL,
    message           TEXT    NOT NULL,
    reference         TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    client_kind       TEXT    NOT NULL,
    expires_on        TEXT    NOT NULL,
    zone              TEXT    NOT NULL,
    reachable_days    INTEGER NOT NULL,
    no_gate_reason    TEXT    NOT NULL,
    informed_first    INTEGER NOT NULL,
    digital           INTEGER NOT NULL,
    previous_id       TEXT    NOT NULL,
    seq               INTEGER NOT NULL CHECK (seq >= 0),
    head              BLOB    NOT NULL,
    last_at           INTEGER NOT NULL,
    next_due_at       INTEGER NOT NULL,
    search            TEXT    NOT NULL,
    recipients        TEXT    NOT NULL,
    amount            INTEGER NOT NULL,
    settled           INTEGER NOT NULL,
    refunded          INTEGER NOT NULL,
    currency          TEXT    NOT NULL,
    due_on            TEXT    NOT NULL,
    release_state     TEXT    NOT NULL,
    suspended         INTEGER NOT NULL,
    processing        INTEGER NOT NULL,
    payment_pending   INTEGER NOT NULL,
    signature_pending INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_list ON delivery (workspace_id, id);
CREATE INDEX delivery_list_state ON delivery (workspace_id, state, id);
CREATE INDEX delivery_next_due_at ON delivery (next_due_at) WHERE next_due_at > 0;
CREATE INDEX delivery_previous ON delivery (previous_id) WHERE previous_id <> '';

-- Children keep their place in the aggregate in ord.
CREATE TABLE deliverable (
    delivery_id TEXT    NOT NULL REFERENCES delivery (id),
    id          TEXT    NOT NULL,
    ord         INTEGER NOT NULL,
    object_id   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    size        INTEGER NOT NULL CHECK (size >= 0),
    media_type  TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    crc32       INTEGER NOT NULL,
    pages       INTEGER NOT NULL,
    visible     INTEGER NOT NULL,
    first_seen  INTEGER NOT NULL,
    replaced    INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliverable_object ON deliverable (object_id);

CREATE TABLE recipient (
    delivery_id     TEXT    NOT NULL REFERENCES delivery (id),
    id              TEXT    NOT NULL,
    ord             INTEGER NOT NULL,
    name            TEXT    NOT NULL,
    company         TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    roles           TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    link_id         TEXT    NOT NULL,
    phone_by        TEXT    NOT NULL,
    phone_at        INTEGER NOT NULL,
    proposed_phone  TEXT    NOT NULL,
    opened_at       INTEGER NOT NULL,
    signed_at       INTEGER NOT NULL,
    signature       TEXT    NOT NULL,
    waived_right_at INTEGER NOT NULL,
    codes_reset_at  INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE due (
    delivery_id TEXT    NOT NULL REFERENCES delivery (id),
    id          TEXT    NOT NULL,
    ord         INTEGER NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    currency    TEXT    NOT NULL CHECK (length(currency) = 3),
    vat_rate    INTEGER NOT NULL,
    due_on      TEXT    NOT NULL,
    settled     INTEGER NOT NULL CHECK (settled >= 0),
    refunded    INTEGER NOT NULL CHECK (refunded >= 0),
    PRIMARY KEY (delivery_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    id           TEXT    NOT NULL UNIQUE,
    ord          INTEGER NOT NULL,
    deliverables TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('locked', 'sealing', 'unlocked', 'revoked')),
    suspended    INTEGER NOT NULL,
    sealing_at   INTEGER NOT NULL,
    unlocked_at  INTEGER NOT NULL,
    revoked_at   INTEGER NOT NULL,
    delivered_at INTEGER NOT NULL,
    reminders    INTEGER NOT NULL,
    certificates TEXT    NOT NULL,
    PRIMARY KEY (delivery_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_sealing ON release (sealing_at) WHERE state = 'sealing';

CREATE TABLE gate (
    delivery_id TEXT    NOT NULL,
    release_id  TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    ord         INTEGER NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('payment', 'signature')),
    subject     TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('pending', 'passed', 'waived')),
    at          INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    PRIMARY KEY (delivery_id, release_id, id),
    FOREIGN KEY (delivery_id, release_id) REFERENCES release (delivery_id, id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE gate;
DROP TABLE release;
DROP TABLE due;
DROP TABLE recipient;
DROP TABLE deliverable;
DROP TABLE delivery;
