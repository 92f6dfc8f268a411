package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

type userCommands struct {
	Create userCreate `cmd:"" help:"Make a confirmed member with a workspace of their own."`
	Unlock userUnlock `cmd:"" help:"Remove the codes and passkeys of a member who lost them; the password stays."`
}

type userCreate struct {
	Email         string `required:"" help:"E-mail address."`
	Name          string `required:"" help:"Name of the person."`
	Workspace     string `required:"" help:"Name of the workspace."`
	PasswordStdin bool   `required:"" help:"Read the password from the first line of standard input."`
	LegalName     string `help:"Legal name shown to recipients."`
	Address       string `help:"Address shown to recipients."`
	Telephone     string `help:"Telephone shown to recipients."`
	SIREN         string `name:"siren" help:"SIREN, where there is one."`
}

const maxPassword = 1024

// Run makes the member. The address counts as confirmed: the operator vouches for it.
func (u *userCreate) Run(w *world) error {
	password, err := firstLine(w.in)
	if err != nil {
		return err
	}
	a, err := w.openApp()
	if err != nil {
		return err
	}
	err = a.createUser(w, account.Signup{Name: u.Name, Email: u.Email, Password: password, Workspace: u.Workspace}, account.Profile{
		LegalName: u.LegalName, Address: u.Address, Telephone: u.Telephone, SIREN: u.SIREN,
	})
	return errors.Join(err, a.close())
}

func (a *app) createUser(w *world, s account.Signup, profile account.Profile) error {
	if err := s.Validate(); err != nil {
		return explain(err)
	}
	profile = profile.Normal()
	if err := profile.Validate(); err != nil {
		return explain(err)
	}
	email, err := account.NormalEmail(s.Email)
	if err != nil {
		return explain(err)
	}
	hash, err := account.HashPassword(s.Password, rand.Reader)
	if err != nil {
		return err
	}
	now := a.now()
	id := func() string { return delivery.NewID(delivery.At(now), rand.Reader) }
	ws := account.Workspace{
		ID: id(), Slug: account.Slug(s.Workspace), Name: s.Workspace, Profile: profile, Language: "fr", Zone: delivery.DefaultZone, CreatedAt: now,
	}
	member := account.Member{
		ID: id(), Workspace: ws.ID, Email: email, Name: s.Name, Role: account.Owner, PasswordHash: hash, ConfirmedAt: now, CreatedAt: now,
	}
	if err := a.db.SignUp(w.ctx, ws, member); err != nil {
		return fmt.Errorf("create user: %w", err)
	}
	say(w.err, "created %s\n", email)
	return nil
}

// firstLine reads one bounded line, without its end.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
