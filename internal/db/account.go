package db

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func workspaceOf(w sqlgen.Workspace) account.Workspace {
	return account.Workspace{
		ID: w.ID, Slug: w.Slug, Name: w.Name, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount, CreatedAt: Time(w.CreatedAt), ClosedAt: Time(w.ClosedAt),
		Profile:     account.Profile{LegalName: w.LegalName, Address: w.Address, Telephone: w.Telephone, SIREN: w.Siren},
		Bank:        account.Bank{IBAN: w.Iban, BIC: w.Bic, Holder: w.AccountHolder},
		SuspendedAt: Time(w.SuspendedAt), SuspendedWhy: w.SuspendedWhy, SMSCap: w.SmsCap, Accent: account.Accent(w.Accent),
	}
}

func memberOf(m sqlgen.Member) account.Member {
	out := account.Member{
		ID: m.ID, Workspace: m.WorkspaceID, Email: m.Email, Name: m.Name, Role: account.Role(m.Role), Released: m.ReleasedEmail != "",
		ConfirmedAt: Time(m.ConfirmedAt), CreatedAt: Time(m.CreatedAt), DisabledAt: Time(m.DisabledAt),
	}
	if out.Released {
		out.Email = m.ReleasedEmail
	}
	return out
}

const passwordKind = string(account.Password)

// MakeWorkspace makes a workspace without a member.
func (t *Tx) MakeWorkspace(ctx context.Context, w account.Workspace) error {
	return classify("make workspace", t.w().InsertWorkspace(ctx, sqlgen.InsertWorkspaceParams{
		ID: w.ID, Version: 1, Slug: w.Slug, Name: w.Name, LegalName: w.Profile.LegalName, Address: w.Profile.Address, Telephone: w.Profile.Telephone,
		Siren: w.Profile.SIREN, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount, CreatedAt: Micros(w.CreatedAt),
	}))
}

// SignUp makes a workspace with its first member, whoever else has one: package roster asks first. ErrExists when the
// e-mail address is taken; then nothing is made.
func (d *DB) SignUp(ctx context.Context, w account.Workspace, m account.Member) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.MakeWorkspace(ctx, w); err != nil {
			return err
		}
		m.Workspace = w.ID
		return tx.AddMember(ctx, m)
	})
}

// AddMember makes a member of a workspace that exists. ErrExists when the e-mail address is taken.
func (t *Tx) AddMember(ctx context.Context, m account.Member) error {
	err := t.w().InsertMember(ctx, sqlgen.InsertMemberParams{
		ID: m.ID, WorkspaceID: m.Workspace, Version: 1, Email: m.Email, Name: m.Name, Role: string(m.Role),
		ConfirmedAt: Micros(m.ConfirmedAt), CreatedAt: Micros(m.CreatedAt), DisabledAt: Micros(m.DisabledAt),
	})
	if err != nil || m.PasswordHash == "" {
		return classify("make member", err)
	}
	return t.savePassword(ctx, m.ID, m.PasswordHash, Micros(m.CreatedAt))
}

// AddMember is Tx.AddMember in a transaction of its own.
func (d *DB) AddMember(ctx context.Context, m account.Member) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.AddMember(ctx, m) })
}

func (t *Tx) savePassword(ctx context.Context, member, hash string, at int64) error {
	err := t.w().SaveCredential(ctx, sqlgen.SaveCredentialParams{MemberID: member, Kind: passwordKind, Secret: hash, CreatedAt: at, UsedAt: at})
	return classify("keep password", err)
}

// Workspace returns the workspace. ErrNotFound.
func (d *DB) Workspace(ctx context.Context, id string) (account.Workspace, error) {
	w, err := d.queries.GetWorkspace(ctx, id)
	return workspaceOf(w), classify("read workspace", err)
}

// LockWorkspace returns the workspace; who else changes it or its members waits. ErrNotFound.
func (t *Tx) LockWorkspace(ctx context.Context, id string) (account.Workspace, error) {
	row, err := t.w().LockWorkspace(ctx, id)
	return workspaceOf(row), classify("lock workspace", err)
}

// UpdateWorkspace changes a workspace. change may run more than once; its error is returned as it is.
func (t *Tx) UpdateWorkspace(ctx context.Context, id string, change func(*account.Workspace) error) error {
	w, err := t.LockWorkspace(ctx, id)
	if err != nil {
		return err
	}
	if err := change(&w); err != nil {
		return err
	}
	return classify("write workspace", t.w().UpdateWorkspace(ctx, sqlgen.UpdateWorkspaceParams{
		ID: id, Slug: w.Slug, Name: w.Name, LegalName: w.Profile.LegalName, Address: w.Profile.Address, Telephone: w.Profile.Telephone,
		Siren: w.Profile.SIREN, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount,
		Iban: w.Bank.IBAN, Bic: w.Bank.BIC, AccountHolder: w.Bank.Holder, Accent: string(w.Accent),
	}))
}

