package oversight

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
)

// FailingJob is a job that was tried in vain, as an operator may see it: no name, no address, no text of a provider.
type FailingJob struct {
	ID       int64
	Kind     string
	Attempt  int
	Most     int
	Cause    Cause     // why, of its last failure
	FailedAt time.Time // last
	Next     time.Time // when it is tried again; zero: given up

	// What it is about, as far as its arguments say; "" otherwise.
	Delivery delivery.ID
	Member   string
	Report   string // of abuse
}

// Cause is why a job failed, as far as the operator can do something about it.
type Cause string

// The causes. Words for each stand in the frontend's sentences.
const (
	CauseUnknown     Cause = "unknown"
	CauseCrash       Cause = "crash"       // the program's own fault
	CauseStopped     Cause = "stopped"     // the program ended meanwhile
	CauseDatabase    Cause = "database"    // busy or out of reach
	CauseFull        Cause = "full"        // no room on a disk
	CauseOff         Cause = "off"         // no provider is configured
	CauseKey         Cause = "key"         // the provider does not know our key or password
	CauseTooMuch     Cause = "too_much"    // the provider wants us to slow down
	CauseUnreachable Cause = "unreachable" // the provider is
	CauseTimeout     Cause = "timeout"     // it took too long
	CauseProvider    Cause = "provider"    // the provider fails
	CauseRefused     Cause = "refused"     // the provider refuses this one
	CauseBehind      Cause = "behind"      // the database is older than the log's mirror
	CauseMissing     Cause = "missing"     // what it is about is not there
)

// Backlog is what waits, for the operator's page and for alarms. Each number is counted to a thousand at most.
type Backlog struct {
	FailingJobs   int64 // tried at least once in vain, or given up
	Webhooks      int64 // from the payment processor, not acted on
	OldestSealing delivery.Instant
	SMSToday      int64 // of the day in UTC
}

// Waiting reads the backlog: four questions, each answered from an index.
func Waiting(ctx context.Context, d *db.DB, now time.Time) (Backlog, error) {
	var b Backlog
	err := d.ReadSnapshot(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM river_job WHERE state IN ('retryable', 'discarded') LIMIT 1000) AS failing`).Scan(&b.FailingJobs)
	})
	if err != nil {
		return b, fmt.Errorf("count failing jobs: %w", err)
	}
	if b.Webhooks, err = d.Reading().CountWaitingStripeEvents(ctx); err != nil {
		return b, fmt.Errorf("count waiting webhooks: %w", err)
	}
	oldest, err := d.Reading().OldestSealing(ctx)
	if err != nil {
		return b, fmt.Errorf("look for the oldest sealing: %w", err)
	}
	b.OldestSealing = delivery.Instant(oldest)
	if b.SMSToday, err = d.Reading().CountSMS(ctx, now.UTC().Format(time.DateOnly)); err != nil {
		return b, fmt.Errorf("count messages: %w", err)
	}
	return b, nil
}
