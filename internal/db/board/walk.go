package board

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
)

// walk is one search on its way.
type walk struct {
	*Board
	q       Query
	isUp    bool     // towards newer ones
	cursor  string   // the last id that was looked at
	isExact bool     // found holds every delivery with the rare words
	found   []string // ids in the order of the walk
	rows    []Summary
	horizon string // where looking ended before the end; "" where there is no more
}

// sort puts ids in the order of the walk. Ids are digits and lower-case letters: their bytes sort as both engines sort them.
func (w *walk) sort(ids []string) {
	slices.Sort(ids)
	if !w.isUp {
		slices.Reverse(ids)
	}
}

// findRare looks words up that few deliveries have, and returns those that many have.
func (w *walk) findRare(ctx context.Context, words []string) (common []string, err error) {
	for _, word := range words {
		ids, err := w.Board.q.FindWord(ctx, sqlgen.FindWordParams{WorkspaceID: w.q.Workspace, Low: word, High: projection.After(word), MaxRows: rare + 1})
		if err != nil {
			return nil, fmt.Errorf("look up word: %w", err)
		}
		if len(ids) > rare {
			common = append(common, word)
			continue
		}
		has := make(map[string]bool, len(ids))
		for _, id := range ids {
			has[id] = true
		}
		if !w.isExact {
			w.found = slices.Collect(maps.Keys(has))
		}
		w.found = slices.DeleteFunc(w.found, func(id string) bool { return !has[id] })
		w.isExact = true
	}
	return common, nil
}

// cut drops what the cursor has behind it.
func (w *walk) cut() {
	w.sort(w.found)
	w.found = slices.DeleteFunc(w.found, func(id string) bool { return w.isUp && id <= w.cursor || !w.isUp && id >= w.cursor })
}

// readFound reads the lines of what was found, until the page is full.
func (w *walk) readFound(ctx context.Context, common []string) error {
	for ids := range slices.Chunk(w.found, w.q.Limit+1) {
		if err := w.read(ctx, ids, common); err != nil || len(w.rows) > w.q.Limit {
			return err
		}
	}
	return nil
}

// readAlong walks from the cursor on until the page is full, nothing is left, or enough was looked at.
func (w *walk) readAlong(ctx context.Context, common []string) error {
	n := w.q.Limit + 1 // enough where each one counts, as nearly all do that have a common word
	for looked := 0; ; {
		n = min(n, max(w.q.Look-looked, 1))
		ids, err := w.next(ctx, n)
		if err != nil || len(ids) == 0 {
			return err
		}
		w.cursor = ids[len(ids)-1]
		if err := w.read(ctx, ids, common); err != nil {
			return err
		}
		looked += n
		switch {
		case len(w.rows) > w.q.Limit, len(ids) < n:
			return nil
		case looked >= w.q.Look:
			w.horizon = w.cursor
			return nil
		case len(common) > 0:
			n = min(2*n, step)
		}
	}
}

// read adds the lines of those ids that have the words and are asked for.
func (w *walk) read(ctx context.Context, ids, words []string) error {
	for _, word := range words {
		if len(ids) == 0 {
			return nil
		}
		text, n, err := db.Slots(ids)
		if err != nil {
			return err
		}
		worded, err := w.Board.q.ListWorded(ctx, sqlgen.ListWordedParams{Ids: text, N: n, Low: word, High: projection.After(word)})
		if err != nil {
			return fmt.Errorf("compare words: %w", err)
		}
		has := make(map[string]bool, len(worded))
		for _, id := range worded {
			has[id] = true
		}
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !has[id] })
	}
	ids = ids[:min(len(ids), w.q.Limit+1)]
	lines, err := w.Summaries(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range lines {
		if s.Workspace == w.q.Workspace && w.q.matches(s) {
			w.rows = append(w.rows, s)
		}
	}
	return nil
}
