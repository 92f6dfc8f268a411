package message

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

type resetSender struct {
	river.WorkerDefaults[SendReset]
	*Runner
}

// Work mails a member the link by which a password is chosen anew. The token is kept here and not where it was asked
// for, so that asking costs the same whether or not the address has an account; a job of nobody does nothing.
func (w *resetSender) Work(ctx context.Context, job *river.Job[SendReset]) error {
	if job.Args.Member == "" {
		return nil
	}
	m, err := roster.Member(ctx, w.DB, job.Args.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	if !m.DisabledAt.IsZero() {
		return nil
	}
	if w.Mail == nil {
		return river.JobCancel(switchedOff{})
	}
	text, err := w.keepReset(ctx, m, job.Args.Token)
	if errors.Is(err, account.ErrToken) {
		return river.JobCancel(err) // used or too old before it could be sent: whoever still wants one asks again
	}
	if err != nil {
		return err
	}
	ws, err := roster.Workspace(ctx, w.DB, m.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	err = w.Mail.SendReset(ctx, Reset{
		ID: job.Args.Token, Language: ws.Language, To: m.Email, ToName: m.Name, URL: w.BaseURL + "/reset/" + text, Valid: account.ForReset.Lifetime(),
	})
	return unlessUndelivered(err) // the page lets the member ask again
}

// keepReset stores the token of a job, once: a job that runs again finds it. It is a function of the job's id and a
// key, so that the job holds no secret.
func (w *resetSender) keepReset(ctx context.Context, m account.Member, id string) (text string, err error) {
	text, hash, err := w.derived(account.ForReset, "reset", id)
	if err != nil {
		return "", err
	}
	now := w.Now()
	kept, err := login.FindToken(ctx, w.DB, hash)
	switch {
	case err == nil:
		return text, kept.Check(account.ForReset, now)
	case !errors.Is(err, db.ErrNotFound):
		return "", fmt.Errorf("look for token: %w", err)
	}
	err = login.CreateToken(ctx, w.DB, account.Token{
		Hash: hash, Purpose: account.ForReset, Member: m.ID, Workspace: m.Workspace, Email: m.Email, CreatedAt: now, ExpiresAt: now.Add(account.ForReset.Lifetime()),
	})
	return text, err
}

// RequestReset has the link mailed by which a member chooses a new password. The empty id is nobody's and costs the same.
func (r *Runner) RequestReset(ctx context.Context, member string) error {
	return r.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return r.Insert(ctx, tx, SendReset{Member: member, Token: r.newID()})
	})
}
