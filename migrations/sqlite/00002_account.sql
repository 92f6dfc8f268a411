-- +goose Up
CREATE TABLE workspace (
    id             TEXT    PRIMARY KEY,
    version        INTEGER NOT NULL,
    slug           TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    legal_name     TEXT    NOT NULL,
    address        TEXT    NOT NULL,
    telephone      TEXT    NOT NULL,
    siren          TEXT    NOT NULL,
    language       TEXT    NOT NULL CHECK (language IN ('fr', 'en')),
    zone           TEXT    NOT NULL CHECK (zone <> ''),
    stripe_account TEXT    NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

-- E-mail addresses are kept as account normalised them; one is one person.
CREATE TABLE member (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    version      INTEGER NOT NULL,
    email        TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('owner', 'member', 'accountant', 'auditor')),
    confirmed_at INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    disabled_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX member_workspace ON member (workspace_id, created_at);

-- What proves who a member is. Of the kind password there is one, with the empty id.
CREATE TABLE credential (
    member_id  TEXT    NOT NULL REFERENCES member (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('password', 'totp', 'passkey')),
    id         TEXT    NOT NULL,
    secret     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (member_id, kind, id)
) STRICT, WITHOUT ROWID;

-- Signed-in browsers. One that ends is deleted; how long the others are good is account's rule.
CREATE TABLE session (
    hash         BLOB    PRIMARY KEY,
    member_id    TEXT    NOT NULL REFERENCES member (id),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_member ON session (member_id);
CREATE INDEX session_last_seen_at ON session (last_seen_at);

-- What a message carries to be used once: confirmations, new passwords, invitations (these have no member yet).
CREATE TABLE email_token (
    hash         BLOB    PRIMARY KEY,
    purpose      TEXT    NOT NULL,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    member_id    TEXT    NOT NULL,
    email        TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX email_token_expires_at ON email_token (expires_at);
CREATE INDEX email_token_workspace ON email_token (workspace_id, purpose, created_at);

CREATE TABLE api_key (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    member_id    TEXT    NOT NULL REFERENCES member (id),
    name         TEXT    NOT NULL,
    hint         TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    scopes       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    used_at      INTEGER NOT NULL,
    revoked_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX api_key_workspace ON api_key (workspace_id, created_at);

-- Answers to requests that carried an Idempotency-Key: the resource, never the answer itself.
CREATE TABLE idempotency_key (
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    key          TEXT    NOT NULL CHECK (key <> ''),
    request      BLOB    NOT NULL,
    resource     TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_key_at ON idempotency_key (at);

-- +goose Down
DROP TABLE idempotency_key;
DROP TABLE api_key;
DROP TABLE email_token;
DROP TABLE session;
DROP TABLE credential;
DROP TABLE member;
DROP TABLE workspace;
