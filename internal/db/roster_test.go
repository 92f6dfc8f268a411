package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/dbtest"
	"quittance/internal/db/roster"
)

func did(id string, kind account.EventKind, by, subject string) account.Event {
	return account.Event{ID: id, Workspace: "w1", Member: by, Kind: kind, Subject: subject, At: morning.Time()}
}

// confirmed makes the member one who can sign in.
func confirmed(t *testing.T, d *db.DB, id string) {
	t.Helper()
	if err := d.ConfirmEmail(t.Context(), id, morning); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkspaceKeepsAnOwnerWhateverHappensAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		second := owner("m2", "bob@example.org")
		second.Workspace = "w1"
		if err := d.AddMember(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		confirmed(t, d, "m1")
		confirmed(t, d, "m2")
		var wait sync.WaitGroup
		var errs [2]error
		for n, pair := range [][2]string{{"m1", "m2"}, {"m2", "m1"}} { // each removes the other
			wait.Go(func() {
				errs[n] = roster.Change(t.Context(), d, did("e"+pair[0], account.RoleChanged, pair[0], pair[1]), func(m *account.Member) error {
					m.Role = account.Auditor
					return nil
				})
			})
		}
		wait.Wait()
		if won := errs[0] == nil; won == (errs[1] == nil) || !errors.Is(errors.Join(errs[0], errs[1]), account.ErrLastOwner) {
			t.Fatalf("one of the two must be refused: %v, %v", errs[0], errs[1])
		}
		list, err := roster.Events(t.Context(), d, "w1", "", 10)
		if err != nil || len(list) != 1 || list[0].Was != "owner" || list[0].Became != "auditor" {
			t.Errorf("the log holds what happened and nothing else: %+v, %v", list, err)
		}
	})
}

func TestWhatChangesNobodyIsNotInTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		confirmed(t, d, "m1")
		if err := d.SignUp(t.Context(), workspace("w2"), owner("m9", "eve@example.org")); err != nil {
			t.Fatal(err)
		}
		same := func(*account.Member) error { return nil }
		if err := roster.Change(t.Context(), d, did("e1", account.RoleChanged, "m1", "m1"), same); err != nil {
			t.Error(err)
		}
		for subject, want := range map[string]error{"m9": db.ErrNotFound, "nobody": db.ErrNotFound} {
			if err := roster.Change(t.Context(), d, did("e2", account.RoleChanged, "m1", subject), same); !errors.Is(err, want) {
				t.Errorf("%s of another workspace: %v", subject, err)
			}
		}
		left := func(m *account.Member) error { m.DisabledAt = morning.Time(); return nil }
		if err := roster.Change(t.Context(), d, did("e3", account.MemberLeft, "m1", "m1"), left); !errors.Is(err, account.ErrLastOwner) {
			t.Errorf("the last owner leaves: %v", err)
		}
		if list, err := roster.Events(t.Context(), d, "w1", "", 10); err != nil || len(list) != 0 {
			t.Errorf("logged: %+v, %v", list, err)
		}
	})
}

