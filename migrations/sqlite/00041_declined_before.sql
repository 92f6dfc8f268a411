-- +goose Up
-- Who declined before migration 40, and that their sender has not answered yet: both are read from the event.
UPDATE recipient SET declined_at = COALESCE((
    SELECT MAX(e.at) FROM event e
    WHERE e.delivery_id = recipient.delivery_id AND e.type = 'delivery.declined' AND e.actor = 'recipient:' || recipient.id
), 0)
WHERE declined_at = 0;
UPDATE recipient SET problem_at = declined_at
WHERE problem_at < declined_at AND NOT EXISTS (
    SELECT 1 FROM event e
    WHERE e.delivery_id = recipient.delivery_id AND e.type = 'recipient.problem_closed' AND e.at >= recipient.declined_at
);

-- +goose Down
-- Nothing to undo: what was filled in is what was true.
SELECT 1;
