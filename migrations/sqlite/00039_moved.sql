-- +goose Up
-- The last thing that somebody on the other side did, and when: derived in Go, for old rows by the next start.
ALTER TABLE delivery ADD COLUMN moved TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN moved_at INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE delivery DROP COLUMN moved_at;
ALTER TABLE delivery DROP COLUMN moved;
