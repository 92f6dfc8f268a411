-- +goose Up
CREATE TABLE workspace (
    id             TEXT    PRIMARY KEY,
    version        INTEGER NOT NULL,
    name           TEXT    NOT NULL,
    legal_name     TEXT    NOT NULL,
    address        TEXT    NOT NULL,
    phone          TEXT    NOT NULL,
    siren          TEXT    NOT NULL,
    zone           TEXT    NOT NULL CHECK (zone <> ''),
    language       TEXT    NOT NULL CHECK (language IN ('fr', 'en')),
    accent         TEXT    NOT NULL,
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
    language     TEXT    NOT NULL CHECK (language IN ('fr', 'en')),
    confirmed_at INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    removed_at   INTEGER NOT NULL
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

CREATE TABLE session (
    hash         BLOB    PRIMARY KEY,
    member_id    TEXT    NOT NULL REFERENCES member (id),
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX session_member ON session (member_id);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE email_token (
    hash       BLOB    PRIMARY KEY,
    member_id  TEXT    NOT NULL REFERENCES member (id),
    purpose    TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX email_token_expires_at ON email_token (expires_at);

CREATE TABLE invitation (
    hash         BLOB    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    invited_by   TEXT    NOT NULL REFERENCES member (id),
    email        TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('owner', 'member', 'accountant', 'auditor')),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    accepted_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_workspace ON invitation (workspace_id, created_at);

CREATE TABLE api_key (
    id           TEXT    PRIMARY KEY,
    workspace_id TEXT    NOT NULL REFERENCES workspace (id),
    member_id    TEXT    NOT NULL REFERENCES member (id),
    name         TEXT    NOT NULL,
    prefix       TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    scope        TEXT    NOT NULL,
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
DROP TABLE invitation;
DROP TABLE email_token;
DROP TABLE session;
DROP TABLE credential;
DROP TABLE member;
DROP TABLE workspace;
