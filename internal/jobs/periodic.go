package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// waitingOnce keeps one waiting job per arguments. River requires the running state among them; a job that a crash
// left running is made available again at start or by the rescuer, so it does not block for long.
var waitingOnce = river.UniqueOpts{
	ByArgs: true,
	ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	},
}

func (r *Runner) periodic() []*river.PeriodicJob {
	every := func(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
		return river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{UniqueOpts: waitingOnce}
		}, &river.PeriodicJobOpts{RunOnStart: true})
	}
	return []*river.PeriodicJob{every(sweepEvery, sweep{}), every(reconcileEvery, reconcile{}), every(nightlyEvery, nightly{}), every(retainEvery, retain{}), every(remakeEvery, remakeProjection{})}
}

// workers registers one worker per kind of job.
func (r *Runner) workers() []func(*river.Workers) error {
	return []func(*river.Workers) error{
		register(&noticeSender{Runner: r}), register(&passcodeSender{Runner: r}), register(&linkSender{Runner: r}), register(&receiptProcessor{Runner: r}), register(&abuseSender{Runner: r}), register(&confirmationSender{Runner: r}), register(&resetSender{Runner: r}), register(&alertSender{Runner: r}), register(&addressSender{Runner: r}),
		register(&invitationSender{Runner: r}),
		register(&paymentObserver{Runner: r}), register(&refundSender{Runner: r}), register(&checkoutCloser{Runner: r}),
		register(&stripeEventProcessor{Runner: r}), register(&reconciler{Runner: r}),
		register(&releaseSealer{Runner: r}), register(&receiptIssuer{Runner: r}), register(&deliveryWaker{Runner: r}), register(&sweeper{Runner: r}), register(&nightlyChecker{Runner: r}),
		register(&retainer{Runner: r}),
		register(&projectionRemaker{Runner: r}),
	}
}

func register[T river.JobArgs](w river.Worker[T]) func(*river.Workers) error {
	return func(list *river.Workers) error { return river.AddWorkerSafely(list, w) }
}

// retry is quick at first, as a person may be waiting, then grows to an hour.
type retry struct{ now func() time.Time }

// NextRetry implements river.ClientRetryPolicy.
func (p retry) NextRetry(job *rivertype.JobRow) time.Time {
	waits := []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}
	n := len(job.Errors)
	if n < len(waits) {
		return p.now().Add(waits[n])
	}
	return p.now().Add(time.Hour)
}

// quiet drops the queue's own debug and info lines, which come every few seconds.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}
