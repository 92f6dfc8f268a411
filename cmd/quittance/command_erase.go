package main

import (
	"errors"

	"quittance/cmd/internal/forget"
	"quittance/internal/delivery"
)

type eraseCommand struct {
	Delivery string `help:"Id of the delivery, as in its address." xor:"what" required:""`
	Client   string `help:"E-mail address of a client, or of who was named to pay: their card in each workspace, and the deliveries that hold the address and need not be kept." xor:"what,early" required:""`
	Force    bool   `help:"Before its time is over, with a reason; never while it, or money of it, is under way." xor:"early"`
	Reason   string `help:"Why before its time. The sender reads it."`
}

var errReason = errors.New("--force goes with --reason, and --reason with --force: the sender reads why")

// Run erases beside a running server. Killed at any moment, it is run again: what was erased stays so.
func (e *eraseCommand) Run(w *world) error {
	if e.Force != (e.Reason != "") {
		return errReason
	}
	a, err := w.openApp()
	if err != nil {
		return err
	}
	o := forget.Command{DB: a.db, Vault: a.vault, Now: a.now, Log: newLogger("info"), Said: w.err}
	if e.Client != "" {
		err = o.Client(w.ctx, e.Client)
	} else {
		err = o.Delivery(w.ctx, delivery.ID(e.Delivery), e.Force, e.Reason)
	}
	return errors.Join(explain(err), a.close())
}
