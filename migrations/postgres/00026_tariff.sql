-- +goose Up
-- What the operator says that payments and text messages cost, from a day on. It comes after what was published when the
-- program was built, and makes estimates alone. fixed: millionths of the currency's unit.
CREATE TABLE tariff (
    kind         TEXT   NOT NULL CHECK (kind IN ('card', 'debit', 'platform', 'sms')),
    name         TEXT   NOT NULL,
    since        TEXT   NOT NULL CHECK (length(since) = 10),
    basis_points BIGINT NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    fixed        BIGINT NOT NULL CHECK (fixed >= 0),
    currency     TEXT   NOT NULL,
    source       TEXT   NOT NULL CHECK (source <> ''),
    set_by       TEXT   NOT NULL,
    set_at       BIGINT NOT NULL,
    PRIMARY KEY (kind, name, since)
);

-- +goose Down
DROP TABLE tariff;
