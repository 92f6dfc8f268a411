// Package message sends what people are to be told: notices of a delivery, links and codes by text message, and what
// goes to members about their account. Which event tells whom what is the table of package jobs.
//
// It promises that no message leaves before its attempt is on record, and that one whose outcome nobody saw is not sent
// again, but for a code, which is the same each time and somebody waits for.
package message

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/jobs/paper"
	"quittance/internal/ulid"
	"quittance/storage"
)

// Runner works the jobs that send, and has messages sent that no event of a delivery causes. SMS and Mail may be nil:
// such a message is recorded as failed.
type Runner struct {
	DB          *db.DB
	Vault       *storage.Vault
	Receipts    paper.Issuer
	PasscodeKey []byte
	ShortKey    []byte   // makes the short tokens of links
	Operators   []string // addresses of those who read of abuse
	SMSCap      int64    // text messages a day and workspace, see oversight.TakeSMS
	SMS         SMS
	Mail        Mail
	BaseURL     string // public address, without a last slash
	Now         func() time.Time
	Machine     func() time.Time // the clock of the queue
	Entropy     io.Reader
	Logger      *slog.Logger
	// Insert puts a job into the queue, in the transaction.
	Insert func(ctx context.Context, tx *db.Tx, args river.JobArgs) error
}

// Register adds a worker for each kind of job.
func (r *Runner) Register(list *river.Workers) error {
	return errors.Join(
		river.AddWorkerSafely(list, &noticeSender{Runner: r}), river.AddWorkerSafely(list, &passcodeSender{Runner: r}),
		river.AddWorkerSafely(list, &linkSender{Runner: r}), river.AddWorkerSafely(list, &receiptProcessor{Runner: r}),
		river.AddWorkerSafely(list, &confirmationSender{Runner: r}), river.AddWorkerSafely(list, &resetSender{Runner: r}),
		river.AddWorkerSafely(list, &alertSender{Runner: r}), river.AddWorkerSafely(list, &addressSender{Runner: r}),
		river.AddWorkerSafely(list, &invitationSender{Runner: r}), river.AddWorkerSafely(list, &abuseSender{Runner: r}),
	)
}

func (r *Runner) at() delivery.Instant { return delivery.At(r.Now()) }

func (r *Runner) newID() string { return ulid.New(r.Now(), r.Entropy) }
