package oversight_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/db/sqlgen"
	"quittance/internal/delivery"
)

func opened(t *testing.T, d *db.DB, id, name, owner string) {
	t.Helper()
	w := account.Workspace{ID: id, Slug: id, Name: name, Language: "fr", Zone: "Europe/Paris", CreatedAt: evening}
	if err := roster.Begin(t.Context(), d, w, account.Member{ID: "m" + id, Email: owner, Role: account.Owner, CreatedAt: evening}); err != nil {
		t.Fatal(err)
	}
}

func TestWorkspacesArePagedTheNewestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		opened(t, d, "w3", "Atelier w3", "w3@example.org")
		opened(t, d, "w2", "Atelier w2", "w2@example.org")
		by := oversight.Decision{ID: "e1", Member: "m1", At: delivery.At(evening)}
		closed := ""
		if err := oversight.Suspend(t.Context(), d, "w3", " Three reports. ", by, func(_ context.Context, _ *db.Tx, id string) error { closed = id; return nil }); err != nil {
			t.Fatal(err)
		}
		if closed != "w3" {
			t.Errorf("the pages of %q are closed", closed)
		}
		first, err := oversight.Workspaces(t.Context(), d, "", "", 2)
		if err != nil || len(first.Rows) != 2 || first.Next != "w2" {
			t.Fatalf("%+v, %v", first, err)
		}
		if w := first.Rows[0]; w.ID != "w3" || w.Name != "Atelier w3" || w.Owner != "w3@example.org" || w.SuspendedWhy != "Three reports." || w.SuspendedAt != by.At {
			t.Errorf("%+v", w)
		}
		rest, err := oversight.Workspaces(t.Context(), d, "", first.Next, 2)
		if err != nil || len(rest.Rows) != 1 || rest.Rows[0].ID != "w1" || rest.Next != "" {
			t.Errorf("%+v, %v", rest, err)
		}
	})
}

func TestAWorkspaceIsFoundByNameOwnerAndID(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		opened(t, d, "w20", "Atelier Moréau", "camille@moreau.example")
		opened(t, d, "w21", "Atelier Moreau", "jean@autre.example")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(roster.AddMember(t.Context(), d, account.Member{ID: "m9", Workspace: "w21", Email: "paul@membre.example", Role: account.Role("member"), CreatedAt: evening}))
		find := func(search, want string) {
			t.Helper()
			for _, size := range []int{1, 50} { // by pages of one too
				var ids []string
				for before := ""; ; {
					page, err := oversight.Workspaces(t.Context(), d, search, before, size)
					must(err)
					for _, w := range page.Rows {
						ids = append(ids, w.ID)
					}
					if before = page.Next; before == "" {
						break
					}
				}
				if got := strings.Join(ids, " "); got != want {
					t.Errorf("%q finds %q, want %q", search, got, want)
				}
			}
		}
		every := func() {
			t.Helper()
			for search, want := range map[string]string{
				"moreau": "w21 w20", "ATELIER moré": "w21 w20", "camille@moreau.example": "w20", "Jean": "w21", "w20": "w20", "atelier jean": "w21", "nobody": "",
				"paul": "", // no owner
			} {
				find(search, want)
			}
		}
		every()
		// What another version of the program wrote is derived once, and then found likewise.
		_, err := d.SQL().ExecContext(t.Context(), "DELETE FROM workspace_word")
		must(err)
		find("moreau", "")
		for range 2 {
			done, err := roster.RemakeWords(t.Context(), d)
			if must(err); !done {
				t.Error("three workspaces take more than one batch")
			}
		}
		every()

		must(roster.UpdateWorkspace(t.Context(), d, "w20", func(w *account.Workspace) error { w.Name, w.Profile.LegalName = "Studio", "Bréhat SARL"; return nil }))
		must(roster.UpdateMember(t.Context(), d, "mw20", func(m *account.Member) error { m.Email = "camille@brehat.example"; return nil }))
		must(roster.UpdateMember(t.Context(), d, "m9", func(m *account.Member) error { m.Role = account.Owner; return nil }))
		must(roster.UpdateMember(t.Context(), d, "mw21", func(m *account.Member) error { m.DisabledAt = evening; return nil }))
		for search, want := range map[string]string{"moreau": "w21", "brehat": "w20", "camille": "w20", "jean": "", "paul": "w21"} {
			find(search, want)
		}
		page, err := oversight.Workspaces(t.Context(), d, "paul", "", 9)
		if must(err); page.Cut || !reflect.DeepEqual(page.Rows, []oversight.Workspace{{ID: "w21", Name: "Atelier Moreau", Owner: "paul@membre.example", CreatedAt: delivery.At(evening)}}) {
			t.Errorf("%+v", page)
		}
	})
}

// Of a word that thousands have, some workspaces are shown and that is said, unless a rarer word tells which.
func TestACommonWordIsNoWholeAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		opened(t, d, "w20", "Atelier Moreau", "camille@moreau.example")
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for n := range 2_001 {
				p := sqlgen.InsertWorkspaceWordParams{WorkspaceID: "w1", MemberID: "", Word: fmt.Sprintf("atelia%04d", n)}
				if err := tx.Queries().InsertWorkspaceWord(ctx, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for search, want := range map[string]string{"ateli": "w1 cut", "ateli moreau": "w20", "ateli at": "w1 cut", "ateli zzz": "", "%": "", "'": ""} {
			page, err := oversight.Workspaces(t.Context(), d, search, "", 9)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, w := range page.Rows {
				got += w.ID
			}
			if page.Cut {
				got += " cut"
			}
			if got != want {
				t.Errorf("%q finds %q, want %q", search, got, want)
			}
		}
	})
}
