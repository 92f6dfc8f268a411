package db_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

func TestSignUpMakesBothOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := roster.Begin(ctx, d, workspace("w2"), owner("m2", "ada@example.org")); !isProblem(err, db.ErrExists) {
			t.Fatalf("an address that is taken gives %v", err)
		}
		if _, err := roster.Workspace(ctx, d, "w2"); !isProblem(err, db.ErrNotFound) {
			t.Errorf("half of a sign-up stayed: %v", err)
		}
		if n, err := roster.CountWorkspaces(ctx, d); err != nil || n != 1 {
			t.Errorf("%d workspaces: %v", n, err)
		}
		w, err := roster.Workspace(ctx, d, "w1")
		if err != nil || !reflect.DeepEqual(w, workspace("w1")) {
			t.Errorf("%+v %v", w, err)
		}
		m, err := roster.MemberByEmail(ctx, d, "ada@example.org")
		want := owner("m1", "ada@example.org")
		want.Workspace = "w1"
		if err != nil || !reflect.DeepEqual(m, want) {
			t.Errorf("%+v %v", m, err)
		}
	})
}

func TestAMembersLife(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		here, there := account.Hash{1}, account.Hash{2}
		for _, h := range []account.Hash{here, there} {
			if err := login.CreateSession(ctx, d, account.Session{Hash: h, Member: "m1", CreatedAt: morning.Time(), LastSeenAt: morning.Time()}); err != nil {
				t.Fatal(err)
			}
		}
		later := morning.Add(time.Hour)
		if err := login.TouchSession(ctx, d, account.Session{Hash: here, LastSeenAt: later.Time(), Address: "192.0.2.7"}); err != nil {
			t.Fatal(err)
		}
		if err := login.SetPassword(ctx, d, "m1", "new hash", here, later); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login.FindSession(ctx, d, there); !isProblem(err, db.ErrNotFound) {
			t.Errorf("another session outlived a new password: %v", err)
		}
		s, m, err := login.FindSession(ctx, d, here)
		if err != nil || m.ID != "m1" || !s.LastSeenAt.Equal(later.Time()) || s.Address != "192.0.2.7" {
			t.Errorf("%+v %+v %v", s, m, err)
		}
		if m, err := roster.MemberByEmail(ctx, d, "ada@example.org"); err != nil || m.PasswordHash != "new hash" {
			t.Errorf("%+v %v", m, err)
		}
		key := account.APIKey{ID: "k1", Workspace: "w1", Member: "m1", Name: "CI", Hint: "qk_ab…", Hash: account.Hash{3}, Scopes: account.Scopes(), CreatedAt: morning.Time()}
		if err := login.CreateAPIKey(ctx, d, key); err != nil {
			t.Fatal(err)
		}
		if err := login.TouchAPIKey(ctx, d, key, later); err != nil {
			t.Fatal(err)
		}
		key.LastUsedAt = later.Time()
		if got, _, err := login.FindAPIKey(ctx, d, key.Hash); err != nil || !reflect.DeepEqual(got, key) {
			t.Errorf("%+v %v", got, err)
		}
		if err := login.RevokeAPIKey(ctx, d, "w2", "k1", later); !isProblem(err, db.ErrNotFound) {
			t.Errorf("another workspace revokes: %v", err)
		}
		if err := roster.UpdateMember(ctx, d, "m1", func(m *account.Member) error { m.DisabledAt = later.Time(); return nil }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login.FindAPIKey(ctx, d, key.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("the key of a disabled member works: %v", err)
		}
		if _, _, err := login.FindSession(ctx, d, here); !isProblem(err, db.ErrNotFound) {
			t.Errorf("the session of a disabled member works: %v", err)
		}
		if err := login.RevokeAPIKey(ctx, d, "w1", "k1", later); err != nil {
			t.Error(err)
		}
		if list, err := login.APIKeys(ctx, d, "w1"); err != nil || len(list) != 1 || list[0].RevokedAt.IsZero() {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestATokenIsUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		token := account.Token{
			Hash: account.Hash{7}, Purpose: account.ForInvitation, Workspace: "w1", Email: "bob@example.org", Role: account.Accountant,
			CreatedAt: morning.Time(), ExpiresAt: morning.Time().Add(time.Hour),
		}
		if err := login.CreateToken(ctx, d, token); err != nil {
			t.Fatal(err)
		}
		if got, err := login.FindToken(ctx, d, token.Hash); err != nil || !reflect.DeepEqual(got, token) {
			t.Errorf("looking gives %+v %v", got, err)
		}
		if open, err := login.OpenTokens(ctx, d, "w1", account.ForInvitation, morning); err != nil || len(open) != 1 {
			t.Errorf("open: %v %v", open, err)
		}
		boom := errors.New("boom")
		join := func(ctx context.Context, tx *db.Tx, t account.Token) error {
			return roster.AddMember(ctx, tx, account.Member{ID: "m9", Workspace: t.Workspace, Email: t.Email, Role: t.Role, CreatedAt: morning.Time(), ConfirmedAt: morning.Time()})
		}
		for _, step := range []struct {
			sentence string
			purpose  account.Purpose
			after    time.Duration
			then     func(context.Context, *db.Tx, account.Token) error
			want     error
		}{
			{"a token of another purpose is none", account.ForReset, 0, join, account.ErrToken},
			{"a token that is too old is none", account.ForInvitation, time.Hour, join, account.ErrToken},
			{"what fails after it does not use it", account.ForInvitation, 0, func(context.Context, *db.Tx, account.Token) error { return boom }, boom},
			{"the first use counts", account.ForInvitation, 0, join, nil},
			{"there is no second use", account.ForInvitation, 0, join, account.ErrToken},
		} {
			if _, err := login.UseToken(ctx, d, token.Hash, step.purpose, morning.Add(step.after), step.then); !errors.Is(err, step.want) {
				t.Errorf("%s: %v", step.sentence, err)
			}
		}
		m, err := roster.MemberByEmail(ctx, d, "bob@example.org")
		if err != nil || m.Role != account.Accountant || m.PasswordHash != "" {
			t.Errorf("%+v %v", m, err)
		}
		if list, err := roster.Members(ctx, d, "w1"); err != nil || len(list) != 2 {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestAnIdempotencyKeyMeansOneResourceForADay(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		claim := func(resource string, after time.Duration) (kept db.IdempotencyKey, isNew bool) {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				var err error
				kept, isNew, err = tx.ClaimKey(ctx, db.IdempotencyKey{Workspace: "w1", Key: "k", Request: [32]byte{1}, Resource: resource, At: morning.Add(after)})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return kept, isNew
		}
		if _, isNew := claim("d1", 0); !isNew {
			t.Error("the first claim is not new")
		}
		if kept, isNew := claim("d2", 23*time.Hour); isNew || kept.Resource != "d1" || kept.Request != [32]byte{1} {
			t.Errorf("the second claim gives %+v", kept)
		}
		if kept, err := d.FindKey(t.Context(), "w1", "k", morning.Add(time.Hour)); err != nil || kept.Resource != "d1" {
			t.Errorf("%+v %v", kept, err)
		}
		if _, err := d.FindKey(t.Context(), "w1", "k", morning.Add(24*time.Hour)); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a day later: %v", err)
		}
		if kept, isNew := claim("d3", 24*time.Hour); !isNew || kept.Resource != "d3" {
			t.Errorf("a day later: %+v", kept)
		}
	})
}
