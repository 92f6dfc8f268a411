package message

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

type confirmationSender struct {
	river.WorkerDefaults[SendConfirmation]
	*Runner
}

// Work mails a new member the link that confirms their address. The token is a function of the job's id and a key,
// so that the job holds no secret and a message sent again holds the same link.
func (w *confirmationSender) Work(ctx context.Context, job *river.Job[SendConfirmation]) error {
	m, err := roster.Member(ctx, w.DB, job.Args.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	if !m.ConfirmedAt.IsZero() {
		return nil
	}
	if w.Mail == nil {
		return river.JobCancel(switchedOff{})
	}
	token, _, err := w.confirmationToken(job.Args.Token)
	if err != nil {
		return err
	}
	ws, err := roster.Workspace(ctx, w.DB, m.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	err = w.Mail.SendConfirmation(ctx, Confirmation{
		ID: job.Args.Token, Language: ws.Language, To: m.Email, ToName: m.Name, URL: w.BaseURL + "/confirm/" + token,
		Valid: account.ForConfirmation.Lifetime(),
	})
	return unlessUndelivered(err) // the page lets the member ask again
}

func (r *Runner) confirmationToken(id string) (text string, hash account.Hash, err error) {
	return r.derived(account.ForConfirmation, "confirmation", id)
}

// derived makes a token of a job's id and a key, so that a job holds no secret, and one that runs again mails the same link.
func (r *Runner) derived(p account.Purpose, label, id string) (text string, hash account.Hash, err error) {
	mac := hmac.New(sha256.New, r.PasscodeKey)
	mac.Write([]byte("quittance/" + label + "/v1\x00" + id))
	return account.NewToken(p, bytes.NewReader(mac.Sum(nil)))
}

// unlessUndelivered gives up a message about an account that will not arrive, or may have: it is not sent again by itself.
func unlessUndelivered(err error) error {
	var f failure
	if errors.As(err, &f) && (f.IsRefused() || f.IsUnknown()) {
		return river.JobCancel(err)
	}
	return err
}

// RequestConfirmation stores a fresh confirmation of a member's address and has it mailed, in one transaction.
func (r *Runner) RequestConfirmation(ctx context.Context, m account.Member) error {
	id := r.newID()
	_, hash, err := r.confirmationToken(id)
	if err != nil {
		return err
	}
	now := r.Now()
	return r.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := login.CreateToken(ctx, tx, account.Token{
			Hash: hash, Purpose: account.ForConfirmation, Member: m.ID, Workspace: m.Workspace, Email: m.Email, CreatedAt: now,
			ExpiresAt: now.Add(account.ForConfirmation.Lifetime()),
		})
		if err != nil {
			return err
		}
		return r.Insert(ctx, tx, SendConfirmation{Member: m.ID, Token: id})
	})
}
