package people

import (
	"context"
	"fmt"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

// Alerter tells members of what became of the protection of their account.
type Alerter interface {
	AlertMember(ctx context.Context, tx *db.Tx, member string, what account.Alert) error
}

// Unlock takes every factor but the password from a member, who is told by mail, and ends their sessions. It is for the
// last owner of a workspace: anybody else is invited again by an owner. Who it is must be known before, by another way
// than the mailbox.
func (c Command) Unlock(ctx context.Context, by Alerter, email string) (member string, removed int, err error) {
	if email, err = account.NormalEmail(email); err != nil {
		return "", 0, err
	}
	m, err := roster.MemberByEmail(ctx, c.DB, email)
	if err != nil {
		return "", 0, fmt.Errorf("find member: %w", err)
	}
	err = c.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if removed, err = login.Unlock(ctx, tx, m.ID); err != nil {
			return err
		}
		if err := roster.Log(ctx, tx, c.event(m.Workspace, account.FactorRemoved, m.ID)); err != nil {
			return err
		}
		return by.AlertMember(ctx, tx, m.ID, account.Unlocked)
	})
	if err != nil {
		return "", 0, fmt.Errorf("unlock member: %w", err)
	}
	return m.ID, removed, nil
}
