-- +goose Up
-- The letter of a version, as drawings are indexed: '' for a delivery that is no version of another and was given none.
ALTER TABLE delivery ADD COLUMN revision TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE delivery DROP COLUMN revision;
