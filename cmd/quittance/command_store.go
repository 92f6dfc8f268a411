package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/problem"
	"quittance/storage"
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
	Create        createKey     `cmd:"" help:"Make a root key file, for a database that is not SQLite."`
	ConfirmBackup confirmBackup `cmd:"" help:"Record that the root key was saved elsewhere."`
}

type createKey struct {
	File string `arg:"" help:"Where to write it; must not exist." type:"path"`
}

// Run makes a root key, readable by its owner alone. For SQLite the server makes one by itself; anywhere else several
// servers share it, and each must be given the same file.
func (k *createKey) Run(w *world) error {
	key, err := storage.CreateRootKey(k.File, rand.Reader)
	if err != nil {
		return fmt.Errorf("create root key: %w", err)
	}
	say(w.err, "root key %s: save a copy, nothing can be read without it\n", key.Fingerprint())
	return nil
}

type confirmBackup struct{}

// Run records the confirmation; production asks for it.
func (confirmBackup) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	say(w.err, "root key %s: noted as saved\n", a.root.Fingerprint())
	return errors.Join(a.db.ConfirmBackup(w.ctx, delivery.At(a.now())), a.close())
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
