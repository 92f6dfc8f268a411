package jobs

import (
	"context"
	"errors"
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

// register adds a worker for each kind of job.
func (r *Runner) register(list *river.Workers) error {
	return errors.Join(
		river.AddWorkerSafely(list, &paymentObserver{Runner: r}), river.AddWorkerSafely(list, &refundSender{Runner: r}), river.AddWorkerSafely(list, &checkoutCloser{Runner: r}),
		river.AddWorkerSafely(list, &stripeEventProcessor{Runner: r}), river.AddWorkerSafely(list, &reconciler{Runner: r}), river.AddWorkerSafely(list, &receiptIssuer{Runner: r}),
		river.AddWorkerSafely(list, &deliveryWaker{Runner: r}), river.AddWorkerSafely(list, &sweeper{Runner: r}), river.AddWorkerSafely(list, &nightlyChecker{Runner: r}),
		river.AddWorkerSafely(list, &retainer{Runner: r}), river.AddWorkerSafely(list, &projectionRemaker{Runner: r}),
	)
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