// UpdateWorkspace is Tx.UpdateWorkspace in a transaction of its own.
func (d *DB) UpdateWorkspace(ctx context.Context, id string, change func(*account.Workspace) error) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.UpdateWorkspace(ctx, id, change) })
}

// Workspaces lists those that are open, in the order they were made.
func (d *DB) Workspaces(ctx context.Context) ([]account.Workspace, error) {
	list, err := d.queries.ListOpenWorkspaces(ctx)
	out := make([]account.Workspace, len(list))
	for i, w := range list {
		out[i] = workspaceOf(w)
	}
	return out, classify("list workspaces", err)
}

// CountWorkspaces tells how many are open: more than one cannot share the instance's own processor account.
func (d *DB) CountWorkspaces(ctx context.Context) (int64, error) {
	n, err := d.queries.CountOpenWorkspaces(ctx)
	return n, classify("count workspaces", err)
}

// Member returns the member, also a disabled one, without the password's hash. ErrNotFound.
func (d *DB) Member(ctx context.Context, id string) (account.Member, error) {
	m, err := d.queries.GetMember(ctx, id)
	return memberOf(m), classify("read member", err)
}

// Members returns a workspace's members in the order they came, disabled ones too, without passwords' hashes.
func (d *DB) Members(ctx context.Context, workspace string) ([]account.Member, error) {
	return membersOf(ctx, d.queries, workspace)
}

// Members is DB.Members as this transaction sees them.
func (t *Tx) Members(ctx context.Context, workspace string) ([]account.Member, error) {
	return membersOf(ctx, t.q, workspace)
}

func membersOf(ctx context.Context, q *sqlgen.Queries, workspace string) ([]account.Member, error) {
	list, err := q.ListMembers(ctx, workspace)
	out := make([]account.Member, len(list))
	for i, m := range list {
		out[i] = memberOf(m)
	}
	return out, classify("list members", err)
}

// MemberByEmail returns the member with the normal address, the password's hash with it. ErrNotFound.
func (d *DB) MemberByEmail(ctx context.Context, email string) (account.Member, error) {
	row, err := d.queries.GetMemberByEmail(ctx, email)
	if err != nil {
		return account.Member{}, classify("find member", err)
	}
	c, err := d.queries.GetCredential(ctx, sqlgen.GetCredentialParams{MemberID: row.ID, Kind: passwordKind})
	if err != nil && !isNoRow(err) {
		return account.Member{}, classify("read password", err)
	}
	m := memberOf(row)
	m.PasswordHash = c.Secret
	return m, nil
}

// SetPassword replaces the password's hash and ends every session of the member but the given one; the zero hash
// keeps none.
func (t *Tx) SetPassword(ctx context.Context, member, hash string, keep account.Hash, at delivery.Instant) error {
	if _, err := t.w().LockMember(ctx, member); err != nil {
		return classify("lock member", err)
	}
	if err := t.savePassword(ctx, member, hash, int64(at)); err != nil {
		return err
	}
	return t.endSessions(ctx, member, keep)
}

// SetPassword is Tx.SetPassword in a transaction of its own.
func (d *DB) SetPassword(ctx context.Context, member, hash string, keep account.Hash, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.SetPassword(ctx, member, hash, keep, at) })
}

// UpdateMember changes a member's row, all but the password. Disabling one ends their sessions, and their API keys
// stop working.
func (t *Tx) UpdateMember(ctx context.Context, id string, change func(*account.Member) error) error {
	row, err := t.w().LockMember(ctx, id)
	if err != nil {
		return classify("lock member", err)
	}
	m := memberOf(row)
	if err := change(&m); err != nil {
		return err
	}
	err = t.w().UpdateMember(ctx, sqlgen.UpdateMemberParams{
		ID: id, Email: m.Email, Name: m.Name, Role: string(m.Role), ConfirmedAt: Micros(m.ConfirmedAt), DisabledAt: Micros(m.DisabledAt),
	})
	if err != nil || m.DisabledAt.IsZero() {
		return classify("write member", err)
	}
	return t.endSessions(ctx, id, account.Hash{})
}

// UpdateMember is Tx.UpdateMember in a transaction of its own.
func (d *DB) UpdateMember(ctx context.Context, id string, change func(*account.Member) error) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.UpdateMember(ctx, id, change) })
}

// ConfirmEmail notes that the member's address is theirs. Repeating it keeps the first instant.
func (t *Tx) ConfirmEmail(ctx context.Context, member string, at delivery.Instant) error {
	return t.UpdateMember(ctx, member, func(m *account.Member) error {
		if m.ConfirmedAt.IsZero() {
			m.ConfirmedAt = at.Time()
		}
		return nil
	})
}

// ConfirmEmail is Tx.ConfirmEmail in a transaction of its own.
func (d *DB) ConfirmEmail(ctx context.Context, member string, at delivery.Instant) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.ConfirmEmail(ctx, member, at) })
}
