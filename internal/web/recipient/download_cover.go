package recipient

import (
	"context"
	"fmt"
	"sort"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// ranges are the bytes of one file that a recipient was served, by all requests so far.
type ranges []struct{ from, to int64 }

// cover reports whether every byte before the offset is among them.
func (r ranges) cover(offset int64) bool {
	sort.Slice(r, func(i, j int) bool { return r[i].from < r[j].from })
	reached := int64(0)
	for _, x := range r {
		if x.from > reached {
			return false
		}
		if reached = max(reached, x.to); reached >= offset {
			return true
		}
	}
	return reached >= offset
}

// served reads from the events what a recipient was served of a file: a resumed download is complete when its ranges
// together are.
func served(ctx context.Context, tx *db.Tx, v visit, of transfer) (ranges, error) {
	starts := map[string]int64{}
	var out ranges
	const page = 500
	for after := int64(0); ; {
		records, err := tx.Events(ctx, v.delivery.ID, after, page)
		if err != nil {
			return nil, fmt.Errorf("read downloads: %w", err)
		}
		for _, record := range records {
			after = record.Seq
			if record.Actor != actor(v) {
				continue
			}
			event, err := record.Event()
			if err != nil {
				return nil, fmt.Errorf("read downloads: %w", err)
			}
			switch x := event.Data.(type) {
			case delivery.DownloadStarted:
				if x.Release == of.release && x.Deliverable == of.deliverable {
					starts[x.Download] = x.Offset
				}
			case delivery.DownloadEnded:
				if from, ok := starts[x.Download]; ok {
					out = append(out, struct{ from, to int64 }{from, from + x.Served})
				}
			}
		}
		if len(records) < page {
			return out, nil
		}
	}
}
