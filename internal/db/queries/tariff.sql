-- What payments and text messages cost, as the operator says.

-- name: SetTariff :exec
INSERT INTO tariff (kind, name, since, basis_points, fixed, currency, source, set_by, set_at)
VALUES (sqlc.arg(kind), sqlc.arg(name), sqlc.arg(since), sqlc.arg(basis_points), sqlc.arg(fixed), sqlc.arg(currency), sqlc.arg(source), sqlc.arg(set_by), sqlc.arg(set_at))
ON CONFLICT (kind, name, since) DO UPDATE SET basis_points = excluded.basis_points, fixed = excluded.fixed, currency = excluded.currency,
    source = excluded.source, set_by = excluded.set_by, set_at = excluded.set_at;

-- name: RemoveTariff :execrows
DELETE FROM tariff WHERE kind = sqlc.arg(kind) AND name = sqlc.arg(name) AND since = sqlc.arg(since);

-- name: ListTariff :many
SELECT * FROM tariff ORDER BY kind, name, since LIMIT sqlc.arg(max_rows);
