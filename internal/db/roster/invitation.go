package roster

import (
	"context"
	"encoding/hex"
	"errors"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// Handle names an invitation on pages and in the log. It opens nothing: it is of the token's hash.
func Handle(t account.Token) string {
	const enough = 16
	return hex.EncodeToString(t.Hash[:])[:enough]
}

// Invite keeps an invitation into the workspace. One that the same address still had is void: the newest counts.
// account.ErrMemberAlready when the address is a member's; that it has an account elsewhere is not told here, but to
// whoever reads the mailbox.
func Invite(ctx context.Context, tx *db.Tx, t account.Token, e account.Event) error {
	if _, err := LockWorkspace(ctx, tx, t.Workspace); err != nil {
		return err
	}
	m, err := tx.Queries().GetMemberByEmail(ctx, t.Email)
	if err == nil && m.WorkspaceID == t.Workspace {
		return account.ErrMemberAlready
	}
	if err := db.Classify("find member", err); err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	_, err = tx.Queries().VoidInvitation(ctx, sqlgen.VoidInvitationParams{
		At: int64(delivery.At(t.CreatedAt)), WorkspaceID: t.Workspace, Purpose: string(account.ForInvitation), Email: t.Email,
	})
	if err != nil {
		return db.Classify("void earlier invitation", err)
	}
	if err := login.CreateToken(ctx, tx, t); err != nil {
		return err
	}
	e.Subject, e.Became = Handle(t), string(t.Role)
	return Log(ctx, tx, e)
}

// Invited are the addresses of a workspace's invitations by their handles, whatever became of them: for as long as they are
// kept, a week beyond their end.
func Invited(ctx context.Context, d *db.DB, workspace string) (map[string]string, error) {
	list, err := d.Reading().ListEveryToken(ctx, sqlgen.ListEveryTokenParams{WorkspaceID: workspace, Purpose: string(account.ForInvitation)})
	out := make(map[string]string, len(list))
	for _, row := range list {
		out[Handle(account.Token{Hash: account.Hash(row.Hash)})] = row.Email
	}
	return out, db.Classify("list invitations", err)
}

// Revoke makes an open invitation of the workspace void. db.ErrNotFound when there is none by that handle.
func Revoke(ctx context.Context, d *db.DB, handle string, e account.Event) error {
	at := delivery.At(e.At)
	open, err := login.OpenTokens(ctx, d, e.Workspace, account.ForInvitation, at)
	if err != nil {
		return err
	}
	for _, t := range open {
		if Handle(t) != handle {
			continue
		}
		_, err := login.UseToken(ctx, d, t.Hash, account.ForInvitation, at, func(ctx context.Context, tx *db.Tx, t account.Token) error {
			e.Subject = handle
			return Log(ctx, tx, e)
		})
		if errors.Is(err, account.ErrToken) {
			return db.ErrNotFound // somebody was faster
		}
		return err
	}
	return db.ErrNotFound
}

// Accept uses an invitation and makes the member it is for. account.ErrToken when it is good no more, its workspace
// closed among other reasons; account.ErrElsewhere when the address has an account: the invitation stays good.
func Accept(ctx context.Context, d *db.DB, hash account.Hash, m account.Member, e account.Event) error {
	_, err := login.UseToken(ctx, d, hash, account.ForInvitation, delivery.At(e.At), func(ctx context.Context, tx *db.Tx, t account.Token) error {
		w, err := LockWorkspace(ctx, tx, t.Workspace)
		if err != nil {
			return err
		}
		if w.IsClosed() {
			return account.ErrToken
		}
		m.Workspace, m.Email, m.Role = t.Workspace, t.Email, t.Role
		if err := Release(ctx, tx, m.Email, true, e.At); err != nil {
			return err
		}
		if err := AddMember(ctx, tx, m); errors.Is(err, db.ErrExists) {
			return account.ErrElsewhere
		} else if err != nil {
			return err
		}
		e.Workspace, e.Member, e.Subject, e.Became = t.Workspace, m.ID, m.ID, string(t.Role)
		return Log(ctx, tx, e)
	})
	return err
}
