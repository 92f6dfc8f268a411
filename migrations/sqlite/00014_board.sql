-- +goose Up
-- What lists read. Derived in Go at each write of a delivery (package projection); made again, in batches, when how it is
-- derived changes.
ALTER TABLE delivery ADD COLUMN situation TEXT NOT NULL DEFAULT '';
-- What the rows themselves tell is there at once; the rest comes when everything is derived again.
UPDATE delivery SET situation = CASE
    WHEN state NOT IN ('sent', 'completed') THEN state
    WHEN release_state = 'revoked' THEN 'revoked'
    WHEN suspended THEN 'suspended'
    WHEN state = 'completed' THEN 'completed'
    WHEN release_state = 'sealing' THEN 'sealing'
    WHEN release_state = 'unlocked' AND (payment_pending OR settled < amount) THEN 'unlocked_unpaid'
    WHEN release_state = 'unlocked' THEN 'unlocked'
    WHEN processing THEN 'payment_processing'
    WHEN payment_pending AND signature_pending THEN 'awaiting_both'
    WHEN payment_pending THEN 'awaiting_payment'
    ELSE 'awaiting_signature'
END;
CREATE INDEX delivery_situation ON delivery (workspace_id, situation, id);
ALTER TABLE delivery DROP COLUMN search;

-- The beginnings of words by which a delivery is found.
CREATE TABLE delivery_word (
    workspace_id TEXT NOT NULL,
    word         TEXT NOT NULL,
    delivery_id  TEXT NOT NULL REFERENCES delivery (id),
    PRIMARY KEY (workspace_id, word, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_word_delivery ON delivery_word (delivery_id, word);

-- What waits for the sender, from an instant on that may be to come: no clock has to turn for a payment to be late.
CREATE TABLE attention (
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    kind         TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    workspace_id TEXT    NOT NULL,
    from_at      INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX attention_list ON attention (workspace_id, from_at, delivery_id);

-- How far deriving everything again has come.
CREATE TABLE projection (
    name    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    reached TEXT    NOT NULL,
    is_done INTEGER NOT NULL
) STRICT;

-- Whom a workspace sends to, by their address.
CREATE TABLE client (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    email        TEXT    NOT NULL CHECK (email <> ''),
    name         TEXT    NOT NULL,
    company      TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    informed_at  INTEGER NOT NULL,
    informed_by  TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    UNIQUE (workspace_id, email)
) STRICT;
CREATE INDEX client_recent ON client (workspace_id, last_at, id);

-- The beginnings of words by which a client is found.
CREATE TABLE client_word (
    workspace_id TEXT NOT NULL,
    word         TEXT NOT NULL,
    client_id    TEXT NOT NULL REFERENCES client (id),
    PRIMARY KEY (workspace_id, word, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_word_client ON client_word (client_id, word);

CREATE TABLE client_delivery (
    client_id   TEXT NOT NULL REFERENCES client (id),
    delivery_id TEXT NOT NULL REFERENCES delivery (id),
    PRIMARY KEY (client_id, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_delivery_delivery ON client_delivery (delivery_id);

-- The sender's own notes, seen by nobody else. No evidence: they can be deleted.
CREATE TABLE note (
    id          TEXT    PRIMARY KEY,
    delivery_id TEXT    NOT NULL REFERENCES delivery (id),
    member_id   TEXT    NOT NULL REFERENCES member (id),
    text        TEXT    NOT NULL CHECK (text <> ''),
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX note_delivery ON note (delivery_id, id);

-- +goose Down
DROP TABLE note;
DROP TABLE client_delivery;
DROP TABLE client_word;
DROP TABLE client;
DROP TABLE projection;
DROP TABLE attention;
DROP TABLE delivery_word;
DROP INDEX delivery_situation;
ALTER TABLE delivery DROP COLUMN situation;
ALTER TABLE delivery ADD COLUMN search TEXT NOT NULL DEFAULT '';
