-- +goose Up
-- JSON of delivery.Unfinished: a draft that still lacks something. '' is one that holds together.
ALTER TABLE delivery ADD COLUMN unfinished TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE delivery DROP COLUMN unfinished;
