package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
	"quittance/internal/jobs/message"
	"quittance/internal/jobs/sealing"
)

type sweeper struct {
	river.WorkerDefaults[sweep]
	*Runner
}

const (
	sweepEvery = 20 * time.Second
	sweepBatch = 200
	// patience is how long the ordinary way may take before the sweeper asks again.
	patience = 30 * time.Second
	// attentive is how long a payment is asked about at every sweep.
	attentive = 10 * time.Minute
	// abandoned is how long an unfinished upload is kept.
	abandoned = 7 * 24 * time.Hour
)

// PageLife is longer than any payment page stays open, at most 24 hours at the processor.
const PageLife = 25 * time.Hour

// Work asks again for what should have happened and has not, for ever, and for what time itself brings. Each part is
// tried whatever became of the others.
func (w *sweeper) Work(ctx context.Context, _ *river.Job[sweep]) error {
	now := w.at()
	before := now.Add(-patience)
	return errors.Join(
		w.sweepDue(ctx, now), w.sweepSealing(ctx, before), w.sweepHandedOver(ctx, before), w.sweepPayments(ctx, now), w.sweepRefunds(ctx, before),
		w.sweepEvents(ctx, before), w.sweepReceipts(ctx, before), w.sweepStorage(ctx), w.Sealing.MirrorCheckpoints(ctx, sweepBatch), w.forget(ctx, now),
	)
}

func (w *sweeper) sweepDue(ctx context.Context, now delivery.Instant) error {
	ids, err := w.DB.DueDeliveries(ctx, now, sweepBatch)
	if err != nil {
		return fmt.Errorf("list due deliveries: %w", err)
	}
	return w.insert(ctx, each(ids, func(id delivery.ID) river.JobArgs { return wakeDelivery{Delivery: id} }))
}

func (w *sweeper) sweepSealing(ctx context.Context, before delivery.Instant) error {
	refs, err := w.DB.SealingReleases(ctx, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list sealing releases: %w", err)
	}
	var args []river.JobArgs
	for _, ref := range refs {
		args = append(args, sealing.Release{Delivery: ref.Delivery, Release: ref.Release, Of: delivery.CompletionCertificate})
	}
	return w.insert(ctx, args)
}

func (w *sweeper) sweepHandedOver(ctx context.Context, before delivery.Instant) error {
	refs, err := w.DB.UnattestedReleases(ctx, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list unattested releases: %w", err)
	}
	var args []river.JobArgs
	for _, ref := range refs {
		args = append(args, sealing.Release{Delivery: ref.Delivery, Release: ref.Release, Of: delivery.DeliveryCertificate})
	}
	return w.insert(ctx, args)
}

// sweepPayments asks about payments in their first minutes, when a webhook may have been lost to a crash, and about
// those whose page cannot be open any more. In between, the processor's own record of events is read (reconcile).
func (w *sweeper) sweepPayments(ctx context.Context, now delivery.Instant) error {
	if w.Payments == nil {
		return nil
	}
	refs, err := w.DB.UnsettledPayments(ctx, now.Add(-attentive), now.Add(-patience), now.Add(-PageLife), sweepBatch)
	if err != nil {
		return fmt.Errorf("list unsettled payments: %w", err)
	}
	var args []river.JobArgs
	for _, ref := range refs {
		args = append(args, observePayment{Delivery: ref.Delivery, Payment: ref.Payment})
	}
	return w.insert(ctx, args)
}

func (w *sweeper) sweepRefunds(ctx context.Context, before delivery.Instant) error {
	if w.Payments == nil {
		return nil
	}
	refs, err := w.DB.PendingRefunds(ctx, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list pending refunds: %w", err)
	}
	var args []river.JobArgs
	for _, ref := range refs {
		args = append(args, sendRefund{Delivery: ref.Delivery, Payment: ref.Payment, Refund: ref.Refund})
	}
	return w.insert(ctx, args)
}

func (w *sweeper) sweepEvents(ctx context.Context, before delivery.Instant) error {
	events, err := webhook.UnprocessedStripeEvents(ctx, w.DB, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list unprocessed events: %w", err)
	}
	var args []river.JobArgs
	for _, ev := range events {
		args = append(args, processStripeEvent{Account: ev.Account, Event: ev.ID})
	}
	return w.insert(ctx, args)
}

func (w *sweeper) sweepReceipts(ctx context.Context, before delivery.Instant) error {
	list, err := webhook.UnprocessedSMSReceipts(ctx, w.DB, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("list receipts of messages: %w", err)
	}
	var args []river.JobArgs
	for _, r := range list {
		args = append(args, message.ProcessReceipt{Provider: r.Provider, ProviderID: r.ProviderID, Status: r.Status})
	}
	return w.insert(ctx, args)
}

// sweepStorage removes what nobody will finish, what was shredded, and parts whose row was never committed.
func (w *sweeper) sweepStorage(ctx context.Context) error {
	_, errAbandoned := w.Vault.SweepAbandoned(ctx, w.Now().Add(-abandoned), sweepBatch)
	_, errDeleted := w.Vault.SweepDeleted(ctx, sweepBatch)
	return errors.Join(errAbandoned, errDeleted)
}

func (w *sweeper) forget(ctx context.Context, now delivery.Instant) error {
	if err := w.DB.Sweep(ctx, now); err != nil {
		return fmt.Errorf("forget what is over: %w", err)
	}
	return nil
}

// insert adds jobs that may run twice: each looks again before it acts. A job of the same arguments that still waits
// is not added again, so that a long fault does not fill the queue.
func (r *Runner) insert(ctx context.Context, args []river.JobArgs) error {
	if len(args) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, 0, len(args))
	for _, a := range args {
		params = append(params, river.InsertManyParams{Args: a, InsertOpts: &river.InsertOpts{UniqueOpts: waitingOnce}})
	}
	if _, err := r.client.InsertMany(ctx, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

func each[T any](all []T, args func(T) river.JobArgs) []river.JobArgs {
	var out []river.JobArgs
	for _, x := range all {
		out = append(out, args(x))
	}
	return out
}
