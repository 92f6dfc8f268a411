package db

import (
	"context"

	"quittance/internal/account"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

// CreateSession keeps a session.
func (t *Tx) CreateSession(ctx context.Context, s account.Session) error {
	return classify("keep session", t.w().InsertSession(ctx, sqlgen.InsertSessionParams{
		Hash: s.Hash[:], MemberID: s.Member, CreatedAt: Micros(s.CreatedAt), LastSeenAt: Micros(s.LastSeenAt),
		UserAgent: s.UserAgent, Address: s.Address, ProvedAt: Micros(s.ProvedAt),
	}))
}

// CreateSession is Tx.CreateSession in a transaction of its own.
func (d *DB) CreateSession(ctx context.Context, s account.Session) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.CreateSession(ctx, s) })
}

// Session returns a session with its member; Session.Check and Member.CanSignIn say whether they are good.
// ErrNotFound for an unknown one and one that was ended.
func (d *DB) Session(ctx context.Context, hash account.Hash) (account.Session, account.Member, error) {
	r, err := d.queries.GetSession(ctx, hash[:])
	r.Session.Hash = hash[:]
	return SessionOf(r.Session), memberOf(r.Member), classify("read session", err)
}

// SessionOf is a row as the domain knows it.
func SessionOf(r sqlgen.Session) account.Session {
	s := account.Session{
		Member: r.MemberID, UserAgent: r.UserAgent, Address: r.Address, CreatedAt: Time(r.CreatedAt), LastSeenAt: Time(r.LastSeenAt), ProvedAt: Time(r.ProvedAt),
	}
	copy(s.Hash[:], r.Hash)
	return s
}

// TouchSession notes when and from where a session was used last: when Session.IsStale, not per request.
func (d *DB) TouchSession(ctx context.Context, s account.Session) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		return classify("extend session", tx.w().TouchSession(ctx, sqlgen.TouchSessionParams{
			Hash: s.Hash[:], LastSeenAt: Micros(s.LastSeenAt), UserAgent: s.UserAgent, Address: s.Address,
		}))
	})
}

// EndSession forgets a session. An unknown one is no error.
func (t *Tx) EndSession(ctx context.Context, hash account.Hash) error {
	return classify("end session", t.w().DeleteSession(ctx, hash[:]))
}

// EndSession is Tx.EndSession in a transaction of its own.
func (d *DB) EndSession(ctx context.Context, hash account.Hash) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.EndSession(ctx, hash) })
}

// EndSessions forgets every session of a member.
func (t *Tx) EndSessions(ctx context.Context, member string) error {
	return t.endSessions(ctx, member, account.Hash{})
}

// EndSessions is Tx.EndSessions in a transaction of its own.
func (d *DB) EndSessions(ctx context.Context, member string) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.EndSessions(ctx, member) })
}

// endSessions ends what is half begun too: who typed the old password must not go on from there.
func (t *Tx) endSessions(ctx context.Context, member string, keep account.Hash) error {
	if err := t.w().DeleteCeremoniesOfMember(ctx, member); err != nil {
		return classify("end ceremonies", err)
	}
	return classify("end sessions", t.w().DeleteSessionsOfMember(ctx, sqlgen.DeleteSessionsOfMemberParams{MemberID: member, But: keep[:]}))
}

func tokenOf(t sqlgen.EmailToken) account.Token {
	out := account.Token{
		Purpose: account.Purpose(t.Purpose), Member: t.MemberID, Workspace: t.WorkspaceID, Email: t.Email, Role: account.Role(t.Role),
		CreatedAt: Time(t.CreatedAt), ExpiresAt: Time(t.ExpiresAt), UsedAt: Time(t.UsedAt),
	}
	copy(out.Hash[:], t.Hash)
	return out
}

// CreateToken keeps a one-time token of a message: a confirmation, a new password, an invitation. Its workspace must
// exist.
func (t *Tx) CreateToken(ctx context.Context, x account.Token) error {
	return classify("keep token", t.w().InsertEmailToken(ctx, sqlgen.InsertEmailTokenParams{
		Hash: x.Hash[:], Purpose: string(x.Purpose), WorkspaceID: x.Workspace, MemberID: x.Member, Email: x.Email, Role: string(x.Role),
		CreatedAt: Micros(x.CreatedAt), ExpiresAt: Micros(x.ExpiresAt),
	}))
}

// CreateToken is Tx.CreateToken in a transaction of its own.
func (d *DB) CreateToken(ctx context.Context, x account.Token) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.CreateToken(ctx, x) })
}

// Token looks at a token without using it: opening a link changes nothing. ErrNotFound.
func (d *DB) Token(ctx context.Context, hash account.Hash) (account.Token, error) {
	t, err := d.queries.GetEmailToken(ctx, hash[:])
	return tokenOf(t), classify("read token", err)
}

// UseToken uses a token, once, together with what then does: confirm, set a password, make the invited member.
// account.ErrToken when it is unknown, of another purpose, used or too old.
func (d *DB) UseToken(ctx context.Context, hash account.Hash, purpose account.Purpose, at delivery.Instant, then func(ctx context.Context, tx *Tx, t account.Token) error) (account.Token, error) {
	var used account.Token
	err := d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		row, err := tx.w().UseEmailToken(ctx, sqlgen.UseEmailTokenParams{Hash: hash[:], Purpose: string(purpose), At: int64(at)})
		if isNoRow(err) {
			return account.ErrToken
		}
		if err != nil {
			return classify("use token", err)
		}
		if used = tokenOf(row); then != nil {
			return then(ctx, tx, used)
		}
		return nil
	})
	return used, err
}

// VoidTokens makes every token of a member and purpose useless, as if each had been used.
func (t *Tx) VoidTokens(ctx context.Context, workspace, member string, purpose account.Purpose, at delivery.Instant) error {
	list, err := t.w().ListEmailTokens(ctx, sqlgen.ListEmailTokensParams{WorkspaceID: workspace, Purpose: string(purpose), Now: int64(at)})
	if err != nil {
		return classify("list tokens", err)
	}
	for _, x := range list {
		if x.MemberID != member {
			continue
		}
		_, err := t.w().UseEmailToken(ctx, sqlgen.UseEmailTokenParams{Hash: x.Hash, Purpose: string(purpose), At: int64(at)})
		if err != nil && !isNoRow(err) {
			return classify("void token", err)
		}
	}
	return nil
}

// OpenTokens returns those of a purpose and workspace that can still be used: its invitations.
func (d *DB) OpenTokens(ctx context.Context, workspace string, purpose account.Purpose, now delivery.Instant) ([]account.Token, error) {
	list, err := d.queries.ListEmailTokens(ctx, sqlgen.ListEmailTokensParams{WorkspaceID: workspace, Purpose: string(purpose), Now: int64(now)})
	out := make([]account.Token, len(list))
	for i, t := range list {
		out[i] = tokenOf(t)
	}
	return out, classify("list tokens", err)
}
