-- name: SaveDelivery :exec
INSERT INTO delivery (
    id, workspace_id, member_id, version, state, sandbox, created_at, sent_at, ended_at, title, message,
    reference, language, client_kind, expires_on, zone, reachable_days, no_gate_reason, informed_first,
    digital, previous_id, seq, head, last_at, next_due_at, recipients, amount, settled, refunded,
    currency, due_on, release_state, suspended, processing, payment_pending, signature_pending,
    chorus_engagement, chorus_service, expiry_told, situation, revision, unfinished,
    files_erased_at, erased_at, moved, moved_at
) VALUES (
    sqlc.arg(id), sqlc.arg(workspace_id), sqlc.arg(member_id), sqlc.arg(version), sqlc.arg(state),
    sqlc.arg(sandbox), sqlc.arg(created_at), sqlc.arg(sent_at), sqlc.arg(ended_at), sqlc.arg(title),
    sqlc.arg(message), sqlc.arg(reference), sqlc.arg(language), sqlc.arg(client_kind), sqlc.arg(expires_on),
    sqlc.arg(zone), sqlc.arg(reachable_days), sqlc.arg(no_gate_reason), sqlc.arg(informed_first),
    sqlc.arg(digital), sqlc.arg(previous_id), sqlc.arg(seq), sqlc.arg(head), sqlc.arg(last_at),
    sqlc.arg(next_due_at), sqlc.arg(recipients), sqlc.arg(amount), sqlc.arg(settled),
    sqlc.arg(refunded), sqlc.arg(currency), sqlc.arg(due_on), sqlc.arg(release_state), sqlc.arg(suspended),
    sqlc.arg(processing), sqlc.arg(payment_pending), sqlc.arg(signature_pending),
    sqlc.arg(chorus_engagement), sqlc.arg(chorus_service), sqlc.arg(expiry_told), sqlc.arg(situation),
    sqlc.arg(revision), sqlc.arg(unfinished), sqlc.arg(files_erased_at), sqlc.arg(erased_at),
    sqlc.arg(moved), sqlc.arg(moved_at)
)
ON CONFLICT (id) DO UPDATE SET
    member_id = excluded.member_id, version = excluded.version, state = excluded.state,
    sandbox = excluded.sandbox, sent_at = excluded.sent_at, ended_at = excluded.ended_at,
    title = excluded.title, message = excluded.message, reference = excluded.reference,
    language = excluded.language, client_kind = excluded.client_kind, expires_on = excluded.expires_on,
    zone = excluded.zone, reachable_days = excluded.reachable_days, no_gate_reason = excluded.no_gate_reason,
    informed_first = excluded.informed_first, digital = excluded.digital, previous_id = excluded.previous_id,
    seq = excluded.seq, head = excluded.head, last_at = excluded.last_at, next_due_at = excluded.next_due_at,
    recipients = excluded.recipients, amount = excluded.amount,
    settled = excluded.settled, refunded = excluded.refunded, currency = excluded.currency,
    due_on = excluded.due_on, release_state = excluded.release_state, suspended = excluded.suspended,
    processing = excluded.processing, payment_pending = excluded.payment_pending,
    signature_pending = excluded.signature_pending, chorus_engagement = excluded.chorus_engagement,
    chorus_service = excluded.chorus_service, expiry_told = excluded.expiry_told,
    situation = excluded.situation, revision = excluded.revision,
    unfinished = excluded.unfinished,
    files_erased_at = excluded.files_erased_at, erased_at = excluded.erased_at,
    moved = excluded.moved, moved_at = excluded.moved_at;

-- name: LockDelivery :one
-- The versioned UPDATE that every write of a delivery begins with: it queues the writers.
UPDATE delivery SET version = version + 1 WHERE id = sqlc.arg(id) RETURNING version;

-- name: DeliveryVersion :one
-- The one read of a request whose delivery is in memory.
SELECT version FROM delivery WHERE id = sqlc.arg(id);

-- name: GetDelivery :one
SELECT * FROM delivery WHERE id = sqlc.arg(id);

-- name: ListDeliverables :many
SELECT * FROM deliverable WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListRecipients :many
SELECT * FROM recipient WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListDues :many
SELECT * FROM due WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListReleases :many
SELECT * FROM release WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY ord;

-- name: ListGates :many
SELECT * FROM gate WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY release_id, ord;

