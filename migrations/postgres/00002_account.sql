-- +goose Up
CREATE TABLE workspace (
    id             TEXT   PRIMARY KEY,
    version        BIGINT NOT NULL,
    name           TEXT   NOT NULL,
    legal_name     TEXT   NOT NULL,
    address        TEXT   NOT NULL,
    phone          TEXT   NOT NULL,
    siren          TEXT   NOT NULL,
    zone           TEXT   NOT NULL CHECK (zone <> ''),
    language       TEXT   NOT NULL CHECK (language IN ('fr', 'en')),
    accent         TEXT   NOT NULL,
    stripe_account TEXT   NOT NULL,
    created_at     BIGINT NOT NULL
);

-- E-mail addresses are kept as account normalised them; one is one person.
CREATE TABLE member (
    id           TEXT   PRIMARY KEY,
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    version      BIGINT NOT NULL,
    email        TEXT   NOT NULL UNIQUE,
    name         TEXT   NOT NULL,
    role         TEXT   NOT NULL CHECK (role IN ('owner', 'member', 'accountant', 'auditor')),
    language     TEXT   NOT NULL CHECK (language IN ('fr', 'en')),
    confirmed_at BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    removed_at   BIGINT NOT NULL
);
CREATE INDEX member_workspace ON member (workspace_id, created_at);

-- What proves who a member is. Of the kind password there is one, with the empty id.
CREATE TABLE credential (
    member_id  TEXT   NOT NULL REFERENCES member (id),
    kind       TEXT   NOT NULL CHECK (kind IN ('password', 'totp', 'passkey')),
    id         TEXT   NOT NULL,
    secret     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    PRIMARY KEY (member_id, kind, id)
);

CREATE TABLE session (
    hash         BYTEA  PRIMARY KEY,
    member_id    TEXT   NOT NULL REFERENCES member (id),
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    created_at   BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX session_member ON session (member_id);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE email_token (
    hash       BYTEA  PRIMARY KEY,
    member_id  TEXT   NOT NULL REFERENCES member (id),
    purpose    TEXT   NOT NULL,
    email      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE INDEX email_token_expires_at ON email_token (expires_at);

CREATE TABLE invitation (
    hash         BYTEA  PRIMARY KEY,
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    invited_by   TEXT   NOT NULL REFERENCES member (id),
    email        TEXT   NOT NULL,
    role         TEXT   NOT NULL CHECK (role IN ('owner', 'member', 'accountant', 'auditor')),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    accepted_at  BIGINT NOT NULL
);
CREATE INDEX invitation_workspace ON invitation (workspace_id, created_at);

CREATE TABLE api_key (
    id           TEXT   PRIMARY KEY,
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    member_id    TEXT   NOT NULL REFERENCES member (id),
    name         TEXT   NOT NULL,
    prefix       TEXT   NOT NULL,
    hash         BYTEA  NOT NULL UNIQUE,
    scope        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    used_at      BIGINT NOT NULL,
    revoked_at   BIGINT NOT NULL
);
CREATE INDEX api_key_workspace ON api_key (workspace_id, created_at);

-- Answers to requests that carried an Idempotency-Key: the resource, never the answer itself.
CREATE TABLE idempotency_key (
    workspace_id TEXT   NOT NULL REFERENCES workspace (id),
    key          TEXT   NOT NULL CHECK (key <> ''),
    request      BYTEA  NOT NULL,
    resource     TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, key)
);
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
