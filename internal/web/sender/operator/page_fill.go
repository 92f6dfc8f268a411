package operator

import (
	"context"
	"fmt"
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
	"quittance/internal/db/oversight"
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
		b.page.Jobs = append(b.page.Jobs, screen.OperatorJob{
			ID: j.ID, Kind: j.Kind, Class: j.Class, Attempt: j.Attempt, Most: j.Most, FailedAt: in(j.FailedAt), Next: in(j.Next),
		})
	}
	return nil
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
		name, err := b.name(ctx, s.Workspace)
		if err != nil {
			return err
		}
		day, err := time.ParseInLocation(time.DateOnly, s.Day, b.zone)
		if err != nil {
			return fmt.Errorf("read day of messages: %w", err)
		}
		b.page.SMS = append(b.page.SMS, screen.OperatorSMS{Workspace: name, Day: day, Messages: int(s.Messages), Refused: int(s.Refused)})
	}
	return nil
}

func (b *builder) abuse(ctx context.Context) error {
	list, err := oversight.AbuseReports(ctx, b.DB, "", shown)
	if err != nil {
		return err
	}
	for _, r := range list {
		name, err := b.name(ctx, r.Workspace)
		if err != nil {
			return err
		}
		b.page.Abuse = append(b.page.Abuse, screen.OperatorAbuse{ID: r.ID, Workspace: name, Delivery: string(r.Delivery), Text: r.Text, At: b.in(r.At)})
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
