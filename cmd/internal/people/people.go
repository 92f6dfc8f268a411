// Package people is what the operator does for members on the server itself: make, invite, give another password. The
// operator vouches for addresses; what they do stands in the account log under nobody's name.
package people

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/ulid"
)

// Command is the database and what the installation allows.
type Command struct {
	DB    *db.DB
	Alone bool // payments are real and of one account: there is one workspace
	Now   time.Time
}

// Inviter keeps invitations and has them mailed where mail leaves.
type Inviter interface {
	InviteIn(ctx context.Context, tx *db.Tx, email string, role account.Role, e account.Event) (link string, err error)
}

func (c Command) id() string { return ulid.New(c.Now, rand.Reader) }

func (c Command) event(workspace string, kind account.EventKind, subject string) account.Event {
	return account.Event{ID: c.id(), Workspace: workspace, Kind: kind, Subject: subject, At: c.Now}
}

func (c Command) workspace(name string) account.Workspace {
	id := c.id()
	return account.Workspace{
		ID: id, Slug: account.Slug(name) + "-" + id[len(id)-6:], Name: name, Language: "fr", Zone: delivery.DefaultZone, CreatedAt: c.Now,
	}
}

// Create makes a confirmed member with a workspace of their own, and returns the address as it is kept.
func (c Command) Create(ctx context.Context, s account.Signup, profile account.Profile) (email string, err error) {
	if err := s.Validate(); err != nil {
		return "", err
	}
	profile = profile.Normal()
	if err := profile.Validate(); err != nil {
		return "", err
	}
	if email, err = account.NormalEmail(s.Email); err != nil {
		return "", err
	}
	hash, err := account.HashPassword(s.Password, rand.Reader)
	if err != nil {
		return "", err
	}
	ws := c.workspace(s.Workspace)
	ws.Profile = profile
	m := account.Member{
		ID: c.id(), Workspace: ws.ID, Email: email, Name: s.Name, Role: account.Owner, PasswordHash: hash, ConfirmedAt: c.Now, CreatedAt: c.Now,
	}
	if err := roster.SignUp(ctx, c.DB, ws, m, c.Alone, c.event(ws.ID, account.WorkspaceMade, "")); err != nil {
		return "", fmt.Errorf("create user: %w", err)
	}
	return email, nil
}

// Invite keeps an invitation into the workspace that is called so, or the only one for "", and returns its link.
func (c Command) Invite(ctx context.Context, by Inviter, email string, role account.Role, workspace string) (link string, err error) {
	if email, err = account.NormalEmail(email); err != nil {
		return "", err
	}
	list, err := roster.Workspaces(ctx, c.DB)
	if err != nil {
		return "", err
	}
	var found []string
	for _, ws := range list {
		if workspace == "" || ws.Name == workspace || ws.Slug == workspace {
			found = append(found, ws.ID)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d workspaces are meant: name one with --workspace, or make one with --new-workspace", len(found))
	}
	err = c.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		link, err = by.InviteIn(ctx, tx, email, role, c.event(found[0], account.MemberInvited, ""))
		return err
	})
	return link, err
}

// Open makes a workspace whose owner is invited, and returns the link of the invitation.
func (c Command) Open(ctx context.Context, by Inviter, email, name string) (link string, err error) {
	if email, err = account.NormalEmail(email); err != nil {
		return "", err
	}
	ws := c.workspace(strings.TrimSpace(name))
	err = c.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := roster.MakeWorkspace(ctx, tx, ws, c.Alone, c.event(ws.ID, account.WorkspaceMade, "")); err != nil {
			return err
		}
		link, err = by.InviteIn(ctx, tx, email, account.Owner, c.event(ws.ID, account.MemberInvited, ""))
		return err
	})
	return link, err
}

// SetPassword gives a member another password, ends their sessions and confirms their address.
func (c Command) SetPassword(ctx context.Context, email, password string) error {
	email, err := account.NormalEmail(email)
	if err != nil {
		return err
	}
	m, err := roster.MemberByEmail(ctx, c.DB, email)
	if err != nil {
		return fmt.Errorf("find member: %w", err)
	}
	if err := account.CheckPassword(password, m.Email, m.Name); err != nil {
		return err
	}
	hash, err := account.HashPassword(password, rand.Reader)
	if err != nil {
		return err
	}
	at := delivery.At(c.Now)
	err = c.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := roster.ConfirmEmail(ctx, tx, m.ID, at); err != nil {
			return err
		}
		if err := login.SetPassword(ctx, tx, m.ID, hash, account.Hash{}, at); err != nil {
			return err
		}
		return roster.Log(ctx, tx, c.event(m.Workspace, account.PasswordReplaced, m.ID))
	})
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}
