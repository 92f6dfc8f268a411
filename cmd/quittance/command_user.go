package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"quittance/cmd/internal/people"
	"quittance/internal/account"
)

type userCommands struct {
	Create   userCreate   `cmd:"" help:"Make a confirmed member with a workspace of their own."`
	Invite   userInvite   `cmd:"" help:"Invite somebody into a workspace and print the link, alone, on standard output."`
	Password userPassword `cmd:"" help:"Give a member another password and end their sessions."`
	Unlock   userUnlock   `cmd:"" help:"Remove the codes and passkeys of a member who lost them; the password stays."`
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
	email, err := a.people().Create(w.ctx, account.Signup{Name: u.Name, Email: u.Email, Password: password, Workspace: u.Workspace}, account.Profile{
		LegalName: u.LegalName, Address: u.Address, Telephone: u.Telephone, SIREN: u.SIREN,
	})
	if err == nil {
		say(w.err, "created %s\n", email)
	}
	return errors.Join(explain(err), a.close())
}

func (a *app) people() people.Command {
	return people.Command{DB: a.db, Alone: a.paidForReal(), Now: a.now()}
}

type userInvite struct {
	Email        string `required:"" help:"E-mail address."`
	Role         string `help:"owner, member, accountant or auditor." enum:"owner,member,accountant,auditor" default:"member"`
	Workspace    string `help:"Name of the workspace; not needed where there is one." xor:"workspace"`
	NewWorkspace string `help:"Name of a workspace to make; the invited owns it." xor:"workspace"`
}

// Run keeps the invitation, has it mailed where mail leaves, and prints its link for the operator to hand over.
func (u *userInvite) Run(w *world) error {
	a, err := w.openApp()
	if err != nil {
		return err
	}
	link := ""
	if err = a.openJobs(configured(a.config)); err == nil && u.NewWorkspace != "" {
		link, err = a.people().Open(w.ctx, a.jobs.Messages, u.Email, u.NewWorkspace)
	} else if err == nil {
		link, err = a.people().Invite(w.ctx, a.jobs.Messages, u.Email, account.Role(u.Role), u.Workspace)
	}
	if err == nil {
		say(w.out, "%s\n", link)
	}
	return errors.Join(explain(err), a.close())
}

type userPassword struct {
	Email         string `required:"" help:"E-mail address of the member."`
	PasswordStdin bool   `required:"" help:"Read the password from the first line of standard input."`
}

// Run sets the password. The address counts as confirmed, as when making a member.
func (u *userPassword) Run(w *world) error {
	password, err := firstLine(w.in)
	if err != nil {
		return err
	}
	a, err := w.openApp()
	if err != nil {
		return err
	}
	if err = a.people().SetPassword(w.ctx, u.Email, password); err == nil {
		say(w.err, "password changed, sessions ended\n")
	}
	return errors.Join(explain(err), a.close())
}

// firstLine reads one bounded line, without its end.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
