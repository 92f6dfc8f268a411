package message

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/outbox"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/timezone"
)

type abuseSender struct {
	river.WorkerDefaults[SendAbuse]
	*Runner
}

// Work mails one operator what a recipient reported, at most once, as a notice. It is no message of the delivery: whoever
// is accused does not learn of it.
func (w *abuseSender) Work(ctx context.Context, job *river.Job[SendAbuse]) error {
	a := job.Args
	if a.Seq < 0 || a.Seq >= int64(len(w.Operators)) {
		return nil // the settings name fewer than they did
	}
	report, err := oversight.Report(ctx, w.DB, a.Report)
	if err != nil {
		return fmt.Errorf("load abuse report: %w", err)
	}
	m, _, err := outbox.Plan(ctx, w.DB, outbox.Message{
		ID: w.newID(), Key: fmt.Sprintf("abuse/%s/%d", a.Report, a.Seq), Kind: "abuse_reported", Channel: "email", CreatedAt: w.at(),
	})
	if err != nil {
		return fmt.Errorf("plan message: %w", err)
	}
	if m.State == outbox.Attempted {
		return w.endAbuse(ctx, m, unknownOutcome{})
	}
	m, ours, err := outbox.Begin(ctx, w.DB, m.ID, w.at(), false)
	if err != nil {
		return fmt.Errorf("begin message: %w", err)
	}
	if !ours {
		return nil
	}
	sendErr := w.send(ctx, m, report, w.Operators[a.Seq])
	return errors.Join(unsentError(sendErr), w.endAbuse(ctx, m, sendErr))
}

func (w *abuseSender) endAbuse(ctx context.Context, m outbox.Message, sendErr error) error {
	outcome := outcomeOf(sendErr)
	if outcome.State == outbox.Planned {
		return outbox.Replan(ctx, w.DB, m.ID)
	}
	outcome.At = w.at()
	_, err := outbox.End(ctx, w.DB, m.ID, outcome)
	return err
}

func (w *abuseSender) send(ctx context.Context, m outbox.Message, report oversight.AbuseReport, to string) error {
	if w.Mail == nil {
		return switchedOff{}
	}
	accused, err := roster.Workspace(ctx, w.DB, report.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	n := AbuseNotice{
		ID: m.ID, To: to, Workspace: accused.Name, Delivery: string(report.Delivery), Text: report.Text, URL: w.BaseURL + "/operator",
	}
	zone := delivery.DefaultZone
	address, err := account.NormalEmail(to)
	if err != nil {
		address = to
	}
	reader, err := roster.MemberByEmail(ctx, w.DB, address)
	switch {
	case errors.Is(err, db.ErrNotFound): // named, and not signed up yet
	case err != nil:
		return fmt.Errorf("load member: %w", err)
	default:
		own, err := roster.Workspace(ctx, w.DB, reader.Workspace)
		if err != nil {
			return fmt.Errorf("load workspace: %w", err)
		}
		n.ToName, n.Language, zone = reader.Name, own.Language, own.Zone
	}
	n.At = report.At.Time().In(timezone.Of(zone))
	return w.Mail.SendAbuse(ctx, n)
}

// TellOperators has every operator told of a report, in the transaction that keeps it.
func (r *Runner) TellOperators(ctx context.Context, tx *db.Tx, report string) error {
	for n := range r.Operators {
		if err := r.Insert(ctx, tx, SendAbuse{Report: report, Seq: int64(n)}); err != nil {
			return err
		}
	}
	return nil
}
