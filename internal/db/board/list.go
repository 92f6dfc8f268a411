package board

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Query asks for one page, newest deliveries first. Before and After are cursors of an earlier page; with neither it is
// the first page. States or Situations, not both.
type Query struct {
	Workspace  string
	States     []delivery.State       // none: all
	Situations []projection.Situation // none: all
	Search     string                 // words that begin so in title, reference, names, companies and addresses; all of them
	Before     string
	After      string
	Limit      int // 0: 50; at most 200
	Look       int // how many deliveries a search for words that many have looks through for one page; 0 and at most: 4,000
}

// Page is one page. A cursor is empty where there is nothing further on that side.
type Page struct {
	Rows  []Summary
	Older string // for Query.Before
	Newer string // for Query.After
	Short bool   // looking ended before the page was full: the cursor leads on, and may find nothing more
}

const (
	// lastID sorts after every id, whatever order a database has for other characters than letters: ids are of 26
	// characters and begin with a digit (ULID).
	lastID     = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"
	maxLook    = 4_000
	rare       = 2_000 // how many deliveries with a word are looked at by their keys
	step       = 500   // how many ids are looked through at once
	maxSearch  = 6     // words of one search
	maxPerPage = 200
)

// List returns one page of a workspace's deliveries.
//
// A word that few deliveries have gives their ids, which are all looked at. Where every word is common, ids are walked from
// the cursor on and kept when they have all the words: that ends after Look of them, with what was found and a cursor.
func (b *Board) List(ctx context.Context, q Query) (Page, error) {
	if q.Limit <= 0 {
		q.Limit = 50
	}
	q.Limit = min(q.Limit, maxPerPage)
	if q.Look <= 0 || q.Look > maxLook {
		q.Look = maxLook
	}
	w := walk{Board: b, q: q, isUp: q.After != "", cursor: cmp.Or(q.After, q.Before, lastID)}
	words := projection.SplitWords(q.Search)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }) // long ones are rare
	words = words[:min(len(words), maxSearch)]
	common, err := w.findRare(ctx, words)
	if err != nil {
		return Page{}, err
	}
	switch {
	case w.isExact:
		w.cut()
		err = w.readFound(ctx, common)
	default:
		err = w.readAlong(ctx, common)
	}
	if err != nil {
		return Page{}, err
	}
	return w.page(), nil
}

// page puts what was found between its cursors.
func (w *walk) page() Page {
	isFull := len(w.rows) > w.q.Limit
	if isFull {
		w.rows = w.rows[:w.q.Limit]
		w.horizon = string(w.rows[len(w.rows)-1].ID)
	}
	page := Page{Rows: w.rows, Short: !isFull && w.horizon != ""}
	ahead, back := &page.Older, &page.Newer
	if w.isUp {
		slices.Reverse(page.Rows)
		ahead, back = back, ahead
	}
	if *ahead = w.horizon; len(page.Rows) > 0 && (w.q.Before != "" || w.isUp) {
		*back = string(page.Rows[0].ID)
		if w.isUp {
			*back = string(page.Rows[len(page.Rows)-1].ID)
		}
	}
	return page
}

// matches tells whether a line is of a state or situation that is asked for.
func (q Query) matches(s Summary) bool {
	return (len(q.States) == 0 || slices.Contains(q.States, s.State)) && (len(q.Situations) == 0 || slices.Contains(q.Situations, s.Situation))
}

// next returns so many ids after the cursor, of one state or situation each by its own index, merged.
func (w *walk) next(ctx context.Context, n int) ([]string, error) {
	var all []string
	add := func(ids []string, err error) error {
		all = append(all, ids...)
		return err
	}
	limit := int32(n) //nolint:gosec // a step
	var err error
	switch {
	case len(w.q.Situations) > 0:
		for _, s := range w.q.Situations {
			p := sqlgen.WalkSituationBeforeParams{WorkspaceID: w.q.Workspace, Situation: string(s), Cursor: w.cursor, MaxRows: limit}
			if w.isUp {
				err = cmp.Or(err, add(w.Board.q.WalkSituationAfter(ctx, sqlgen.WalkSituationAfterParams(p))))
			} else {
				err = cmp.Or(err, add(w.Board.q.WalkSituationBefore(ctx, p)))
			}
		}
	case len(w.q.States) > 0:
		for _, s := range w.q.States {
			p := sqlgen.WalkStateBeforeParams{WorkspaceID: w.q.Workspace, State: string(s), Cursor: w.cursor, MaxRows: limit}
			if w.isUp {
				err = cmp.Or(err, add(w.Board.q.WalkStateAfter(ctx, sqlgen.WalkStateAfterParams(p))))
			} else {
				err = cmp.Or(err, add(w.Board.q.WalkStateBefore(ctx, p)))
			}
		}
	case w.isUp:
		err = add(w.Board.q.WalkAfter(ctx, sqlgen.WalkAfterParams{WorkspaceID: w.q.Workspace, Cursor: w.cursor, MaxRows: limit}))
	default:
		err = add(w.Board.q.WalkBefore(ctx, sqlgen.WalkBeforeParams{WorkspaceID: w.q.Workspace, Cursor: w.cursor, MaxRows: limit}))
	}
	if err != nil {
		return nil, fmt.Errorf("walk deliveries: %w", err)
	}
	w.sort(all)
	return all[:min(n, len(all))], nil
}
