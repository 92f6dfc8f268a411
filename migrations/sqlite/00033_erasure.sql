-- +goose Up
-- When the files of a delivery were erased, and when everything personal was: the events and their hashes stay.
ALTER TABLE delivery ADD COLUMN files_erased_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE delivery DROP COLUMN erased_at;
ALTER TABLE delivery DROP COLUMN files_erased_at;
