// Package export is what a workspace holds, counted and walked for who takes all of it away.
//
// It promises that a part is named by the ids at its ends: what is made or changed between two parts is in one of them.
package export

import (
	"context"
	"fmt"

	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// newest is greater than every id.
const newest = "zzzzzzzzzzzzzzzzzzzzzzzzzzz"

// page is how many deliveries are looked at in one query.
const page = 500

// Each delivery makes so many entries of its own, and so many for each certificate.
const (
	entriesADelivery    = 2
	entriesACertificate = 4
)

// Part is a run of deliveries in the order they were made: those after one id, up to another.
type Part struct {
	After      delivery.ID // exclusive; "": from the first on
	Until      delivery.ID // inclusive; "": what is made meanwhile too
	Deliveries int
	Entries    int   // files in the archive, at about
	Bytes      int64 // of deliverables
}

// Parts cuts a workspace into parts of at most so many entries and bytes, the last one open at its end; there is always
// one. One delivery is never cut. What it costs grows with the number of deliveries, not with their files.
func Parts(ctx context.Context, d *db.DB, workspace string, mostEntries int, mostBytes int64) ([]Part, error) {
	parts, last := []Part{{}}, ""
	for {
		list, err := d.Reading().ListHoldings(ctx, sqlgen.ListHoldingsParams{WorkspaceID: workspace, After: last, MaxRows: page})
		if err != nil {
			return nil, fmt.Errorf("count what a workspace holds: %w", err)
		}
		for _, h := range list {
			entries := entriesADelivery + int(h.Files+h.Receipts+entriesACertificate*h.Certificates)
			p := &parts[len(parts)-1]
			if p.Deliveries > 0 && (p.Entries+entries > mostEntries || p.Bytes+h.Bytes > mostBytes) {
				p.Until = delivery.ID(last)
				parts = append(parts, Part{After: p.Until})
				p = &parts[len(parts)-1]
			}
			p.Deliveries++
			p.Entries += entries
			p.Bytes += h.Bytes
			last = h.ID
		}
		if len(list) < page {
			return parts, nil
		}
	}
}

// Walk loads the deliveries of a part one after the other; what each returns ends it.
func Walk(ctx context.Context, d *db.DB, workspace string, p Part, each func(*delivery.Delivery) error) error {
	after, until := string(p.After), string(p.Until)
	if until == "" {
		until = newest
	}
	for {
		ids, err := d.Reading().ListDeliveriesBetween(ctx, sqlgen.ListDeliveriesBetweenParams{WorkspaceID: workspace, After: after, Until: until, MaxRows: page})
		if err != nil {
			return fmt.Errorf("list deliveries of a workspace: %w", err)
		}
		for _, id := range ids {
			x, err := d.Delivery(ctx, delivery.ID(id))
			if err != nil {
				return fmt.Errorf("load delivery: %w", err)
			}
			if err := each(x); err != nil {
				return err
			}
			after = id
		}
		if len(ids) < page {
			return nil
		}
	}
}
