-- name: InsertCertificate :exec
INSERT INTO certificate (
    id, delivery_id, release_id, kind, evidence, evidence_hash, leaf, tree_size, proof, token, object_id,
    pdf_hash, level, recorded_at, sealed_at
) VALUES (
    sqlc.arg(id), sqlc.arg(delivery_id), sqlc.arg(release_id), sqlc.arg(kind), sqlc.arg(evidence),
    sqlc.arg(evidence_hash), sqlc.arg(leaf), sqlc.arg(tree_size), sqlc.arg(proof), sqlc.arg(token),
    sqlc.arg(object_id), sqlc.arg(pdf_hash), sqlc.arg(level), sqlc.arg(recorded_at), sqlc.arg(sealed_at)
);

-- name: SaveProof :execrows
-- First writer wins.
UPDATE certificate SET tree_size = sqlc.arg(tree_size), proof = sqlc.arg(proof), token = sqlc.arg(token)
WHERE id = sqlc.arg(id) AND tree_size = 0;

-- name: SealCertificate :execrows
UPDATE certificate SET object_id = sqlc.arg(object_id), pdf_hash = sqlc.arg(pdf_hash), level = sqlc.arg(level), sealed_at = sqlc.arg(sealed_at)
WHERE id = sqlc.arg(id) AND sealed_at = 0;

-- name: GetCertificateOfRelease :one
SELECT * FROM certificate WHERE release_id = sqlc.arg(release_id) AND kind = sqlc.arg(kind);

-- name: ListCertificates :many
SELECT * FROM certificate WHERE delivery_id = sqlc.arg(delivery_id) ORDER BY recorded_at, id;

-- name: InsertRevision :exec
INSERT INTO certificate_revision (
    certificate_id, sha256, object_id, level, at
) VALUES (
    sqlc.arg(certificate_id), sqlc.arg(sha256), sqlc.arg(object_id), sqlc.arg(level), sqlc.arg(at)
)
ON CONFLICT (certificate_id, sha256) DO NOTHING;

-- name: GetCertificateByRevision :one
SELECT certificate.* FROM certificate
JOIN certificate_revision ON certificate_revision.certificate_id = certificate.id
WHERE certificate_revision.sha256 = sqlc.arg(sha256)
ORDER BY certificate.id LIMIT 1;

-- name: ListRevisions :many
SELECT * FROM certificate_revision WHERE certificate_id = sqlc.arg(certificate_id) ORDER BY at, sha256;
