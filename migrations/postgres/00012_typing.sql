-- +goose Up
-- What was typed of a price: net is the one without tax, 0 where the one with tax was typed.
ALTER TABLE due
    ADD COLUMN net        BIGINT NOT NULL DEFAULT 0 CHECK (net >= 0),
    ADD COLUMN vat_regime TEXT   NOT NULL DEFAULT '' CHECK (vat_regime IN ('', 'exempt_293b', 'reverse_charge'));

-- JSON of delivery.Document: what an invoice or a quote that is seen before payment says of itself. '' is an ordinary file.
ALTER TABLE deliverable ADD COLUMN document TEXT NOT NULL DEFAULT '';

-- Forms as they are being typed, so that nothing is lost with a browser. name: 'new', or the id of a draft.
CREATE TABLE kept_form (
    member_id TEXT   NOT NULL REFERENCES member (id),
    name      TEXT   NOT NULL CHECK (name <> ''),
    content   TEXT   NOT NULL,
    saved_at  BIGINT NOT NULL,
    PRIMARY KEY (member_id, name)
);
CREATE INDEX kept_form_saved_at ON kept_form (saved_at);

-- +goose Down
DROP TABLE kept_form;
ALTER TABLE deliverable DROP COLUMN document;
ALTER TABLE due
    DROP COLUMN vat_regime,
    DROP COLUMN net;
