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
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
)

func did(id string, kind account.EventKind, by, subject string) account.Event {
	return account.Event{ID: id, Workspace: "w1", Member: by, Kind: kind, Subject: subject, At: morning.Time()}
}

// confirmed makes the member one who can sign in.
func confirmed(t *testing.T, d *db.DB, id string) {
	t.Helper()
	if err := roster.ConfirmEmail(t.Context(), d, id, morning); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkspaceKeepsAnOwnerWhateverHappensAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		second := owner("m2", "bob@example.org")
		second.Workspace = "w1"
		if err := roster.AddMember(t.Context(), d, second); err != nil {
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
				}, nil)
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
		if err := roster.Begin(t.Context(), d, workspace("w2"), owner("m9", "eve@example.org")); err != nil {
			t.Fatal(err)
		}
		same := func(*account.Member) error { return nil }
		if err := roster.Change(t.Context(), d, did("e1", account.RoleChanged, "m1", "m1"), same, nil); err != nil {
			t.Error(err)
		}
		for subject, want := range map[string]error{"m9": db.ErrNotFound, "nobody": db.ErrNotFound} {
			if err := roster.Change(t.Context(), d, did("e2", account.RoleChanged, "m1", subject), same, nil); !errors.Is(err, want) {
				t.Errorf("%s of another workspace: %v", subject, err)
			}
		}
		left := func(m *account.Member) error { m.DisabledAt = morning.Time(); return nil }
		if err := roster.Change(t.Context(), d, did("e3", account.MemberLeft, "m1", "m1"), left, nil); !errors.Is(err, account.ErrLastOwner) {
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
		if m, err := roster.Member(t.Context(), d, "b2"); err != nil || m.Role != account.Accountant || m.Workspace != "w1" || m.Email != "bob@example.org" {
			t.Errorf("joined as %+v, %v", m, err)
		}
		if err := roster.Begin(t.Context(), d, workspace("w2"), owner("m9", "eve@example.org")); err != nil {
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
		if n, err := roster.CountWorkspaces(t.Context(), d); err != nil || made != 1 || n != 1 {
			t.Fatalf("%d were made, %d are there, %v", made, n, err)
		}
		if err := sign("8", false); err != nil {
			t.Errorf("where payments are played, workspaces are free: %v", err)
		}
	})
}

