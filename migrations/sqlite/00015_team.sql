-- +goose Up
-- A workspace that was closed: nobody works in it, its owners may still export it.
ALTER TABLE workspace ADD COLUMN closed_at INTEGER NOT NULL DEFAULT 0;

-- The account log: who let whom in, who changed what is no delivery's. Append-only like the audit trail. It holds ids and
-- roles alone, so that nothing personal is kept for ever: names are looked up when it is read.
CREATE TABLE account_event (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    member_id    TEXT    NOT NULL, -- who did it; '' is the operator
    kind         TEXT    NOT NULL,
    subject      TEXT    NOT NULL, -- id of what it was done to
    was          TEXT    NOT NULL,
    became       TEXT    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX account_event_workspace ON account_event (workspace_id, id);

-- +goose StatementBegin
CREATE TRIGGER account_event_no_update BEFORE UPDATE ON account_event BEGIN SELECT RAISE(ABORT, 'account_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_event_no_delete BEFORE DELETE ON account_event BEGIN SELECT RAISE(ABORT, 'account_event is append-only'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE account_event;
ALTER TABLE workspace DROP COLUMN closed_at;
