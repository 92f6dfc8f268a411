package oversight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Workspace is a workspace as the operator sees it.
type Workspace struct {
	ID           string
	Name         string
	Owner        string // address of the owner who came first and is still there; "" where there is none yet
	Deliveries   int64  // of a thousand at most
	CreatedAt    delivery.Instant
	ClosedAt     delivery.Instant
	SuspendedAt  delivery.Instant
	SuspendedWhy string
	SMSCap       int64
}

// ManyDeliveries is where Workspace.Deliveries stops counting.
const ManyDeliveries = 1000

// WorkspacePage is one page of workspaces.
type WorkspacePage struct {
	Rows []Workspace
	Next string // for the next page; "" where this is the last
	Cut  bool   // too many have what was searched for: these are some of them
}

const (
	lastID   = "zzzzzzzzzzzzzzzzzzzzzzzzzzz" // sorts after every id
	rare     = 2_000                         // workspaces with a word that are looked at by their keys
	maxWords = 6                             // of one search
)

// Workspaces returns one page, the newest first, before the cursor of an earlier one ("": from the newest on). Search is words
// that begin so in the workspace's names, its id or an owner's address, all of them; or the id of one of its deliveries.
func Workspaces(ctx context.Context, d *db.DB, search, before string, limit int) (page WorkspacePage, err error) {
	const most = 200
	limit, before = min(max(limit, 1), most), cmp.Or(before, lastID)
	var ids []string
	if words := projection.SplitWords(search); len(words) > 0 {
		ids, page.Cut, err = findWorkspaces(ctx, d.Reading(), words)
		slices.Sort(ids)
		slices.Reverse(ids)
		ids = slices.DeleteFunc(ids, func(id string) bool { return id >= before })
	} else if search == "" { // signs alone are no word of any
		ids, err = d.Reading().ListWorkspaceIDs(ctx, sqlgen.ListWorkspaceIDsParams{Before: before, MaxRows: int32(limit) + 1}) //nolint:gosec // bounded
	}
	if err != nil {
		return page, fmt.Errorf("find workspaces: %w", err)
	}
	if len(ids) > limit {
		ids = ids[:limit]
		page.Next = ids[limit-1]
	}
	page.Rows, err = workspaceLines(ctx, d.Reading(), ids)
	return page, err
}

func workspaceLines(ctx context.Context, q *sqlgen.Queries, ids []string) ([]Workspace, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, n, err := db.Slots(ids)
	if err != nil {
		return nil, err
	}
	list, err := q.ListWorkspaceLines(ctx, sqlgen.ListWorkspaceLinesParams{Ids: text, N: n})
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	out := make([]Workspace, len(list))
	for i, w := range list {
		out[i] = Workspace{
			ID: w.ID, Name: w.Name, Owner: w.Owner, Deliveries: w.Deliveries, CreatedAt: delivery.Instant(w.CreatedAt), ClosedAt: delivery.Instant(w.ClosedAt),
			SuspendedAt: delivery.Instant(w.SuspendedAt), SuspendedWhy: w.SuspendedWhy, SMSCap: w.SmsCap,
		}
	}
	return out, nil
}

// findWorkspaces asks the index for each word, the longest first, as long ones are rare. What has the rare words is looked at
// for the common ones; where every word is common, some that have the first are.
func findWorkspaces(ctx context.Context, q *sqlgen.Queries, words []string) (ids []string, cut bool, err error) {
	if len(words) == 1 {
		id, err := q.FindWorkspaceOfDelivery(ctx, words[0])
		if err = db.Classify("find delivery", err); err == nil || !errors.Is(err, db.ErrNotFound) {
			return []string{id}, false, err
		}
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	words = words[:min(len(words), maxWords)]
	var first, common []string // some that have a common word; the common words
	found := false
	for _, w := range words {
		have, err := q.FindWorkspacesByWord(ctx, sqlgen.FindWorkspacesByWordParams{Low: w, High: projection.After(w), MaxRows: rare + 1})
		if err != nil {
			return nil, false, fmt.Errorf("look for a word: %w", err)
		}
		isCommon := len(have) > rare
		slices.Sort(have)
		have = slices.Compact(have)
		switch {
		case isCommon:
			common = append(common, w)
			if first == nil {
				first = have
			}
		case found:
			ids = slices.DeleteFunc(ids, func(id string) bool { _, has := slices.BinarySearch(have, id); return !has })
		default:
			ids, found = have, true
		}
	}
	if !found {
		ids, cut = first, true
	}
	for _, w := range common {
		if ids, err = withWord(ctx, q, ids, w); err != nil {
			return nil, false, err
		}
	}
	return ids, cut, nil
}

func withWord(ctx context.Context, q *sqlgen.Queries, ids []string, word string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, n, err := db.Slots(ids)
	if err != nil {
		return nil, err
	}
	ids, err = q.ListWorkspacesWorded(ctx, sqlgen.ListWorkspacesWordedParams{Ids: text, N: n, Low: word, High: projection.After(word)})
	if err != nil {
		return nil, fmt.Errorf("look for a word: %w", err)
	}
	return ids, nil
}

// WorkspaceOf returns whose the delivery is. db.ErrNotFound.
func WorkspaceOf(ctx context.Context, d *db.DB, id delivery.ID) (string, error) {
	workspace, err := d.Reading().FindWorkspaceOfDelivery(ctx, string(id))
	return workspace, db.Classify("find delivery", err)
}
