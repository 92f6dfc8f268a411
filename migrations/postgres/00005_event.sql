-- +goose Up
-- The audit trail. Append-only: the triggers refuse every change, whoever asks. data is canonical JSON (RFC 8785),
-- in TEXT because the hash is over its bytes.
CREATE TABLE event (
    delivery_id TEXT   NOT NULL REFERENCES delivery (id),
    seq         BIGINT NOT NULL CHECK (seq > 0),
    type        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT   NOT NULL,
    data        TEXT   NOT NULL,
    prev_hash   BYTEA  NOT NULL CHECK (length(prev_hash) = 32),
    hash        BYTEA  NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (delivery_id, seq)
);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_not_emptied BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Personal values behind the digests of the events. Erasable: the chain stays verifiable without them.
CREATE TABLE event_detail (
    delivery_id TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    pointer     TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    salt        BYTEA  NOT NULL CHECK (length(salt) = 16),
    PRIMARY KEY (delivery_id, seq, pointer),
    FOREIGN KEY (delivery_id, seq) REFERENCES event (delivery_id, seq)
);

-- +goose Down
DROP TABLE event_detail;
DROP TABLE event;
DROP FUNCTION refuse_change;
