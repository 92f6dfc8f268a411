-- +goose Up
-- When the recipient declined, which ended the delivery; 0: they did not.
ALTER TABLE recipient ADD COLUMN declined_at INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE recipient DROP COLUMN declined_at;
