package jobs

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/delivery"
)

type deliveryWaker struct {
	river.WorkerDefaults[wakeDelivery]
	*Runner
}

// Work lets time do what it does to a delivery: expiry, reminders of what is paid and not signed.
func (w *deliveryWaker) Work(ctx context.Context, job *river.Job[wakeDelivery]) error {
	_, err := w.DB.UpdateDelivery(ctx, job.Args.Delivery, func(d *delivery.Delivery) ([]delivery.Event, error) {
		return d.Elapse(w.at())
	})
	if err != nil {
		return fmt.Errorf("wake delivery: %w", err)
	}
	return nil
}
