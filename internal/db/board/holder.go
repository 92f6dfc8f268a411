package board

import (
	"context"
	"fmt"
	"slices"

	"quittance/internal/agenda"
	"quittance/internal/db/projection"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Holder is a delivery whose money holds its workspace open, see account.Unfinished: somebody paid and has no files yet, or
// money came that opened nothing.
type Holder struct {
	Summary
	IsPaid bool              // and waits for its files: the situation says what for
	Kinds  []projection.Kind // of money that opened nothing
}

// MostHolders is how many of them are ever counted.
const MostHolders = 1000

// Holders lists the newest of them, and tells how many there are beside.
func (b *Board) Holders(ctx context.Context, workspace string, now delivery.Instant, limit int) (list []Holder, others int, err error) {
	kinds := []projection.Kind{projection.Kind(agenda.NoticeUnapplied), projection.Kind(agenda.NoticeRefundFailed), projection.Kind(agenda.NoticeTransfer)}
	rows, err := b.q.ListHolders(ctx, sqlgen.ListHoldersParams{
		WorkspaceID: workspace, Unapplied: string(kinds[0]), RefundFailed: string(kinds[1]), Announced: string(kinds[2]), MaxRows: MostHolders,
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list what holds a workspace open: %w", err)
	}
	shown := rows[:min(limit, len(rows))]
	ids, isPaid := make([]string, len(shown)), map[string]bool{}
	for i, r := range shown {
		ids[i], isPaid[r.ID] = r.ID, r.Paid > 0
	}
	why, err := b.reasons(ctx, ids, now)
	if err != nil {
		return nil, 0, err
	}
	lines, err := b.Summaries(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range lines {
		h := Holder{Summary: s, IsPaid: isPaid[string(s.ID)]}
		for _, r := range why[string(s.ID)] {
			if k := projection.Kind(r.Kind); (k == projection.ReturnDue || slices.Contains(kinds, k)) && !slices.Contains(h.Kinds, k) {
				h.Kinds = append(h.Kinds, k)
			}
		}
		h.Kinds = besides(h.Kinds, projection.ReturnDue, kinds[0])
		list = append(list, h)
	}
	return list, len(rows) - len(shown), nil
}
