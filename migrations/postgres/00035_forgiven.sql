-- +goose Up
-- What the sender does without of an amount of which a part came.
ALTER TABLE due ADD COLUMN forgiven BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE due DROP COLUMN forgiven;