-- name: SaveDeliverable :exec
INSERT INTO deliverable (
    delivery_id, id, ord, object_id, name, size, media_type, sha256, crc32, pages, visible, first_seen,
    replaced, document
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(object_id), sqlc.arg(name), sqlc.arg(size),
    sqlc.arg(media_type), sqlc.arg(sha256), sqlc.arg(crc32), sqlc.arg(pages), sqlc.arg(visible),
    sqlc.arg(first_seen), sqlc.arg(replaced), sqlc.arg(document)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, object_id = excluded.object_id, name = excluded.name, size = excluded.size,
    media_type = excluded.media_type, sha256 = excluded.sha256, crc32 = excluded.crc32,
    pages = excluded.pages, visible = excluded.visible, document = excluded.document, first_seen = excluded.first_seen,
    replaced = excluded.replaced;

-- name: SaveRecipient :exec
INSERT INTO recipient (
    delivery_id, id, ord, name, company, email, phone, roles, language, link_id, phone_by, phone_at,
    proposed_phone, opened_at, signed_at, signature, waived_right_at, codes_reset_at, delegate, named_by,
    right_kept_at, withdrew_at, reminded_at, invite, problem_at, number_kept_at, declined_at
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(name), sqlc.arg(company), sqlc.arg(email),
    sqlc.arg(phone), sqlc.arg(roles), sqlc.arg(language), sqlc.arg(link_id), sqlc.arg(phone_by),
    sqlc.arg(phone_at), sqlc.arg(proposed_phone), sqlc.arg(opened_at), sqlc.arg(signed_at),
    sqlc.arg(signature), sqlc.arg(waived_right_at), sqlc.arg(codes_reset_at), sqlc.arg(delegate),
    sqlc.arg(named_by), sqlc.arg(right_kept_at), sqlc.arg(withdrew_at),
    sqlc.arg(reminded_at), sqlc.arg(invite), sqlc.arg(problem_at), sqlc.arg(number_kept_at), sqlc.arg(declined_at)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, name = excluded.name, company = excluded.company, email = excluded.email,
    phone = excluded.phone, roles = excluded.roles, language = excluded.language, link_id = excluded.link_id,
    phone_by = excluded.phone_by, phone_at = excluded.phone_at, proposed_phone = excluded.proposed_phone,
    opened_at = excluded.opened_at, signed_at = excluded.signed_at, signature = excluded.signature,
    waived_right_at = excluded.waived_right_at, codes_reset_at = excluded.codes_reset_at,
    delegate = excluded.delegate, named_by = excluded.named_by, right_kept_at = excluded.right_kept_at,
    withdrew_at = excluded.withdrew_at, reminded_at = excluded.reminded_at, invite = excluded.invite,
    problem_at = excluded.problem_at, number_kept_at = excluded.number_kept_at, declined_at = excluded.declined_at;

-- name: SaveDue :exec
INSERT INTO due (
    delivery_id, id, ord, amount, currency, vat_rate, due_on, settled, refunded,
    reference, declared_at, declared, net, vat_regime, forgiven
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(amount), sqlc.arg(currency),
    sqlc.arg(vat_rate), sqlc.arg(due_on), sqlc.arg(settled), sqlc.arg(refunded), sqlc.arg(reference),
    sqlc.arg(declared_at), sqlc.arg(declared), sqlc.arg(net), sqlc.arg(vat_regime),
    sqlc.arg(forgiven)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, amount = excluded.amount, currency = excluded.currency, vat_rate = excluded.vat_rate,
    due_on = excluded.due_on, settled = excluded.settled, refunded = excluded.refunded,
    reference = excluded.reference, declared_at = excluded.declared_at, declared = excluded.declared,
    net = excluded.net, vat_regime = excluded.vat_regime, forgiven = excluded.forgiven;

-- name: SaveRelease :exec
INSERT INTO release (
    delivery_id, id, ord, deliverables, state, suspended, sealing_at, unlocked_at, revoked_at, delivered_at,
    reminders, certificates, handed_over_at, handed_to, attested_at
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(deliverables), sqlc.arg(state),
    sqlc.arg(suspended), sqlc.arg(sealing_at), sqlc.arg(unlocked_at), sqlc.arg(revoked_at),
    sqlc.arg(delivered_at), sqlc.arg(reminders), sqlc.arg(certificates),
    sqlc.arg(handed_over_at), sqlc.arg(handed_to), sqlc.arg(attested_at)
)
ON CONFLICT (delivery_id, id) DO UPDATE SET
    ord = excluded.ord, deliverables = excluded.deliverables, state = excluded.state,
    suspended = excluded.suspended, sealing_at = excluded.sealing_at, unlocked_at = excluded.unlocked_at,
    revoked_at = excluded.revoked_at, delivered_at = excluded.delivered_at, reminders = excluded.reminders,
    certificates = excluded.certificates,
    handed_over_at = excluded.handed_over_at, handed_to = excluded.handed_to, attested_at = excluded.attested_at;

-- name: SaveGate :exec
INSERT INTO gate (
    delivery_id, release_id, id, ord, kind, subject, position, state, at, reason
) VALUES (
    sqlc.arg(delivery_id), sqlc.arg(release_id), sqlc.arg(id), sqlc.arg(ord), sqlc.arg(kind),
    sqlc.arg(subject), sqlc.arg(position), sqlc.arg(state), sqlc.arg(at), sqlc.arg(reason)
)
ON CONFLICT (delivery_id, release_id, id) DO UPDATE SET
    ord = excluded.ord, kind = excluded.kind, subject = excluded.subject, position = excluded.position,
    state = excluded.state, at = excluded.at, reason = excluded.reason;

-- name: DeleteDeliverable :exec
DELETE FROM deliverable WHERE delivery_id = sqlc.arg(delivery_id) AND id = sqlc.arg(id);

-- name: DeleteRecipient :exec
DELETE FROM recipient WHERE delivery_id = sqlc.arg(delivery_id) AND id = sqlc.arg(id);

-- name: DeleteDue :exec
DELETE FROM due WHERE delivery_id = sqlc.arg(delivery_id) AND id = sqlc.arg(id);

-- name: DeleteRelease :exec
DELETE FROM release WHERE delivery_id = sqlc.arg(delivery_id) AND id = sqlc.arg(id);

-- name: DeleteGate :exec
DELETE FROM gate
WHERE delivery_id = sqlc.arg(delivery_id) AND release_id = sqlc.arg(release_id) AND id = sqlc.arg(id);
