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

type invitationSender struct {
	river.WorkerDefaults[SendInvitation]
	*Runner
}

// Work mails an invitation to who is invited, unless it was used or revoked meanwhile. A message sent again holds the same
// link: the token is a function of the job's id and a key, so that the job holds no secret.
func (w *invitationSender) Work(ctx context.Context, job *river.Job[SendInvitation]) error {
	text, hash, err := w.invitationToken(job.Args.Token)
	if err != nil {
		return err
	}
	t, err := login.FindToken(ctx, w.DB, hash)
	if errors.Is(err, db.ErrNotFound) || err == nil && t.Check(account.ForInvitation, w.Now()) != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load invitation: %w", err)
	}
	if w.Mail == nil {
		return river.JobCancel(switchedOff{})
	}
	ws, err := roster.Workspace(ctx, w.DB, t.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	by, err := roster.Member(ctx, w.DB, job.Args.Member)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("load member: %w", err)
	}
	err = w.Mail.SendInvitation(ctx, TeamInvitation{
		ID: job.Args.Token, Language: ws.Language, To: t.Email, By: by.Name, Workspace: ws.Name, URL: w.BaseURL + "/invitation/" + text,
		Valid: account.ForInvitation.Lifetime(),
	})
	return unlessUndelivered(err) // the team's page shows it as open, and invites again
}

func (r *Runner) invitationToken(id string) (text string, hash account.Hash, err error) {
	return r.derived(account.ForInvitation, "invitation", id)
}

// Invite keeps an invitation of an address into the workspace of the event and, where mail leaves, has it sent. The link
// is for whoever may vouch for the address: the operator, or an owner where no mail leaves.
func (r *Runner) Invite(ctx context.Context, email string, role account.Role, e account.Event) (link string, err error) {
	err = r.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		link, err = r.InviteIn(ctx, tx, email, role, e)
		return err
	})
	return link, err
}

// InviteIn is Invite within a transaction.
func (r *Runner) InviteIn(ctx context.Context, tx *db.Tx, email string, role account.Role, e account.Event) (link string, err error) {
	id := r.newID()
	text, hash, err := r.invitationToken(id)
	if err != nil {
		return "", err
	}
	err = roster.Invite(ctx, tx, account.Token{
		Hash: hash, Purpose: account.ForInvitation, Workspace: e.Workspace, Email: email, Role: role, CreatedAt: e.At,
		ExpiresAt: e.At.Add(account.ForInvitation.Lifetime()),
	}, e)
	if err != nil {
		return "", err
	}
	link = r.BaseURL + "/invitation/" + text
	if r.Mail == nil {
		return link, nil
	}
	return link, r.Insert(ctx, tx, SendInvitation{Member: e.Member, Token: id})
}
