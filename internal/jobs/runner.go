// Package jobs performs what events cause: refunds, receipts, expiry, reconciliation, erasure, and by the packages below
// it messages and certificates.
//
// What an event causes is one table, effects.go: reading it is reading the product. Jobs are inserted in the
// transaction that commits their event, run at least once, and look again before they act ("still unpaid?", "not
// sent yet?"): idempotence lives in rows, never in the queue. Job arguments hold ids, never secrets or personal
// data. A sweeper asks again, for ever, for what should have happened and has not.
//
// The operator provides nothing: the queue is in the database (River).
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/oversight"
	"quittance/internal/db/webhook"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/jobs/failing"
	"quittance/internal/jobs/message"
	"quittance/internal/jobs/sealing"
	"quittance/internal/tlog"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Deps is what the workers need of the outside. All are required but Payments, SMS and Mail: one that is nil is
// off, and what needs it is recorded as failed.
type Deps struct {
	DB          *db.DB
	Vault       *storage.Vault
	Keys        storage.KeyWrapper // seals the evidence bytes
	Mirror      storage.Bucket     // holds the log's checkpoints outside the database
	Log         *tlog.Signer
	FirstLog    string // name of the first log of the installation
	Platform    evidence.Platform
	Seal        sealing.Sealer
	PasscodeKey []byte
	ShortKey    []byte   // makes the short tokens of links
	Operators   []string // addresses of those who read of abuse
	SMSCap      int64    // text messages a day and workspace, see oversight.TakeSMS
	Payments    Payments
	SMS         message.SMS
	Mail        message.Mail
	BaseURL     string   // public address, without a last slash
	Worker      string   // name of this worker; no other that runs has it, the one after a kill has it again. "" for none
	StandIns    []string // the providers that are played
	Now         func() time.Time
	// Machine is the clock by which the queue plans and the bucket dates its values: Now may be ahead of it in a sandbox.
	Machine func() time.Time
	Entropy io.Reader
	Logger  *slog.Logger
}

// Payments is what the workers ask of the payment processor.
type Payments interface {
	// Live reports whether real money moves.
	Live() bool
	// Observe asks what is true of a payment now. A payment without a session is looked up by its id.
	Observe(ctx context.Context, d *delivery.Delivery, p delivery.Payment) (delivery.Observation, error)
	// Recall asks what the processor holds under an id of ours that no delivery knows. False: no money.
	Recall(ctx context.Context, ev webhook.StripeEvent) (oversight.UnknownPayment, bool, error)
	// Refund gives back part of a payment; repeating it with the same refund id gives nothing back twice.
	Refund(ctx context.Context, p delivery.Payment, r delivery.Refund) error
	// Close closes the processor's page of a payment. Closing one that is closed or paid already is no error.
	Close(ctx context.Context, p delivery.Payment) error
	// Changed lists what happened at the processor since an instant, oldest first, as far back as it remembers.
	Changed(ctx context.Context, since delivery.Instant) ([]webhook.StripeEvent, error)
}

// Runner inserts jobs and works them.
type Runner struct {
	Deps
	Messages *message.Runner
	Sealing  *sealing.Runner
	client   *river.Client[*sql.Tx]
}

const (
	workers      = 8
	pollSQLite   = 100 * time.Millisecond
	pollPostgres = 100 * time.Millisecond
	jobTimeout   = 30 * time.Second
	rescueAfter  = 45 * time.Second
)

// New makes the runner and becomes the database's enqueuer. It does not work jobs until Start.
func New(d Deps) (*Runner, error) {
	r := &Runner{Deps: d}
	r.Messages = &message.Runner{
		DB: d.DB, Vault: d.Vault, Receipts: r.receipts(), PasscodeKey: d.PasscodeKey, ShortKey: d.ShortKey, Operators: d.Operators,
		SMSCap: d.SMSCap, SMS: d.SMS, Mail: d.Mail, BaseURL: d.BaseURL, Now: d.Now, Machine: d.Machine, Entropy: d.Entropy, Logger: d.Logger, Insert: r.insertTx,
	}
	r.Sealing = &sealing.Runner{
		DB: d.DB, Vault: d.Vault, Keys: d.Keys, Mirror: d.Mirror, Log: d.Log, FirstLog: d.FirstLog, Platform: d.Platform, Seal: d.Seal,
		BaseURL: d.BaseURL, StandIns: d.StandIns, Now: d.Now, Entropy: d.Entropy, Logger: d.Logger,
	}
	var driver riverdriver.Driver[*sql.Tx]
	poll := pollPostgres
	switch d.DB.Dialect() {
	case db.SQLite:
		driver, poll = riversqlite.New(d.DB.SQL()), pollSQLite
	case db.PostgreSQL:
		driver = riverdatabasesql.New(d.DB.SQL())
	}
	list := river.NewWorkers()
	if err := errors.Join(r.Messages.Register(list), r.Sealing.Register(list), r.register(list)); err != nil {
		return nil, fmt.Errorf("register workers: %w", err)
	}
	client, err := river.NewClient(driver, &river.Config{
		ID:                   d.Worker,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		Workers:              list,
		Logger:               slog.New(quiet{d.Logger.Handler()}),
		FetchPollInterval:    poll,
		FetchCooldown:        poll / 2,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		RetryPolicy:          retry{now: d.Machine},
		PeriodicJobs:         r.periodic(),
	})
	if err != nil {
		return nil, fmt.Errorf("make job client: %w", err)
	}
	r.client = client
	d.DB.UseEnqueuer(r)
	return r, nil
}

// Queue is what operators see of the jobs.
func (r *Runner) Queue() failing.Queue { return failing.Queue{Client: r.client} }

// Start begins to work jobs, after making those a crash left running available again.
func (r *Runner) Start(ctx context.Context) error {
	if _, err := r.DB.RescueJobs(ctx, r.Worker); err != nil {
		return fmt.Errorf("rescue jobs: %w", err)
	}
	if err := r.client.Start(ctx); err != nil {
		return fmt.Errorf("start job client: %w", err)
	}
	return nil
}

// Stop waits for running jobs until ctx ends, then cancels them; what was cut is done again after the next start.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err == nil {
		return nil
	}
	const patience = 5 * time.Second
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := r.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// Enqueue implements db.Enqueuer: it inserts what the events cause, in their transaction. A link is short from when it is made.
func (r *Runner) Enqueue(ctx context.Context, tx *db.Tx, d *delivery.Delivery, events []delivery.Event) error {
	var params []river.InsertManyParams
	for _, ev := range events {
		for _, who := range d.Recipients {
			if _, made := message.LinkMade(ev, who.ID); !made {
				continue
			}
			if _, err := access.Shorten(ctx, tx, r.ShortKey, d, who, r.at()); err != nil {
				return err
			}
		}
		for _, args := range caused(d, ev) {
			params = append(params, river.InsertManyParams{Args: args})
		}
	}
	if len(params) == 0 {
		return nil
	}
	if _, err := r.client.InsertManyFastTx(ctx, tx.SQL(), params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

func (r *Runner) insertTx(ctx context.Context, tx *db.Tx, args river.JobArgs) error {
	if _, err := r.client.InsertTx(ctx, tx.SQL(), args, nil); err != nil {
		return fmt.Errorf("insert job: %w", err)
	}
	return nil
}

func (r *Runner) at() delivery.Instant { return delivery.At(r.Now()) }

func (r *Runner) newID() string { return ulid.New(r.Now(), r.Entropy) }
