package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/board"
	"quittance/internal/db/roster"
)

// remakeProjection derives again what lists read, where another version of the program derived it; else it does nothing.
type remakeProjection struct{}

// Kind implements river.JobArgs.
func (remakeProjection) Kind() string { return "remake_projection" }

type projectionRemaker struct {
	river.WorkerDefaults[remakeProjection]
	*Runner
}

const (
	remakeEvery = time.Hour // looked at; there is something to do after an update of the program alone
	remakeTime  = time.Hour
)

// Timeout implements river.Worker: what is derived grows with what exists. What a stop interrupts goes on next time.
func (w *projectionRemaker) Timeout(*river.Job[remakeProjection]) time.Duration { return remakeTime }

// Work goes batch by batch, so that writers come between.
func (w *projectionRemaker) Work(ctx context.Context, _ *river.Job[remakeProjection]) error {
	for _, remake := range []func(context.Context, *db.DB) (done bool, err error){board.Remake, roster.RemakeWords} {
		for done := false; !done; {
			var err error
			if done, err = remake(ctx, w.DB); err != nil {
				return fmt.Errorf("derive what lists read: %w", err)
			}
		}
	}
	return nil
}
