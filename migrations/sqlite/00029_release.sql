-- +goose Up
-- The address of a member who gave it up, or whose workspace was closed, once somebody uses it elsewhere: their own row then
-- holds a mark in its place, as an address is one member's. '' while it is theirs.
ALTER TABLE member ADD COLUMN released_email TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE member DROP COLUMN released_email;
