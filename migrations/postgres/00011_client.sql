-- +goose Up
-- The client's side: who pays in another's place, a consumer's right of withdrawal, a public buyer's references, abuse.
ALTER TABLE delivery ADD COLUMN chorus_engagement TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN chorus_service TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN delegate BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE recipient ADD COLUMN named_by TEXT NOT NULL DEFAULT '';
ALTER TABLE recipient ADD COLUMN right_kept_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE recipient ADD COLUMN withdrew_at BIGINT NOT NULL DEFAULT 0;

-- What recipients report of a delivery to the operator, in their own words. Never deleted: only closed.
CREATE TABLE abuse_report (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    delivery_id  TEXT    NOT NULL REFERENCES delivery (id),
    recipient_id TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    closed_at    BIGINT  NOT NULL,
    closed_by    TEXT    NOT NULL
);
CREATE INDEX abuse_report_open ON abuse_report (id) WHERE closed_at = 0;

-- +goose Down
DROP TABLE abuse_report;
ALTER TABLE recipient DROP COLUMN withdrew_at;
ALTER TABLE recipient DROP COLUMN right_kept_at;
ALTER TABLE recipient DROP COLUMN named_by;
ALTER TABLE recipient DROP COLUMN delegate;
ALTER TABLE delivery DROP COLUMN chorus_service;
ALTER TABLE delivery DROP COLUMN chorus_engagement;