func TestTheAccountLogIsReadByPagesAndNeverChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		for _, id := range []string{"e1", "e2", "e3"} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return roster.Log(ctx, tx, did(id, account.SignedIn, "m1", ""))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		page, err := roster.Events(t.Context(), d, "w1", "", 2)
		if err != nil || len(page) != 2 || page[0].ID != "e3" || page[1].ID != "e2" || !page[0].At.Equal(morning.Time()) {
			t.Fatalf("the newest: %+v, %v", page, err)
		}
		if page, err = roster.Events(t.Context(), d, "w1", "e2", 2); err != nil || len(page) != 1 || page[0].ID != "e1" {
			t.Errorf("the next page: %+v, %v", page, err)
		}
		if page, err = roster.Events(t.Context(), d, "w2", "", 2); err != nil || len(page) != 0 {
			t.Errorf("of another workspace: %+v, %v", page, err)
		}
		for _, statement := range []string{"UPDATE account_event SET member_id = ''", "DELETE FROM account_event"} {
			if _, err := d.SQL().ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

func TestInvitations(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		invite := func(n byte, email string) (account.Token, error) {
			token := account.Token{
				Hash: account.Hash{n}, Purpose: account.ForInvitation, Workspace: "w1", Email: email, Role: account.Accountant,
				CreatedAt: morning.Time(), ExpiresAt: morning.Time().Add(time.Hour),
			}
			return token, d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return roster.Invite(ctx, tx, token, did("i"+string('0'+rune(n)), account.MemberInvited, "m1", ""))
			})
		}
		accept := func(token account.Token, id string) error {
			return roster.Accept(t.Context(), d, token.Hash, account.Member{ID: id, Name: "Bob", ConfirmedAt: morning.Time(), CreatedAt: morning.Time()},
				account.Event{ID: "j" + id, Kind: account.MemberJoined, At: morning.Time()})
		}
		if _, err := invite(1, "ada@example.org"); !errors.Is(err, account.ErrMemberAlready) {
			t.Errorf("who is there already: %v", err)
		}
		first, err := invite(2, "bob@example.org")
		if err != nil {
			t.Fatal(err)
		}
		newest, err := invite(3, "bob@example.org")
		if err != nil {
			t.Fatal(err)
		}
		if err := accept(first, "b1"); !errors.Is(err, account.ErrToken) {
			t.Errorf("the earlier invitation of the same address: %v", err)
		}
		if err := accept(newest, "b2"); err != nil {
			t.Fatal(err)
		}
		if err := accept(newest, "b3"); !errors.Is(err, account.ErrToken) {
			t.Errorf("a second time: %v", err)
		}
		if m, err := d.Member(t.Context(), "b2"); err != nil || m.Role != account.Accountant || m.Workspace != "w1" || m.Email != "bob@example.org" {
			t.Errorf("joined as %+v, %v", m, err)
		}
		if err := d.SignUp(t.Context(), workspace("w2"), owner("m9", "eve@example.org")); err != nil {
			t.Fatal(err)
		}
		elsewhere, err := invite(4, "eve@example.org")
		if err != nil {
			t.Fatalf("the inviter must not learn of accounts elsewhere: %v", err)
		}
		if err := accept(elsewhere, "b4"); !errors.Is(err, account.ErrElsewhere) {
			t.Errorf("an address with an account elsewhere: %v", err)
		}
		if err := roster.Revoke(t.Context(), d, roster.Handle(elsewhere), did("r1", account.InvitationRevoked, "m1", "")); err != nil {
			t.Errorf("the refused invitation stays good, and is revoked: %v", err)
		}
		if err := roster.Revoke(t.Context(), d, roster.Handle(elsewhere), did("r2", account.InvitationRevoked, "m1", "")); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("revoked again: %v", err)
		}
		list, err := roster.Events(t.Context(), d, "w1", "", 10)
		var kinds []string
		for _, e := range list {
			kinds = append(kinds, string(e.Kind))
		}
		if got := strings.Join(kinds, " "); err != nil || got != "invitation_revoked member_joined member_invited member_invited member_invited" {
			t.Errorf("the log: %s, %v", got, err)
		}
	})
}

func TestOneWorkspaceWherePaymentsAreReal(t *testing.T) {
	dbtest.OnBoth(t, func(t *testing.T, d *db.DB) {
		sign := func(id string, alone bool) error {
			m := owner("m"+id, id+"@example.org")
			return roster.SignUp(t.Context(), d, workspace("w"+id), m, alone, account.Event{ID: "e" + id, Workspace: "w" + id, Kind: account.WorkspaceMade, At: morning.Time()})
		}
		if err := sign("0", true); err == nil {
			t.Fatal("without an installation there is nothing to lock")
		}
		if _, err := d.InitInstance(t.Context(), db.Instance{RootFingerprint: strings.Repeat("0", 64), Name: "here", CreatedAt: morning}); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for n := range errs {
			wait.Go(func() { errs[n] = sign(string('1'+rune(n)), true) })
		}
		wait.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else if !errors.Is(err, account.ErrOneWorkspace) {
				t.Error(err)
			}
		}
		if n, err := d.CountWorkspaces(t.Context()); err != nil || made != 1 || n != 1 {
			t.Fatalf("%d were made, %d are there, %v", made, n, err)
		}
		if err := sign("8", false); err != nil {
			t.Errorf("where payments are played, workspaces are free: %v", err)
		}
	})
}
