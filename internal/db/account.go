package db

import (
	"context"

	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Workspace is who sends: its legal identity is shown to recipients.
type Workspace struct {
	ID            string
	Name          string
	LegalName     string
	Address       string
	Phone         string
	SIREN         string
	Zone          string // IANA
	Language      string // "fr" or "en"
	Accent        string // colour of its pages, "" = the default
	StripeAccount string // connected account, "" = the instance's own
	CreatedAt     delivery.Instant
}

// Member is a person of a workspace.
type Member struct {
	ID          string
	Workspace   string
	Email       string // normalised; one is one person
	Name        string
	Role        string // owner, member, accountant or auditor
	Language    string
	ConfirmedAt delivery.Instant // of the e-mail address
	CreatedAt   delivery.Instant
	RemovedAt   delivery.Instant
}

func workspaceOf(w sqlgen.Workspace) Workspace {
	return Workspace{
		ID: w.ID, Name: w.Name, LegalName: w.LegalName, Address: w.Address, Phone: w.Phone, SIREN: w.Siren, Zone: w.Zone, Language: w.Language,
		Accent: w.Accent, StripeAccount: w.StripeAccount, CreatedAt: delivery.Instant(w.CreatedAt),
	}
}

func memberOf(m sqlgen.Member) Member {
	return Member{
		ID: m.ID, Workspace: m.WorkspaceID, Email: m.Email, Name: m.Name, Role: m.Role, Language: m.Language,
		ConfirmedAt: delivery.Instant(m.ConfirmedAt), CreatedAt: delivery.Instant(m.CreatedAt), RemovedAt: delivery.Instant(m.RemovedAt),
	}
}

// passwordKind is the kind of the credential of which there is one per member.
const passwordKind = "password"

// SignUp makes a workspace with its first member, who can sign in with the password of that hash. ErrExists when the
// e-mail address is taken; then nothing is made.
func (d *DB) SignUp(ctx context.Context, w Workspace, m Member, passwordHash string) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		err := tx.w().InsertWorkspace(ctx, sqlgen.InsertWorkspaceParams{
			ID: w.ID, Version: 1, Name: w.Name, LegalName: w.LegalName, Address: w.Address, Phone: w.Phone, Siren: w.SIREN, Zone: w.Zone,
			Language: w.Language, Accent: w.Accent, StripeAccount: w.StripeAccount, CreatedAt: int64(w.CreatedAt),
		})
		if err != nil {
			return classify("make workspace", err)
		}
		m.Workspace = w.ID
		return tx.addMember(ctx, m, passwordHash)
	})
}

func (t *Tx) addMember(ctx context.Context, m Member, passwordHash string) error {
	err := t.w().InsertMember(ctx, sqlgen.InsertMemberParams{
		ID: m.ID, WorkspaceID: m.Workspace, Version: 1, Email: m.Email, Name: m.Name, Role: m.Role, Language: m.Language,
		ConfirmedAt: int64(m.ConfirmedAt), CreatedAt: int64(m.CreatedAt),
	})
	if err != nil {
		return classify("make member", err)
	}
	return t.savePassword(ctx, m.ID, passwordHash, m.CreatedAt)
}

func (t *Tx) savePassword(ctx context.Context, member, hash string, at delivery.Instant) error {
	err := t.w().SaveCredential(ctx, sqlgen.SaveCredentialParams{
		MemberID: member, Kind: passwordKind, Secret: hash, CreatedAt: int64(at), UsedAt: int64(at),
	})
	return classify("keep password", err)
}

// Workspace returns the workspace. ErrNotFound.
func (d *DB) Workspace(ctx context.Context, id string) (Workspace, error) {
	w, err := d.queries.GetWorkspace(ctx, id)
	return workspaceOf(w), classify("read workspace", err)
}

