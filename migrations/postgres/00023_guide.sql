-- +goose Up
-- When a member put away the steps of a first delivery; 0: they are shown until each of them was taken.
ALTER TABLE member ADD COLUMN guide_closed_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE member DROP COLUMN guide_closed_at;
