package message

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

type addressSender struct {
	river.WorkerDefaults[SendAddress]
	*Runner
}

// Work mails the link of a changed address to the address it was made for, unless it opens nothing any more. A message sent
// again holds the same link: the token is a function of the job's id and a key, so that the job holds no secret.
func (w *addressSender) Work(ctx context.Context, job *river.Job[SendAddress]) error {
	text, t, err := w.addressToken(ctx, job.Args.Token)
	if errors.Is(err, db.ErrNotFound) || err == nil && t.Check(t.Purpose, w.Now()) != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load token: %w", err)
	}
	if w.Mail == nil {
		return river.JobCancel(switchedOff{})
	}
	m, err := roster.Member(ctx, w.DB, t.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	ws, err := roster.Workspace(ctx, w.DB, t.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	if t.Purpose == account.ForUndoneEmail {
		err := w.Mail.SendAlert(ctx, Alert{
			ID: job.Args.Token, Language: ws.Language, To: t.Email, ToName: m.Name, What: account.EmailUndone, URL: w.BaseURL + "/signin",
		})
		return unlessUndelivered(err)
	}
	mail := AddressMail{
		ID: job.Args.Token, Language: ws.Language, To: t.Email, ToName: m.Name, URL: w.BaseURL + "/settings/security/email/" + text, Valid: t.Purpose.Lifetime(),
	}
	if mail.Old = t.Purpose == account.ForOldEmail; mail.Old {
		mail.URL = w.BaseURL + "/email/" + text
	}
	err = w.Mail.SendAddress(ctx, mail)
	return unlessUndelivered(err) // the page lets the member ask again; an old address that takes no mail takes none later
}

// addressToken finds the token that was made for a job. It has one of three purposes.
func (w *addressSender) addressToken(ctx context.Context, id string) (text string, t account.Token, err error) {
	for _, p := range []account.Purpose{account.ForNewEmail, account.ForOldEmail, account.ForUndoneEmail} {
		var hash account.Hash
		if text, hash, err = w.tokenOfAddress(p, id); err != nil {
			return "", t, err
		}
		if t, err = login.FindToken(ctx, w.DB, hash); !errors.Is(err, db.ErrNotFound) {
			break
		}
	}
	return text, t, err
}

func (r *Runner) tokenOfAddress(p account.Purpose, id string) (text string, hash account.Hash, err error) {
	return r.derived(p, "address", id)
}

// MailAddress keeps a link for who reads the mailbox of an address, for one of the purposes of a change, and has it
// mailed, in the transaction that needs it. It is good for its lifetime from now, whenever it says that it was made.
func (r *Runner) MailAddress(ctx context.Context, tx *db.Tx, m account.Member, p account.Purpose, email string, made time.Time) error {
	id := r.newID()
	_, hash, err := r.tokenOfAddress(p, id)
	if err != nil {
		return err
	}
	err = login.CreateToken(ctx, tx, account.Token{
		Hash: hash, Purpose: p, Member: m.ID, Workspace: m.Workspace, Email: email, CreatedAt: made, ExpiresAt: r.Now().Add(p.Lifetime()),
	})
	if err != nil {
		return err
	}
	return r.Insert(ctx, tx, SendAddress{Member: m.ID, Token: id})
}
