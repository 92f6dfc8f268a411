package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/erasure"
)

// retainer erases what is not to be kept any more (delivery.Retention).
type retainer struct {
	river.WorkerDefaults[retain]
	*Runner
}

const (
	retainEvery = 24 * time.Hour
	retainTime  = time.Hour
)

// Timeout implements river.Worker: what is looked at grows with what exists. What a stop interrupts goes on next time.
func (w *retainer) Timeout(*river.Job[retain]) time.Duration { return retainTime }

// Work says in the technical log how much went, never what.
func (w *retainer) Work(ctx context.Context, _ *river.Job[retain]) error {
	deliveries, clients, err := erasure.Eraser{DB: w.DB, Vault: w.Vault, NewID: w.newID, Now: w.Now}.Due(ctx)
	if deliveries+clients > 0 {
		w.Logger.InfoContext(ctx, "erased what is not to be kept any more", "deliveries", deliveries, "clients", clients)
	}
	if err != nil {
		return fmt.Errorf("erase what is due: %w", err)
	}
	return nil
}
