-- +goose Up
-- The hand-over of a release: when all its files had been served to one recipient, to whom, and when the certificate of
-- delivery that says so was sealed (derived from certificates, for the sweeper).
ALTER TABLE release ADD COLUMN handed_over_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE release ADD COLUMN handed_to TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN attested_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX release_unattested ON release (handed_over_at) WHERE handed_over_at > 0 AND attested_at = 0;

-- When the sender last asked a recipient again.
ALTER TABLE recipient ADD COLUMN reminded_at INTEGER NOT NULL DEFAULT 0;

-- The last day to start paying of which everybody was told that it comes near.
ALTER TABLE delivery ADD COLUMN expiry_told TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE delivery DROP COLUMN expiry_told;
ALTER TABLE recipient DROP COLUMN reminded_at;
DROP INDEX release_unattested;
ALTER TABLE release DROP COLUMN attested_at;
ALTER TABLE release DROP COLUMN handed_to;
ALTER TABLE release DROP COLUMN handed_over_at;
