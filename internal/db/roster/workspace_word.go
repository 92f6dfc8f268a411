package roster

import (
	"context"
	"errors"
	"slices"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
)

// wordsVersion of how the words are derived by which the operator finds a workspace. Whoever changes that raises it.
const (
	wordsVersion = 1
	wordsName    = "workspaces"
	wordsBatch   = 50 // workspaces in one transaction
)

func workspaceWords(w account.Workspace) []string {
	return projection.SplitWords(w.ID, w.Name, w.Profile.LegalName)
}

// memberWords are an owner's: nobody else's address finds a workspace.
func memberWords(m account.Member) []string {
	if m.Role != account.Owner || !m.DisabledAt.IsZero() {
		return nil
	}
	return projection.SplitWords(m.Email)
}

// saveWords is called by who holds the row of the workspace, or of the member where there is one.
func saveWords(ctx context.Context, q *sqlgen.Queries, workspace, member string, is []string) error {
	was, err := q.ListWorkspaceWords(ctx, sqlgen.ListWorkspaceWordsParams{WorkspaceID: workspace, MemberID: member})
	for _, w := range is {
		if err == nil && !slices.Contains(was, w) {
			err = q.InsertWorkspaceWord(ctx, sqlgen.InsertWorkspaceWordParams{WorkspaceID: workspace, MemberID: member, Word: w})
		}
	}
	for _, w := range was {
		if err == nil && !slices.Contains(is, w) {
			err = q.DeleteWorkspaceWord(ctx, sqlgen.DeleteWorkspaceWordParams{WorkspaceID: workspace, MemberID: member, Word: w})
		}
	}
	return db.Classify("keep words of a workspace", err)
}

// RemakeWords derives the words of the next workspaces anew that another version of the program derived, or none; done tells
// whether those were the last. It goes on where it stopped, and may run beside every other write.
func RemakeWords(ctx context.Context, d *db.DB) (done bool, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		q := tx.Queries()
		at, err := q.GetProjection(ctx, wordsName)
		if err := db.Classify("read how far deriving came", err); err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		if at.Version != wordsVersion {
			at = sqlgen.Projection{Name: wordsName, Version: wordsVersion}
		}
		if done = at.IsDone; done {
			return nil
		}
		ids, err := q.ListWorkspacesAfter(ctx, sqlgen.ListWorkspacesAfterParams{After: at.Reached, MaxRows: wordsBatch})
		if err != nil {
			return db.Classify("list workspaces", err)
		}
		for _, id := range ids {
			if err := remakeWords(ctx, tx, id); err != nil {
				return err
			}
			at.Reached = id
		}
		at.IsDone = len(ids) < wordsBatch
		done = at.IsDone
		return db.Classify("note how far deriving came", q.SaveProjection(ctx, sqlgen.SaveProjectionParams(at)))
	})
	return done, err
}

// remakeWords holds the rows, so that what is read committed is what stays.
func remakeWords(ctx context.Context, tx *db.Tx, id string) error {
	q := tx.Queries()
	w, err := LockWorkspace(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := saveWords(ctx, q, id, "", workspaceWords(w)); err != nil {
		return err
	}
	members, err := Members(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, m := range members {
		row, err := q.LockMember(ctx, m.ID)
		if err != nil {
			return db.Classify("lock member", err)
		}
		if err := saveWords(ctx, q, id, m.ID, memberWords(login.MemberOf(row))); err != nil {
			return err
		}
	}
	return nil
}
