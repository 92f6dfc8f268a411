package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
)

type stripeEventProcessor struct {
	river.WorkerDefaults[processStripeEvent]
	*Runner
}

// Work acts on one stored event. Its content is not needed: it only tells which payment to look at.
func (w *stripeEventProcessor) Work(ctx context.Context, job *river.Job[processStripeEvent]) error {
	ev, err := webhook.FindStripeEvent(ctx, w.DB, job.Args.Account, job.Args.Event)
	if err != nil {
		return fmt.Errorf("load event: %w", err)
	}
	id, payment, err := w.about(ctx, ev)
	switch {
	case errors.Is(err, db.ErrNotFound):
		if err := w.recall(ctx, ev); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("find delivery: %w", err)
	default:
		if err := w.Observe(ctx, id, payment); err != nil {
			return err
		}
	}
	if err := webhook.FinishStripeEvent(ctx, w.DB, job.Args.Account, job.Args.Event, w.at()); err != nil {
		return fmt.Errorf("finish event: %w", err)
	}
	return nil
}

// about finds the payment an event is of: by our id, or by the processor's intent.
func (w *stripeEventProcessor) about(ctx context.Context, ev webhook.StripeEvent) (delivery.ID, string, error) {
	if ev.Payment == "" {
		ref, err := w.DB.PaymentOfIntent(ctx, ev.Account, ev.Object)
		return ref.Delivery, ref.Payment, err
	}
	id, err := w.DB.DeliveryOfPayment(ctx, ev.Payment)
	return id, ev.Payment, err
}

// recall looks at an event of no payment here. Money under an id of ours came after the backup this database was restored
// from: the operator is told. Anything else is somebody else's, and the event is kept and acts on nothing.
func (w *stripeEventProcessor) recall(ctx context.Context, ev webhook.StripeEvent) error {
	if ev.Payment == "" || w.Payments == nil || ev.Live != w.Payments.Live() {
		return nil
	}
	p, isMoney, err := w.Payments.Recall(ctx, ev)
	if err != nil {
		return fmt.Errorf("recall payment: %w", err)
	}
	if !isMoney {
		return nil
	}
	p.HeardAt = w.at()
	return oversight.KeepUnknownPayment(ctx, w.DB, p)
}

type reconciler struct {
	river.WorkerDefaults[reconcile]
	*Runner
}

const (
	reconcileEvery = 10 * time.Minute
	// remembered is how long the processor keeps its events; overlap covers events that became visible late.
	remembered = 30 * 24 * time.Hour
	overlap    = time.Hour
)

// Work reads what happened at the processor and stores what no webhook brought: a lost webhook, a dispute or a
// refund from the dashboard loses nothing.
func (w *reconciler) Work(ctx context.Context, _ *river.Job[reconcile]) error {
	if w.Payments == nil {
		return nil
	}
	since, err := webhook.LatestStripeEvent(ctx, w.DB, "", w.Payments.Live())
	if err != nil {
		return fmt.Errorf("read newest event: %w", err)
	}
	if oldest := w.at().Add(-remembered); since < oldest {
		since = oldest
	} else {
		since = since.Add(-overlap)
	}
	events, err := w.Payments.Changed(ctx, since)
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	for _, ev := range events {
		if err := w.StoreStripeEvent(ctx, ev); err != nil {
			return err
		}
	}
	return nil
}

// StoreStripeEvent keeps an event once and has it processed. The webhook door calls it too.
func (r *Runner) StoreStripeEvent(ctx context.Context, ev webhook.StripeEvent) error {
	ev.ReceivedAt = r.at()
	_, err := webhook.StoreStripeEvent(ctx, r.DB, ev, func(ctx context.Context, tx *db.Tx) error {
		return r.insertTx(ctx, tx, processStripeEvent{Account: ev.Account, Event: ev.ID})
	})
	if err != nil {
		return fmt.Errorf("store event: %w", err)
	}
	return nil
}
