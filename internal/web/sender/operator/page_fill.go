package operator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/db/webhook"
)

// late is when a certificate has been waiting for so long that somebody should look.
const late = 10 * time.Minute

func (b *builder) backlog(ctx context.Context) error {
	in, err := b.DB.Instance(ctx)
	if err != nil {
		return fmt.Errorf("read instance: %w", err)
	}
	b.page.RestoredAt = b.in(in.RestoredAt)
	waiting, err := oversight.Waiting(ctx, b.DB, b.Now())
	if err != nil {
		return err
	}
	if at := waiting.OldestSealing; !at.IsZero() && at < b.At().Add(-late) {
		b.page.OldestSealing = b.in(at)
	}
	return nil
}

func (b *builder) jobs(ctx context.Context) error {
	list, err := b.Queue.FailingJobs(ctx, shown)
	if err != nil {
		return err
	}
	in := func(at time.Time) time.Time {
		if at.IsZero() {
			return at
		}
		return at.In(b.zone)
	}
	for _, j := range list {
		workspace, err := b.of(ctx, j)
		if err != nil {
			return err
		}
		place, err := b.place(ctx, workspace)
		if err != nil {
			return err
		}
		b.page.Jobs = append(b.page.Jobs, screen.OperatorJob{
			ID: j.ID, Kind: j.Kind, Cause: string(j.Cause), In: place, Delivery: string(j.Delivery),
			Attempt: j.Attempt, Most: j.Most, FailedAt: in(j.FailedAt), Next: in(j.Next),
		})
	}
	return nil
}

// of tells which workspace a job is about; "" where nothing says it, or what would is not there.
func (b *builder) of(ctx context.Context, j oversight.FailingJob) (workspace string, err error) {
	switch {
	case j.Delivery != "":
		workspace, err = oversight.WorkspaceOf(ctx, b.DB, j.Delivery)
	case j.Member != "":
		var m account.Member
		m, err = roster.Member(ctx, b.DB, j.Member)
		workspace = m.Workspace
	case j.Report != "":
		var r oversight.AbuseReport
		r, err = oversight.Report(ctx, b.DB, j.Report)
		workspace = r.Workspace
	}
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return workspace, err
}

// place names a workspace, each once a page.
func (b *builder) place(ctx context.Context, workspace string) (screen.OperatorPlace, error) {
	place, known := b.places[workspace]
	if known || workspace == "" {
		return place, nil
	}
	w, err := roster.Workspace(ctx, b.DB, workspace)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return place, fmt.Errorf("load workspace: %w", err)
	}
	b.places[workspace] = screen.OperatorPlace{ID: workspace, Name: w.Name}
	return b.places[workspace], nil
}

func (b *builder) webhooks(ctx context.Context) error {
	list, err := webhook.UnprocessedStripeEvents(ctx, b.DB, b.At().Add(-time.Minute), shown+1)
	if err != nil {
		return fmt.Errorf("list webhooks: %w", err)
	}
	if b.page.MoreWebhooks = len(list) > shown; b.page.MoreWebhooks {
		list = list[:shown]
	}
	for _, e := range list {
		b.page.Webhooks = append(b.page.Webhooks, screen.OperatorWebhook{ID: e.ID, Type: e.Type, Received: b.in(e.ReceivedAt)})
	}
	return nil
}

func (b *builder) messages(ctx context.Context) error {
	const days = 7
	list, err := oversight.SMSSpent(ctx, b.DB, days, b.Now(), shown)
	if err != nil {
		return err
	}
	for _, s := range list {
		place, err := b.place(ctx, s.Workspace)
		if err != nil {
			return err
		}
		day, err := time.ParseInLocation(time.DateOnly, s.Day, b.zone)
		if err != nil {
			return fmt.Errorf("read day of messages: %w", err)
		}
		b.page.SMS = append(b.page.SMS, screen.OperatorSMS{In: place, Day: day, Messages: int(s.Messages), Refused: int(s.Refused)})
	}
	return nil
}

func (b *builder) abuse(ctx context.Context) error {
	list, err := oversight.AbuseReports(ctx, b.DB, "", shown)
	if err != nil {
		return err
	}
	for _, r := range list {
		place, err := b.place(ctx, r.Workspace)
		if err != nil {
			return err
		}
		b.page.Abuse = append(b.page.Abuse, screen.OperatorAbuse{ID: r.ID, In: place, Delivery: string(r.Delivery), Text: r.Text, At: b.in(r.At)})
	}
	return nil
}

func (b *builder) payments(ctx context.Context) error {
	list, err := oversight.UnknownPayments(ctx, b.DB, shown)
	if err != nil {
		return err
	}
	for _, p := range list {
		b.page.Payments = append(b.page.Payments, screen.OperatorPayment{
			ID: p.Payment, Account: p.Account, Amount: frontend.Money(p.Amount), PaidAt: b.in(p.PaidAt), Reference: p.Intent, Delivery: string(p.Delivery),
		})
	}
	return nil
}
