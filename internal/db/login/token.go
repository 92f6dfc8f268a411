package login

import (
	"context"
	"database/sql"
	"errors"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func tokenOf(t sqlgen.EmailToken) account.Token {
	out := account.Token{
		Purpose: account.Purpose(t.Purpose), Member: t.MemberID, Workspace: t.WorkspaceID, Email: t.Email, Role: account.Role(t.Role),
		CreatedAt: db.Time(t.CreatedAt), ExpiresAt: db.Time(t.ExpiresAt), UsedAt: db.Time(t.UsedAt),
	}
	copy(out.Hash[:], t.Hash)
	return out
}

// CreateToken keeps a one-time token of a message: a confirmation, a new password, an invitation. Its workspace must
// exist.
func CreateToken(ctx context.Context, to db.Writer, x account.Token) error {
	return to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.Classify("keep token", tx.Queries().InsertEmailToken(ctx, sqlgen.InsertEmailTokenParams{
			Hash: x.Hash[:], Purpose: string(x.Purpose), WorkspaceID: x.Workspace, MemberID: x.Member, Email: x.Email, Role: string(x.Role),
			CreatedAt: db.Micros(x.CreatedAt), ExpiresAt: db.Micros(x.ExpiresAt),
		}))
	})
}

// FindToken looks at a token without using it: opening a link changes nothing. db.ErrNotFound.
func FindToken(ctx context.Context, from db.Reader, hash account.Hash) (account.Token, error) {
	t, err := from.Reading().GetEmailToken(ctx, hash[:])
	return tokenOf(t), db.Classify("read token", err)
}

// UseToken uses a token, once, together with what then does: confirm, set a password, make the invited member.
// account.ErrToken when it is unknown, of another purpose, used or too old.
func UseToken(ctx context.Context, to db.Writer, hash account.Hash, purpose account.Purpose, at delivery.Instant, then func(ctx context.Context, tx *db.Tx, t account.Token) error) (account.Token, error) {
	var used account.Token
	err := to.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := tx.Queries().UseEmailToken(ctx, sqlgen.UseEmailTokenParams{Hash: hash[:], Purpose: string(purpose), At: int64(at)})
		if errors.Is(err, sql.ErrNoRows) {
			return account.ErrToken
		}
		if err != nil {
			return db.Classify("use token", err)
		}
		if used = tokenOf(row); then != nil {
			return then(ctx, tx, used)
		}
		return nil
	})
	return used, err
}

// VoidTokens makes every token of a member and purpose useless, as if each had been used.
func VoidTokens(ctx context.Context, tx *db.Tx, workspace, member string, purpose account.Purpose, at delivery.Instant) error {
	list, err := tx.Queries().ListEmailTokens(ctx, sqlgen.ListEmailTokensParams{WorkspaceID: workspace, Purpose: string(purpose), Now: int64(at)})
	if err != nil {
		return db.Classify("list tokens", err)
	}
	for _, x := range list {
		if x.MemberID != member {
			continue
		}
		_, err := tx.Queries().UseEmailToken(ctx, sqlgen.UseEmailTokenParams{Hash: x.Hash, Purpose: string(purpose), At: int64(at)})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return db.Classify("void token", err)
		}
	}
	return nil
}

// OpenTokens returns those of a purpose and workspace that can still be used: its invitations.
func OpenTokens(ctx context.Context, from db.Reader, workspace string, purpose account.Purpose, now delivery.Instant) ([]account.Token, error) {
	list, err := from.Reading().ListEmailTokens(ctx, sqlgen.ListEmailTokensParams{WorkspaceID: workspace, Purpose: string(purpose), Now: int64(now)})
	out := make([]account.Token, len(list))
	for i, t := range list {
		out[i] = tokenOf(t)
	}
	return out, db.Classify("list tokens", err)
}
