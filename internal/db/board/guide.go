package board

import (
	"context"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Guide is how far a workspace came with its first deliveries, by what happened to them.
type Guide struct {
	IsClosed bool        // the member put it away
	Draft    delivery.ID // the first that waits to be sent; "" without
	Sent     delivery.ID // the first that waits for its recipients; "" without

	HasDraft, HasSent, HasOpened, HasAttested bool // has had one; opened: its files are its recipients'
}

// firstDeliveries are so many that a workspace which still needs guidance has no more.
const firstDeliveries = 50

// Guide tells a member the steps of a first delivery.
func (b *Board) Guide(ctx context.Context, workspace, member string) (Guide, error) {
	closed, err := b.q.GuideClosedAt(ctx, member)
	if err != nil {
		return Guide{}, db.Classify("read guide", err)
	}
	if closed > 0 {
		return Guide{IsClosed: true}, nil
	}
	rows, err := b.q.ListFirstDeliveries(ctx, sqlgen.ListFirstDeliveriesParams{WorkspaceID: workspace, MaxRows: firstDeliveries})
	if err != nil {
		return Guide{}, fmt.Errorf("list first deliveries: %w", err)
	}
	var g Guide
	for _, r := range rows {
		g.HasDraft = true
		g.HasSent = g.HasSent || delivery.State(r.State) != delivery.Draft
		g.HasOpened = g.HasOpened || delivery.ReleaseState(r.ReleaseState) == delivery.ReleaseUnlocked
		g.HasAttested = g.HasAttested || r.IsAttested
		switch id := delivery.ID(r.ID); {
		case delivery.State(r.State) == delivery.Draft && g.Draft == "":
			g.Draft = id
		case (delivery.State(r.State) == delivery.Sent || delivery.State(r.State) == delivery.Completed) && g.Sent == "":
			g.Sent = id
		}
	}
	return g, nil
}

// CloseGuide puts the steps away for a member. Again is no error.
func CloseGuide(ctx context.Context, d *db.DB, member string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("close guide", tx.Queries().CloseGuide(ctx, sqlgen.CloseGuideParams{ID: member, ClosedAt: int64(at)}))
	})
}
