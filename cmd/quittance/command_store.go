package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/problem"
)

// openApp opens database, storage and keys, for commands that work beside a running server.
func (w *world) openApp() (*app, error) {
	c, err := w.config()
	if err != nil {
		return nil, err
	}
	return openStore(w.ctx, c, newLogger("error"))
}

type migrateCommand struct{}

// Run brings the schema to this version. Several processes may run it at a time: one does the work.
func (migrateCommand) Run(w *world) error {
	c, err := w.config()
	if err != nil {
		return err
	}
	store, err := db.Open(w.ctx, c.DatabaseURL, db.Options{Logger: newLogger("error")})
	if err != nil {
		return err
	}
	return errors.Join(store.Migrate(w.ctx), store.Close())
}

type keysCommands struct {
	ConfirmBackup confirmBackup `cmd:"" help:"Record that the root key was saved elsewhere."`
}

type confirmBackup struct{}

// Run records the confirmation; production asks for it.
func (confirmBackup) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	say(w.err, "root key %s: noted as saved\n", a.root.Fingerprint())
	return errors.Join(a.db.ConfirmBackup(w.ctx, delivery.At(time.Now())), a.close())
}

// explain turns a problem with fields into lines for a terminal.
func explain(err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Fields) == 0 {
		return err
	}
	var lines []string
	for _, f := range p.Fields {
		lines = append(lines, fmt.Sprintf("%s: %s", f.Name, strings.ReplaceAll(f.Code, "_", " ")))
	}
	return errors.New(strings.Join(lines, "; "))
}
