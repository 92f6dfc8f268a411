package main

import (
	"errors"
	"log/slog"
)

type userUnlock struct {
	Email string `required:"" help:"E-mail address of the member."`
}

// Run takes every factor but the password from a member: see people.Command.Unlock.
func (u *userUnlock) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	if err = a.openJobs(configured(a.config)); err == nil {
		var member string
		var removed int
		if member, removed, err = a.people().Unlock(w.ctx, a.jobs.Messages, u.Email); err == nil {
			newLogger("info").WarnContext(w.ctx, "the operator removed a member's second factors", slog.String("member", member), slog.Int("removed", removed))
			say(w.err, "%d removed, sessions ended\n", removed)
		}
	}
	return errors.Join(explain(err), a.close())
}