// UpdateWorkspace changes a workspace. change may run more than once; its error is returned as it is.
func (d *DB) UpdateWorkspace(ctx context.Context, id string, change func(*Workspace) error) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		row, err := tx.w().LockWorkspace(ctx, id)
		if err != nil {
			return classify("lock workspace", err)
		}
		w := workspaceOf(row)
		if err := change(&w); err != nil {
			return err
		}
		err = tx.w().UpdateWorkspace(ctx, sqlgen.UpdateWorkspaceParams{
			ID: id, Name: w.Name, LegalName: w.LegalName, Address: w.Address, Phone: w.Phone, Siren: w.SIREN, Zone: w.Zone,
			Language: w.Language, Accent: w.Accent, StripeAccount: w.StripeAccount,
		})
		return classify("write workspace", err)
	})
}

// CountWorkspaces tells how many there are: more than one cannot share the instance's own processor account.
func (d *DB) CountWorkspaces(ctx context.Context) (int64, error) {
	n, err := d.queries.CountWorkspaces(ctx)
	return n, classify("count workspaces", err)
}

// Member returns the member, also a removed one. ErrNotFound.
func (d *DB) Member(ctx context.Context, id string) (Member, error) {
	m, err := d.queries.GetMember(ctx, id)
	return memberOf(m), classify("read member", err)
}

// Members returns a workspace's members in the order they came, removed ones too.
func (d *DB) Members(ctx context.Context, workspace string) ([]Member, error) {
	list, err := d.queries.ListMembers(ctx, workspace)
	out := make([]Member, len(list))
	for i, m := range list {
		out[i] = memberOf(m)
	}
	return out, classify("list members", err)
}

// MemberByEmail returns the member with the normalised address and the hash of their password, "" when they have
// none. ErrNotFound for unknown and removed ones.
func (d *DB) MemberByEmail(ctx context.Context, email string) (Member, string, error) {
	m, err := d.queries.GetMemberByEmail(ctx, email)
	if err != nil {
		return Member{}, "", classify("find member", err)
	}
	if m.RemovedAt != 0 {
		return Member{}, "", ErrNotFound
	}
	c, err := d.queries.GetCredential(ctx, sqlgen.GetCredentialParams{MemberID: m.ID, Kind: passwordKind})
	if err != nil && !isNoRow(err) {
		return Member{}, "", classify("read password", err)
	}
	return memberOf(m), c.Secret, nil
}

// SetPassword replaces the password's hash and ends every session of the member but the one given ("" hash: all).
func (d *DB) SetPassword(ctx context.Context, member, hash string, keep []byte, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.w().LockMember(ctx, member); err != nil {
			return classify("lock member", err)
		}
		if err := tx.savePassword(ctx, member, hash, at); err != nil {
			return err
		}
		return tx.endSessions(ctx, member, keep)
	})
}

// UpdateMember changes a member's row; removing one ends their sessions, and their API keys stop working.
func (d *DB) UpdateMember(ctx context.Context, id string, change func(*Member) error) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		row, err := tx.w().LockMember(ctx, id)
		if err != nil {
			return classify("lock member", err)
		}
		m := memberOf(row)
		if err := change(&m); err != nil {
			return err
		}
		err = tx.w().UpdateMember(ctx, sqlgen.UpdateMemberParams{
			ID: id, Email: m.Email, Name: m.Name, Role: m.Role, Language: m.Language, ConfirmedAt: int64(m.ConfirmedAt), RemovedAt: int64(m.RemovedAt),
		})
		if err != nil {
			return classify("write member", err)
		}
		if m.RemovedAt.IsZero() {
			return nil
		}
		return tx.endSessions(ctx, id, nil)
	})
}

// ConfirmEmail notes that the member's address is theirs. Repeating it keeps the first instant.
func (d *DB) ConfirmEmail(ctx context.Context, member string, at delivery.Instant) error {
	return d.UpdateMember(ctx, member, func(m *Member) error {
		if m.ConfirmedAt.IsZero() {
			m.ConfirmedAt = at
		}
		return nil
	})
}
