package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
)

type nightlyChecker struct {
	river.WorkerDefaults[nightly]
	*Runner
}

const (
	nightlyEvery = 24 * time.Hour
	nightlyTime  = time.Hour
	// orphaned is how old a part without a row must be to be nobody's: far longer than any commit takes.
	orphaned = 48 * time.Hour
	// unattached is how long a finished upload waits for its delivery to be saved; looked at within a window, so that
	// a look costs what a few days brought.
	unattached       = 7 * 24 * time.Hour
	unattachedWindow = 3 * 24 * time.Hour
	// receiptWindow is how far back money without a receipt is looked for: what a restored backup brings without its jobs.
	receiptWindow = 30 * 24 * time.Hour
)

// Timeout implements river.Worker: what is checked grows with what exists.
func (w *nightlyChecker) Timeout(*river.Job[nightly]) time.Duration { return nightlyTime }

// Work looks after what nobody waits for: stored bytes that belong to nothing, and whether every delivery still is
// what its events say. A difference is a fault of ours or of somebody's with access to the database: it is logged as
// an error for the operator, and changes nothing.
func (w *nightlyChecker) Work(ctx context.Context, _ *river.Job[nightly]) error {
	_, orphans := w.Vault.SweepOrphans(ctx, w.Machine().Add(-orphaned))
	return errors.Join(orphans, w.sweepUnattached(ctx), w.sweepReceipts(ctx), w.checkReplays(ctx))
}

func (w *nightlyChecker) sweepUnattached(ctx context.Context) error {
	before := w.at().Add(-unattached)
	ids, err := w.DB.UnattachedObjects(ctx, before.Add(-unattachedWindow), before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list unattached uploads: %w", err)
	}
	for _, id := range ids {
		if err := w.Vault.Delete(ctx, id); err != nil {
			return fmt.Errorf("delete unattached upload: %w", err)
		}
	}
	return nil
}

func (w *nightlyChecker) checkReplays(ctx context.Context) error {
	for after := delivery.ID(""); ; {
		ids, err := w.DB.DeliveryIDs(ctx, after, sweepBatch)
		if err != nil {
			return fmt.Errorf("list deliveries: %w", err)
		}
		for _, id := range ids {
			after = id
			if err := w.DB.CheckReplay(ctx, id); err != nil {
				w.Logger.ErrorContext(ctx, "a delivery is not what its events say", "delivery", id, "error", err)
			}
		}
		if len(ids) < sweepBatch {
			return nil
		}
	}
}
