-- +goose Up
-- When a recipient last reported a problem that the sender has not said to be dealt with; 0: none waits.
ALTER TABLE recipient ADD COLUMN problem_at INTEGER NOT NULL DEFAULT 0;
UPDATE recipient SET problem_at = COALESCE((
    SELECT MAX(e.at) FROM event e
    WHERE e.delivery_id = recipient.delivery_id AND e.type = 'recipient.problem_reported' AND e.actor = 'recipient:' || recipient.id
), 0);

-- +goose Down
ALTER TABLE recipient DROP COLUMN problem_at;
