-- +goose Up
-- The beginnings of words by which the operator finds a workspace: of its own names and id (member_id ''), and of its
-- owners' addresses. Derived at each write of a workspace or member, and by a job where an earlier version of the program
-- wrote them.
CREATE TABLE workspace_word (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    member_id    TEXT NOT NULL,
    word         TEXT NOT NULL,
    PRIMARY KEY (workspace_id, member_id, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX workspace_word_found ON workspace_word (word, workspace_id);

-- +goose Down
DROP TABLE workspace_word;
