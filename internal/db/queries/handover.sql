-- name: ListWholeDownloads :many
-- Which files of a release one recipient was served whole; '' is its archive.
SELECT deliverable_id FROM download_progress
WHERE delivery_id = sqlc.arg(delivery_id) AND recipient_id = sqlc.arg(recipient_id)
    AND release_id = sqlc.arg(release_id) AND completed_at > 0;

-- name: ListUnattestedReleases :many
-- Handed over, and the certificate of delivery is not sealed.
SELECT delivery_id, id FROM release
WHERE handed_over_at > 0 AND handed_over_at < sqlc.arg(before) AND attested_at = 0
ORDER BY handed_over_at LIMIT sqlc.arg(max_rows);
