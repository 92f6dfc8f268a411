package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/ulid"
)

type apiKeyCommands struct {
	Create apiKeyCreate `cmd:"" help:"Make a key for a member and print it, alone, on standard output."`
}

type apiKeyCreate struct {
	Email string `required:"" help:"E-mail address of the member."`
	Name  string `help:"What the key is for." default:"command line"`
}

// Run makes the key. It is printed once and stored hashed.
func (k *apiKeyCreate) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	return errors.Join(k.create(w, a), a.close())
}

func (k *apiKeyCreate) create(w *world, a *app) error {
	email, err := account.NormalEmail(k.Email)
	if err != nil {
		return explain(err)
	}
	m, err := roster.MemberByEmail(w.ctx, a.db, email)
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	text, hint, hash, err := account.NewAPIKey(rand.Reader)
	if err != nil {
		return err
	}
	now := a.now()
	key := account.APIKey{
		ID: ulid.New(now, rand.Reader), Workspace: m.Workspace, Member: m.ID, Name: k.Name, Hint: hint, Hash: hash,
		Scopes: account.Scopes(), CreatedAt: now,
	}
	err = a.db.Write(w.ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := login.CreateAPIKey(ctx, tx, key); err != nil {
			return err
		}
		return roster.Log(ctx, tx, account.Event{ID: ulid.New(now, rand.Reader), Workspace: m.Workspace, Kind: account.KeyMade, Subject: key.ID, At: now})
	})
	if err != nil {
		return fmt.Errorf("store key: %w", err)
	}
	say(w.out, "%s\n", text)
	return nil
}
