package roster

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func workspaceOf(w sqlgen.Workspace) account.Workspace {
	return account.Workspace{
		ID: w.ID, Slug: w.Slug, Name: w.Name, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount, CreatedAt: db.Time(w.CreatedAt), ClosedAt: db.Time(w.ClosedAt),
		Profile:     account.Profile{LegalName: w.LegalName, Address: w.Address, Telephone: w.Telephone, SIREN: w.Siren},
		Bank:        account.Bank{IBAN: w.Iban, BIC: w.Bic, Holder: w.AccountHolder},
		SuspendedAt: db.Time(w.SuspendedAt), SuspendedWhy: w.SuspendedWhy, SMSCap: w.SmsCap, Accent: account.Accent(w.Accent),
	}
}

func insertWorkspace(ctx context.Context, tx *db.Tx, w account.Workspace) error {
	err := tx.Queries().InsertWorkspace(ctx, sqlgen.InsertWorkspaceParams{
		ID: w.ID, Version: 1, Slug: w.Slug, Name: w.Name, LegalName: w.Profile.LegalName, Address: w.Profile.Address, Telephone: w.Profile.Telephone,
		Siren: w.Profile.SIREN, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount, CreatedAt: db.Micros(w.CreatedAt),
	})
	if err != nil {
		return db.Classify("make workspace", err)
	}
	return saveWords(ctx, tx.Queries(), w.ID, "", workspaceWords(w))
}

// Begin makes a workspace with its first member, whoever else has one: SignUp asks first. db.ErrExists when the
// e-mail address is taken; then nothing is made.
func Begin(ctx context.Context, to db.Writer, w account.Workspace, m account.Member) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertWorkspace(ctx, tx, w); err != nil {
			return err
		}
		m.Workspace = w.ID
		return AddMember(ctx, tx, m)
	})
}

// AddMember makes a member of a workspace that exists. db.ErrExists when the e-mail address is taken.
func AddMember(ctx context.Context, to db.Writer, m account.Member) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Queries().InsertMember(ctx, sqlgen.InsertMemberParams{
			ID: m.ID, WorkspaceID: m.Workspace, Version: 1, Email: m.Email, Name: m.Name, Role: string(m.Role),
			ConfirmedAt: db.Micros(m.ConfirmedAt), CreatedAt: db.Micros(m.CreatedAt), DisabledAt: db.Micros(m.DisabledAt),
		})
		if err != nil {
			return db.Classify("make member", err)
		}
		if err := saveWords(ctx, tx.Queries(), m.Workspace, m.ID, memberWords(m)); err != nil || m.PasswordHash == "" {
			return err
		}
		return login.SavePassword(ctx, tx, m.ID, m.PasswordHash, db.Micros(m.CreatedAt))
	})
}

// Workspace returns the workspace. db.ErrNotFound.
func Workspace(ctx context.Context, from db.Reader, id string) (account.Workspace, error) {
	w, err := from.Reading().GetWorkspace(ctx, id)
	return workspaceOf(w), db.Classify("read workspace", err)
}

// LockWorkspace returns the workspace; who else changes it or its members waits. db.ErrNotFound.
func LockWorkspace(ctx context.Context, tx *db.Tx, id string) (account.Workspace, error) {
	row, err := tx.Queries().LockWorkspace(ctx, id)
	return workspaceOf(row), db.Classify("lock workspace", err)
}

// UpdateWorkspace changes a workspace. change may run more than once; its error is returned as it is.
func UpdateWorkspace(ctx context.Context, to db.Writer, id string, change func(*account.Workspace) error) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := LockWorkspace(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := change(&w); err != nil {
			return err
		}
		err = tx.Queries().UpdateWorkspace(ctx, sqlgen.UpdateWorkspaceParams{
			ID: id, Slug: w.Slug, Name: w.Name, LegalName: w.Profile.LegalName, Address: w.Profile.Address, Telephone: w.Profile.Telephone,
			Siren: w.Profile.SIREN, Language: w.Language, Zone: w.Zone, StripeAccount: w.StripeAccount,
			Iban: w.Bank.IBAN, Bic: w.Bank.BIC, AccountHolder: w.Bank.Holder, Accent: string(w.Accent),
		})
		if err != nil {
			return db.Classify("write workspace", err)
		}
		return saveWords(ctx, tx.Queries(), id, "", workspaceWords(w))
	})
}

// Workspaces lists those that are open, in the order they were made.
func Workspaces(ctx context.Context, from db.Reader) ([]account.Workspace, error) {
	list, err := from.Reading().ListOpenWorkspaces(ctx)
	out := make([]account.Workspace, len(list))
	for i, w := range list {
		out[i] = workspaceOf(w)
	}
	return out, db.Classify("list workspaces", err)
}

// CountWorkspaces tells how many are open: more than one cannot share the instance's own processor account.
func CountWorkspaces(ctx context.Context, from db.Reader) (int64, error) {
	n, err := from.Reading().CountOpenWorkspaces(ctx)
	return n, db.Classify("count workspaces", err)
}

// Member returns the member, also a disabled one, without the password's hash. db.ErrNotFound.
func Member(ctx context.Context, from db.Reader, id string) (account.Member, error) {
	m, err := from.Reading().GetMember(ctx, id)
	return login.MemberOf(m), db.Classify("read member", err)
}

// Members returns a workspace's members in the order they came, disabled ones too, without passwords' hashes.
func Members(ctx context.Context, from db.Reader, workspace string) ([]account.Member, error) {
	list, err := from.Reading().ListMembers(ctx, workspace)
	out := make([]account.Member, len(list))
	for i, m := range list {
		out[i] = login.MemberOf(m)
	}
	return out, db.Classify("list members", err)
}

// MemberByEmail returns the member with the normal address, the password's hash with it. db.ErrNotFound.
func MemberByEmail(ctx context.Context, from db.Reader, email string) (account.Member, error) {
	row, err := from.Reading().GetMemberByEmail(ctx, email)
	if err != nil {
		return account.Member{}, db.Classify("find member", err)
	}
	m := login.MemberOf(row)
	m.PasswordHash, err = login.Password(ctx, from, m.ID)
	return m, err
}

// UpdateMember changes a member's row, all but the password. Disabling one ends their sessions, and their API keys
// stop working.
func UpdateMember(ctx context.Context, to db.Writer, id string, change func(*account.Member) error) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := tx.Queries().LockMember(ctx, id)
		if err != nil {
			return db.Classify("lock member", err)
		}
		m := login.MemberOf(row)
		if err := change(&m); err != nil {
			return err
		}
		err = tx.Queries().UpdateMember(ctx, sqlgen.UpdateMemberParams{
			ID: id, Email: m.Email, Name: m.Name, Role: string(m.Role), ConfirmedAt: db.Micros(m.ConfirmedAt), DisabledAt: db.Micros(m.DisabledAt),
		})
		if err != nil {
			return db.Classify("write member", err)
		}
		if err := saveWords(ctx, tx.Queries(), m.Workspace, id, memberWords(m)); err != nil || m.DisabledAt.IsZero() {
			return err
		}
		return login.EndAll(ctx, tx, id)
	})
}

// ConfirmEmail notes that the member's address is theirs. Repeating it keeps the first instant.
func ConfirmEmail(ctx context.Context, to db.Writer, member string, at delivery.Instant) error {
	return UpdateMember(ctx, to, member, func(m *account.Member) error {
		if m.ConfirmedAt.IsZero() {
			m.ConfirmedAt = at.Time()
		}
		return nil
	})
}
