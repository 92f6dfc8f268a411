-- +goose Up
-- The day on which money that the sender recorded arrived; '': the processor's word is in settled_at.
ALTER TABLE payment ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
UPDATE payment SET received_on = COALESCE((
    SELECT MAX(e.data::jsonb ->> 'received_on') FROM event e
    WHERE e.delivery_id = payment.delivery_id AND e.type = 'payment.recorded' AND e.data::jsonb ->> 'payment' = payment.id
), '');

-- +goose Down
ALTER TABLE payment DROP COLUMN received_on;
