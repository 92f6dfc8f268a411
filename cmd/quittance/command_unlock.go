package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/factor"
)

type userUnlock struct {
	Email string `required:"" help:"E-mail address of the member."`
}

// Run takes every factor but the password from a member, who is told by mail, and ends their sessions. It is for the
// last owner of a workspace: anybody else is invited again by an owner. Who it is must be known before, by another way
// than the mailbox.
func (u *userUnlock) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	return errors.Join(u.unlock(w, a), a.close())
}

func (u *userUnlock) unlock(w *world, a *app) error {
	email, err := account.NormalEmail(u.Email)
	if err != nil {
		return explain(err)
	}
	m, err := a.db.MemberByEmail(w.ctx, email)
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	if err := a.openJobs(configured(a.config)); err != nil {
		return err
	}
	removed := 0
	err = a.db.Write(w.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if removed, err = factor.Unlock(ctx, tx, m.ID); err != nil {
			return err
		}
		return a.jobs.AlertMember(ctx, tx, m.ID, account.Unlocked)
	})
	if err != nil {
		return fmt.Errorf("unlock member: %w", err)
	}
	newLogger("info").WarnContext(w.ctx, "the operator removed a member's second factors", slog.String("member", m.ID), slog.Int("removed", removed))
	say(w.err, "%s: %d removed, sessions ended\n", email, removed)
	return nil
}
