-- +goose Up
-- When the sender kept the number on file in the place of the one that the recipient proposed last; 0: they did not.
ALTER TABLE recipient ADD COLUMN number_kept_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE recipient DROP COLUMN number_kept_at;
