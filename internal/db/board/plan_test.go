package board_test

import (
	"context"
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// explainer asks the engine how it answers each query before it does.
type explainer struct {
	*sql.DB
	t       *testing.T
	dialect db.Dialect
	rows    int // that PostgreSQL looked at
}

func (e *explainer) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	e.explain(ctx, text, args...)
	return e.DB.QueryContext(ctx, text, args...)
}

func (e *explainer) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	e.explain(ctx, text, args...)
	return e.DB.QueryRowContext(ctx, text, args...)
}

var (
	ofATable = regexp.MustCompile(`^SCAN (?:d|w|a|delivery|delivery_word|attention)\b`)
	looked   = regexp.MustCompile(`actual .*?rows=([0-9]+)(?:\.[0-9]+)? loops=([0-9]+)`)
	dropped  = regexp.MustCompile(`Rows Removed by (?:Filter|Join Filter): ([0-9]+)`)
)

func (e *explainer) explain(ctx context.Context, text string, args ...any) {
	e.t.Helper()
	how := "EXPLAIN QUERY PLAN "
	if e.dialect == db.PostgreSQL {
		how = "EXPLAIN (ANALYZE, TIMING OFF) "
	}
	rows, err := e.DB.QueryContext(ctx, how+text, args...)
	if err != nil {
		e.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if e.dialect == db.SQLite {
			var id, parent, unused int
			if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
				e.t.Fatal(err)
			}
			if ofATable.MatchString(line) || strings.Contains(line, "TEMP B-TREE FOR ORDER BY") {
				e.t.Errorf("%s\nof %s", line, text)
			}
			continue
		}
		if err := rows.Scan(&line); err != nil {
			e.t.Fatal(err)
		}
		if m := looked.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1])
			loops, _ := strconv.Atoi(m[2])
			if e.rows = max(e.rows, n*loops); n*loops > 5000 {
				e.t.Log(line, text)
			}
		}
		if m := dropped.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1])
			e.rows = max(e.rows, n)
		}
	}
	if err := rows.Err(); err != nil {
		e.t.Fatal(err)
	}
}

// What a page costs is bounded by what it shows: every query goes along an index, and looks at no more rows than a page,
// a look-up of a word or a step of a search has. That the milliseconds hold is measured by make bench.
func TestAPageLooksAtNoMoreThanItShows(t *testing.T) {
	const most = 2_100 // rows of one query; the fixture has many times more of everything
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		signUp(t, d, "w1", "m1")
		dbtest.Fill(t, d, "w1", "m1", 20_000)
		e := &explainer{DB: d.SQL(), t: t, dialect: d.Dialect()}
		b := board.On(sqlgen.New(e))
		const middle = "0fixture000000000000010000"
		for name, q := range map[string]board.Query{
			"the first page": {}, "a page in the middle": {Before: middle}, "back": {After: middle},
			"of a state": {States: []delivery.State{delivery.Sent}, Before: middle}, "of situations": {Situations: []projection.Situation{projection.AwaitingPayment, projection.AwaitingSignature}},
			"a rare word": {Search: "dossier7777"}, "a word of some": {Search: "dossier77 lot"}, "common words": {Search: "plans lot", Before: middle},
			"common words, in vain":  {Search: "plans lot", States: []delivery.State{delivery.Completed}},
			"a word that nobody has": {Search: "zzz"},
		} {
			e.rows = 0
			q.Workspace = "w1"
			if _, err := b.List(t.Context(), q); err != nil {
				t.Fatal(name, err)
			}
			if e.rows > most {
				t.Errorf("%s: a query looked at %d rows", name, e.rows)
			}
		}
		e.rows = 0
		_, next, err := b.Needs(t.Context(), "w1", morning, board.Place{}, 25)
		if err != nil || next == nil {
			t.Fatal(next, err)
		}
		if _, _, err := b.Needs(t.Context(), "w1", morning, *next, 25); err != nil {
			t.Fatal(err)
		}
		if _, err := b.CountNeeds(t.Context(), "w1", morning, 100); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Guide(t.Context(), "w1", "m1"); err != nil {
			t.Fatal(err)
		}
		if e.rows > most {
			t.Errorf("what waits, first steps: a query looked at %d rows", e.rows)
		}
	})
}
