package board

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"quittance/internal/agenda"
	"quittance/internal/db"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Need is a delivery that waits for its sender, with every reason, the newest first.
type Need struct {
	Summary
	Kinds []projection.Kind
	Since delivery.Instant // of the newest reason
}

// Place is where a page of needs ended.
type Place struct {
	From     delivery.Instant
	Delivery delivery.ID
}

// mostUrgent is how many deliveries stand at the head, whatever is newer.
const mostUrgent = 25

// Needs lists what waits for the sender now, first what has a last day by law (projection.ReturnDue), then the newest reasons first,
// each delivery once; next is where the page after it
// begins, nil where there is none. With the zero place it is the first page. A page is short where deliveries have many
// reasons each: next tells whether there is more.
func (b *Board) Needs(ctx context.Context, workspace string, now delivery.Instant, after Place, limit int) (list []Need, next *Place, err error) {
	isFirst := after == (Place{})
	if isFirst {
		after = Place{now, lastID}
	}
	urgent, err := b.q.ListReturns(ctx, sqlgen.ListReturnsParams{
		WorkspaceID: workspace, Situation: string(projection.Renounced), Kind: string(projection.ReturnDue), MaxRows: mostUrgent,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list what has a last day: %w", err)
	}
	rows, err := b.q.ListNeeds(ctx, sqlgen.ListNeedsParams{
		WorkspaceID: workspace, FromAt: int64(min(after.From, now)), DeliveryID: string(after.Delivery), MaxRows: int32(2*limit + 1), //nolint:gosec // a page
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list what waits: %w", err)
	}
	var ids []string
	for i, r := range rows {
		if len(ids) == limit || i == 2*limit {
			next = &Place{delivery.Instant(rows[i-1].FromAt), delivery.ID(rows[i-1].DeliveryID)}
			break
		}
		if !slices.Contains(ids, r.DeliveryID) {
			ids = append(ids, r.DeliveryID)
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(urgent, id) })
	if isFirst {
		ids = slices.Concat(urgent, ids)
	}
	why, err := b.reasons(ctx, ids, now)
	if err != nil {
		return nil, nil, err
	}
	// What has a newer reason than this page begins with stood on a page before.
	ids = slices.DeleteFunc(ids, func(id string) bool {
		if len(why[id]) == 0 {
			return true // dealt with meanwhile
		}
		newest := why[id][0]
		return !slices.Contains(urgent, id) && cmp.Or(cmp.Compare(newest.FromAt, int64(after.From)), cmp.Compare(id, string(after.Delivery))) >= 0
	})
	lines, err := b.Summaries(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range lines {
		n := Need{Summary: s, Since: delivery.Instant(why[string(s.ID)][0].FromAt)}
		for _, r := range why[string(s.ID)] {
			if kind := projection.Kind(r.Kind); !slices.Contains(n.Kinds, kind) {
				n.Kinds = append(n.Kinds, kind)
			}
		}
		n.Kinds = besides(n.Kinds, projection.Late, projection.Unpaid)
		n.Kinds = besides(n.Kinds, projection.ReturnDue, projection.Kind(agenda.NoticeUnapplied))
		list = append(list, n)
	}
	return list, next, nil
}

// reasons are all that count now of each delivery, the newest first.
func (b *Board) reasons(ctx context.Context, ids []string, now delivery.Instant) (map[string][]sqlgen.Attention, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, n, err := db.Slots(ids)
	if err != nil {
		return nil, err
	}
	rows, err := b.q.ListAttention(ctx, sqlgen.ListAttentionParams{Ids: text, N: n})
	if err != nil {
		return nil, fmt.Errorf("list why it waits: %w", err)
	}
	slices.SortFunc(rows, func(a, b sqlgen.Attention) int {
		return cmp.Or(cmp.Compare(b.FromAt, a.FromAt), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
	out := make(map[string][]sqlgen.Attention, len(ids))
	for _, r := range rows {
		if r.WorkspaceID != "" && r.FromAt <= int64(now) {
			out[r.DeliveryID] = append(out[r.DeliveryID], r)
		}
	}
	return out, nil
}

// CountNeeds tells how many deliveries wait for the sender, as far as their first so many reasons go.
func (b *Board) CountNeeds(ctx context.Context, workspace string, now delivery.Instant, atMost int) (int, error) {
	n, err := b.q.CountNeeds(ctx, sqlgen.CountNeedsParams{WorkspaceID: workspace, Now: int64(now), MaxRows: int32(atMost)}) //nolint:gosec // a bound of ours
	if err != nil {
		return 0, fmt.Errorf("count what waits: %w", err)
	}
	return int(n), nil
}

// besides drops a kind where there is another that says more.
func besides(kinds []projection.Kind, more, less projection.Kind) []projection.Kind {
	if !slices.Contains(kinds, more) {
		return kinds
	}
	return slices.DeleteFunc(kinds, func(k projection.Kind) bool { return k == less })
}
