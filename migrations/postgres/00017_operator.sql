-- +goose Up
-- The logs of this installation, one after the other: the same tree under a name and a key of its own. The next one
-- begins where a restored database may have forgotten what the one before had signed for.
CREATE TABLE log_origin (
    ord         BIGINT PRIMARY KEY,
    origin      TEXT   NOT NULL UNIQUE,
    key_name    TEXT   NOT NULL UNIQUE,
    opened_at   BIGINT NOT NULL,
    closed_at   BIGINT NOT NULL,
    closed_size BIGINT NOT NULL
);
INSERT INTO log_origin (ord, origin, key_name, opened_at, closed_at, closed_size)
    SELECT 1, log_origin, 'log', created_at, 0, 0 FROM instance;

ALTER TABLE instance ADD COLUMN restored_at BIGINT NOT NULL DEFAULT 0;

-- What the operator decided about a workspace. sms_cap 0: that of the installation.
ALTER TABLE workspace ADD COLUMN suspended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN suspended_why TEXT NOT NULL DEFAULT '';
ALTER TABLE workspace ADD COLUMN sms_cap BIGINT NOT NULL DEFAULT 0;

-- Text messages planned, by day of the workspace's zone.
CREATE TABLE sms_spend (
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    day          TEXT   NOT NULL,
    messages     BIGINT NOT NULL,
    refused      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, day)
);
CREATE INDEX sms_spend_day ON sms_spend (day);

-- +goose Down
DROP TABLE sms_spend;
ALTER TABLE workspace DROP COLUMN sms_cap;
ALTER TABLE workspace DROP COLUMN suspended_why;
ALTER TABLE workspace DROP COLUMN suspended_at;
ALTER TABLE instance DROP COLUMN restored_at;
DROP TABLE log_origin;
