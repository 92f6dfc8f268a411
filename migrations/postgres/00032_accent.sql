-- +goose Up
-- The colour that a workspace's clients see on pages and in messages, by its name in package account.
ALTER TABLE workspace ADD COLUMN accent TEXT NOT NULL DEFAULT 'pine';

-- +goose Down
ALTER TABLE workspace DROP COLUMN accent;
