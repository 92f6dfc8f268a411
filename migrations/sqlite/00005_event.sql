-- +goose Up
-- The audit trail. Append-only: the triggers refuse every change, whoever asks. data is canonical JSON (RFC 8785),
-- in TEXT because the hash is over its bytes.
CREATE TABLE event (
    delivery_id TEXT    NOT NULL REFERENCES delivery (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    type        TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    data        TEXT    NOT NULL,
    prev_hash   BLOB    NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (delivery_id, seq)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
-- +goose StatementEnd

-- Personal values behind the digests of the events. Erasable: the chain stays verifiable without them.
CREATE TABLE event_detail (
    delivery_id TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    pointer     TEXT    NOT NULL,
    value       TEXT    NOT NULL,
    salt        BLOB    NOT NULL CHECK (length(salt) = 16),
    PRIMARY KEY (delivery_id, seq, pointer),
    FOREIGN KEY (delivery_id, seq) REFERENCES event (delivery_id, seq)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE event_detail;
DROP TABLE event;
