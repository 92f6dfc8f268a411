package message

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/roster"
)

type alertSender struct {
	river.WorkerDefaults[SendAlert]
	*Runner
}

// Work tells a member that what protects their account has changed.
func (w *alertSender) Work(ctx context.Context, job *river.Job[SendAlert]) error {
	m, err := roster.Member(ctx, w.DB, job.Args.Member)
	if err != nil {
		return fmt.Errorf("load member: %w", err)
	}
	if w.Mail == nil {
		return river.JobCancel(switchedOff{})
	}
	ws, err := roster.Workspace(ctx, w.DB, m.Workspace)
	if err != nil {
		return fmt.Errorf("load workspace: %w", err)
	}
	by, err := roster.Member(ctx, w.DB, job.Args.By)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("load who did it: %w", err)
	}
	url := w.BaseURL + "/settings/security"
	switch job.Args.Alert {
	case account.SignedUpAgain, account.AlertLetIn:
		url = w.BaseURL + "/signin"
	case account.AlertRole:
		url = w.BaseURL + "/deliveries"
	case account.AlertRemoved:
		url = "" // there is nothing to be seen any more
	default: // about what protects the account
	}
	err = w.Mail.SendAlert(ctx, Alert{
		ID: job.Args.Message, Language: ws.Language, To: m.Email, ToName: m.Name, What: job.Args.Alert, URL: url, Workspace: ws.Name, Role: m.Role, By: by.Name,
	})
	return unlessUndelivered(err) // what was changed stays; an address that takes no mail takes none later
}

// AlertMember has a member told, in the transaction that makes the change, of what became of their account's protection.
func (r *Runner) AlertMember(ctx context.Context, tx *db.Tx, member string, what account.Alert) error {
	return r.TellMember(ctx, tx, member, what, "")
}

// TellMember is AlertMember about what another member, by, did.
func (r *Runner) TellMember(ctx context.Context, tx *db.Tx, member string, what account.Alert, by string) error {
	return r.Insert(ctx, tx, SendAlert{Member: member, Alert: what, Message: r.newID(), By: by})
}
