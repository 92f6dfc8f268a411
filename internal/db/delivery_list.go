package db

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Summary is one line of a list.
type Summary struct {
	ID               delivery.ID
	Workspace        string
	State            delivery.State
	Sandbox          bool
	Title            string
	Reference        string
	Recipients       []string // names
	Amount           int64    // of all dues, minor units
	Settled          int64
	Refunded         int64
	Currency         string
	DueOn            delivery.Date         // of the earliest due still owed
	ReleaseState     delivery.ReleaseState // of the release that waits for most
	Suspended        bool
	Processing       bool // a bank is working on a payment
	PaymentPending   bool // a payment gate is open or to come
	SignaturePending bool
	CreatedAt        delivery.Instant
	SentAt           delivery.Instant
	EndedAt          delivery.Instant
	LastAt           delivery.Instant
}

// ListQuery asks for one page, newest deliveries first. Before and After are cursors of an earlier page; with neither
// it is the first page.
type ListQuery struct {
	Workspace string
	States    []delivery.State // none: all
	Search    string           // words in title, reference, names and addresses
	Before    string
	After     string
	Limit     int // 0: 50; at most 200
	Look      int // how many deliveries a filter looks through for one page; 0 and at most: 10,000
}

func (q ListQuery) isFiltered() bool { return len(q.States) > 0 || normalise(q.Search) != "" }

// ListPage is one page. A cursor is empty where there is nothing further on that side.
type ListPage struct {
	Rows  []Summary
	Older string // for ListQuery.Before
	Newer string // for ListQuery.After
	Short bool   // looking ended before the page was full: the cursor leads on, and may find nothing more
}

// lastID sorts after every id, whatever order a database has for other characters than letters: ids are of 26 characters
// and begin with a digit (ULID).
const lastID = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"

// maxLook bounds what a filtered page costs.
const maxLook = 10_000

// ListDeliveries returns one page of a workspace's deliveries. It reads along an index from the cursor, so that the
// hundredth page costs what the first does. Without a filter that is Limit rows. States and words are compared row by
// row: a page of a rare one costs up to Look rows of one or two kilobytes (tens of milliseconds for 10,000), then it is
// given as it is, Short, with a cursor from which to look further.
func (d *DB) ListDeliveries(ctx context.Context, q ListQuery) (ListPage, error) {
	if q.Limit <= 0 {
		q.Limit = 50
	}
	q.Limit = min(q.Limit, 200)
	if q.Look <= 0 || q.Look > maxLook {
		q.Look = maxLook
	}
	states := ""
	if len(q.States) > 0 {
		for _, s := range q.States {
			states += "," + string(s)
		}
		states += ","
	}
	pattern := "%"
	if words := normalise(q.Search); words != "" {
		pattern = "%" + strings.ReplaceAll(words, " ", "%") + "%"
	}
	if q.After != "" {
		return d.listAfter(ctx, q, states, pattern)
	}
	before, horizon := q.Before, ""
	if before == "" {
		before = lastID
	}
	if q.isFiltered() {
		var err error
		if horizon, err = d.queries.ListHorizonBefore(ctx, sqlgen.ListHorizonBeforeParams{WorkspaceID: q.Workspace, Before: before, Skip: rows(q.Look - 1)}); err != nil {
			return ListPage{}, classify("find where to end", err)
		}
	}
	list, err := d.queries.ListDeliveriesBefore(ctx, sqlgen.ListDeliveriesBeforeParams{
		WorkspaceID: q.Workspace, Before: before, Horizon: horizon, States: states, Pattern: pattern, MaxRows: rows(q.Limit + 1),
	})
	if err != nil {
		return ListPage{}, classify("list deliveries", err)
	}
	page := ListPage{Older: horizon, Short: horizon != ""}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		page.Older, page.Short = list[len(list)-1].ID, false
	}
	if q.Before != "" && len(list) > 0 {
		page.Newer = list[0].ID
	}
	page.Rows, err = summaries(list)
	return page, err
}

func (d *DB) listAfter(ctx context.Context, q ListQuery, states, pattern string) (ListPage, error) {
	horizon := ""
	if q.isFiltered() {
		var err error
		if horizon, err = d.queries.ListHorizonAfter(ctx, sqlgen.ListHorizonAfterParams{WorkspaceID: q.Workspace, After: q.After, Skip: rows(q.Look - 1)}); err != nil {
			return ListPage{}, classify("find where to end", err)
		}
	}
	found, err := d.queries.ListDeliveriesAfter(ctx, sqlgen.ListDeliveriesAfterParams{
		WorkspaceID: q.Workspace, After: q.After, Horizon: cmp.Or(horizon, lastID), States: states, Pattern: pattern, MaxRows: rows(q.Limit + 1),
	})
	if err != nil {
		return ListPage{}, classify("list deliveries", err)
	}
	page := ListPage{Newer: horizon, Short: horizon != ""}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		page.Newer, page.Short = found[len(found)-1].ID, false
	}
	slices.Reverse(found)
	if len(found) > 0 {
		page.Older = found[len(found)-1].ID
	}
	list := make([]sqlgen.ListDeliveriesBeforeRow, len(found))
	for i, r := range found {
		list[i] = sqlgen.ListDeliveriesBeforeRow(r)
	}
	page.Rows, err = summaries(list)
	return page, err
}

// NextVersions lists the deliveries that are new versions of this one.
func (d *DB) NextVersions(ctx context.Context, id delivery.ID) ([]Summary, error) {
	found, err := d.queries.ListNextVersions(ctx, string(id))
	if err != nil {
		return nil, classify("list next versions", err)
	}
	list := make([]sqlgen.ListDeliveriesBeforeRow, len(found))
	for i, r := range found {
		list[i] = sqlgen.ListDeliveriesBeforeRow(r)
	}
	return summaries(list)
}

func summaries(list []sqlgen.ListDeliveriesBeforeRow) ([]Summary, error) {
	out := make([]Summary, len(list))
	for i, r := range list {
		out[i] = Summary{
			ID: delivery.ID(r.ID), Workspace: r.WorkspaceID, State: delivery.State(r.State), Sandbox: r.Sandbox, Title: r.Title,
			Reference: r.Reference, Amount: r.Amount, Settled: r.Settled, Refunded: r.Refunded, Currency: r.Currency,
			DueOn: delivery.Date(r.DueOn), ReleaseState: delivery.ReleaseState(r.ReleaseState), Suspended: r.Suspended,
			Processing: r.Processing, PaymentPending: r.PaymentPending, SignaturePending: r.SignaturePending,
			CreatedAt: delivery.Instant(r.CreatedAt), SentAt: delivery.Instant(r.SentAt), EndedAt: delivery.Instant(r.EndedAt),
			LastAt: delivery.Instant(r.LastAt),
		}
		if err := json.Unmarshal([]byte(r.Recipients), &out[i].Recipients); err != nil {
			return nil, fmt.Errorf("decode names: %w", err)
		}
	}
	return out, nil
}