func TestAClosedWorkspaceEndsForEverybodyButWhoClosesIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		now := morning.Time()
		if err := roster.Begin(t.Context(), d, workspace("w2"), owner("m9", "eve@example.org")); err != nil {
			t.Fatal(err)
		}
		second := owner("m2", "bob@example.org")
		second.Workspace = "w1"
		if err := roster.AddMember(t.Context(), d, second); err != nil {
			t.Fatal(err)
		}
		confirmed(t, d, "m1")
		for n, member := range []string{"m1", "m1", "m2", "m9"} {
			if err := login.CreateSession(t.Context(), d, account.Session{Hash: account.Hash{byte(n)}, Member: member, CreatedAt: now, LastSeenAt: now}); err != nil {
				t.Fatal(err)
			}
		}
		invited := account.Token{Hash: account.Hash{9}, Purpose: account.ForInvitation, Workspace: "w1", Email: "new@example.org", Role: account.Auditor, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		if err := login.CreateToken(t.Context(), d, invited); err != nil {
			t.Fatal(err)
		}
		drafted(t, d, "Plans")
		paid := paidByCard(t, d, nil)
		if u, err := roster.Unfinished(t.Context(), d, "w1"); err != nil || u != (account.Unfinished{Drafts: 1, Open: 1, Paid: 1}) {
			t.Errorf("unfinished: %+v, %v", u, err)
		}
		var told []string
		closes := func() error {
			return roster.Close(t.Context(), d, did("e-close", account.WorkspaceClosed, "m1", ""), false, account.Hash{0}, func(_ context.Context, _ *db.Tx, members []account.Member) error {
				for _, m := range members {
					told = append(told, m.ID)
				}
				return nil
			})
		}
		if err := closes(); !errors.Is(err, account.ErrUnreturned) || len(told) != 0 {
			t.Errorf("closed over money that waits: %v, %v", err, told)
		}
		update(t, d, paid.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			r := x.Releases[0]
			return x.Waive("sender:m1", morning.Add(3*time.Hour), r.ID, r.Gates[1].ID, "known client")
		})
		if err := record(t.Context(), d, paid, "Q-1"); err != nil {
			t.Fatal(err)
		}
		update(t, d, paid.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Seal(morning.Add(4*time.Hour), delivery.CertificateSealed{
				Release: x.Releases[0].ID, Kind: delivery.CompletionCertificate, Certificate: "Q-1", PDF: strings.Repeat("0", 64), Level: "B-B",
			})
		})
		if err := closes(); err != nil || len(told) != 1 || told[0] != "m1" {
			t.Fatalf("told %v: %v", told, err)
		}
		for n, goesOn := range []bool{true, false, false, true} {
			_, _, err := login.FindSession(t.Context(), d, account.Hash{byte(n)})
			if (err == nil) != goesOn {
				t.Errorf("session %d: %v", n, err)
			}
		}
		if got, err := login.FindToken(t.Context(), d, invited.Hash); err != nil || got.UsedAt.IsZero() {
			t.Errorf("an invitation is open: %+v, %v", got, err)
		}
		if w, err := roster.Workspace(t.Context(), d, "w1"); err != nil || !w.IsClosed() {
			t.Errorf("%+v, %v", w, err)
		}
		if open, err := roster.Workspaces(t.Context(), d); err != nil || len(open) != 1 || open[0].ID != "w2" {
			t.Errorf("open workspaces: %+v, %v", open, err)
		}
		if err := closes(); !errors.Is(err, account.ErrClosed) {
			t.Errorf("closed twice: %v", err)
		}
	})
}

func TestWhoLeavesTakesTheirKeysAlong(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		second := owner("m2", "bob@example.org")
		second.Workspace = "w1"
		if err := roster.AddMember(t.Context(), d, second); err != nil {
			t.Fatal(err)
		}
		confirmed(t, d, "m1")
		confirmed(t, d, "m2")
		for n, member := range []string{"m1", "m2"} {
			key := account.APIKey{ID: "k-" + member, Workspace: "w1", Member: member, Name: "Bureau", Hint: "qk_a", Hash: account.Hash{byte(n)}, Scopes: []account.Scope{account.ReadDeliveries}, CreatedAt: morning.Time()}
			if err := login.CreateAPIKey(t.Context(), d, key); err != nil {
				t.Fatal(err)
			}
		}
		leaves := func(m *account.Member) error { m.DisabledAt = morning.Time(); return nil }
		if err := roster.Change(t.Context(), d, did("e1", account.MemberLeft, "m2", "m2"), leaves, nil); err != nil {
			t.Fatal(err)
		}
		keys, err := login.APIKeys(t.Context(), d, "w1")
		if err != nil || len(keys) != 2 {
			t.Fatalf("%+v, %v", keys, err)
		}
		for _, k := range keys {
			if k.RevokedAt.IsZero() != (k.Member == "m1") {
				t.Errorf("%+v", k)
			}
		}
	})
}

func TestAWorkspaceIsChangedByWhoReadItLast(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var wait sync.WaitGroup
		var errs [4]error
		for n := range errs {
			wait.Go(func() {
				errs[n] = roster.UpdateWorkspace(t.Context(), d, "w1", func(w *account.Workspace) error { w.Profile.LegalName += "+"; return nil })
			})
		}
		wait.Wait()
		w, err := roster.Workspace(t.Context(), d, "w1")
		if err := errors.Join(append(errs[:], err)...); err != nil || w.Profile.LegalName != "Atelier SARL++++" {
			t.Errorf("%q, %v: a change was lost", w.Profile.LegalName, err)
		}
	})
}
