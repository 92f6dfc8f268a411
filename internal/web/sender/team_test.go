package sender_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/oversight"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/web/sender"
)

// Invite keeps an invitation as the jobs do, and returns its link.
func (w *world) Invite(ctx context.Context, email string, role account.Role, e account.Event) (string, error) {
	text, hash, err := account.NewToken(account.ForInvitation, rand.Reader)
	if err != nil {
		return "", err
	}
	w.mu.Lock()
	w.invited = append(w.invited, "/invitation/"+text)
	w.mu.Unlock()
	return "https://quittance.test/invitation/" + text, w.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return roster.Invite(ctx, tx, account.Token{
			Hash: hash, Purpose: account.ForInvitation, Workspace: e.Workspace, Email: email, Role: role, CreatedAt: e.At,
			ExpiresAt: e.At.Add(account.ForInvitation.Lifetime()),
		}, e)
	})
}

func (w *world) newestInvitation() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.invited[len(w.invited)-1]
}

func TestATeamIsInvitedAndComes(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Signup = account.Invited })
	ada := w.signedIn(w.member(account.Owner, "ada@moreau.example", ""))
	ada.get("/settings/team").is(http.StatusOK).has("Camille owner", "you", "Invite somebody").hasNot("Open invitations")
	ada.post("/settings/team/invite", "email", "ines@", "role", "king").is(http.StatusUnprocessableEntity).has("ines@", "Choose a role.")
	ada.post("/settings/team/invite", "email", "ada@moreau.example", "role", "member").is(http.StatusUnprocessableEntity).has("in the team already")
	ada.post("/settings/team/invite", "email", " Ines@Haddad.example ", "role", "accountant").is(http.StatusSeeOther).at("/settings/team")
	ada.get("/settings/team").has("Open invitations", "ines@haddad.example").hasNot(strings.TrimPrefix(w.newestInvitation(), "/invitation/"))

	ines, link := w.browser(), w.newestInvitation()
	ines.get("/signup").is(http.StatusForbidden)
	ines.get(link).is(http.StatusOK).has("Join Atelier Moreau", "ines@haddad.example", "Accountant")
	ines.post(link, "name", "", "password", "short").is(http.StatusUnprocessableEntity).has("2 things").hasNot(`value="short"`)
	ines.post(link, "name", "Inès Haddad", "password", password).is(http.StatusSeeOther).at("/deliveries")
	ines.get("/deliveries").is(http.StatusOK).has("Welcome!", "Inès Haddad")
	ines.get("/settings/team").is(http.StatusForbidden)
	ines.get("/settings/log").is(http.StatusForbidden)
	w.browser().get(link).is(http.StatusGone).has("used or cancelled")
	w.browser().post(link, "name", "Eve", "password", password).is(http.StatusGone)
	ada.get("/settings/team").has("Inès Haddad").hasNot("Open invitations")
	ada.get("/settings/log").is(http.StatusOK).has("Invitation sent", "Invitation accepted", "by Inès Haddad", "Signed in")
}

func TestInvitationsThatOpenNothing(t *testing.T) {
	w := newWorld(t)
	ada := w.signedIn(w.member(account.Owner, "ada@moreau.example", ""))
	eve := w.member(account.Owner, "eve@elsewhere.example", "")
	for name, tt := range map[string]struct {
		email string
		spoil func()
		want  int
		says  string
	}{
		"revoked": {"a@x.example", func() {
			id := w.handleOf("a@x.example")
			ada.post("/settings/team/revoke", "id", id).is(http.StatusSeeOther)
			ada.post("/settings/team/revoke", "id", id).is(http.StatusNotFound)
		}, http.StatusGone, "used or cancelled"},
		"too old":                    {"b@x.example", func() { w.now = w.now.Add(14 * 24 * time.Hour) }, http.StatusGone, "used or cancelled"},
		"to who belongs elsewhere":   {eve.Email, func() {}, http.StatusConflict, "account in another workspace"},
		"a token of another purpose": {"c@x.example", nil, http.StatusGone, "used or cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			began := w.now
			defer func() { w.now = began }()
			ada.post("/settings/team/invite", "email", tt.email, "role", "auditor").is(http.StatusSeeOther)
			link := w.newestInvitation()
			if tt.spoil == nil {
				text, hash, err := account.NewToken(account.ForReset, rand.Reader)
				must(t, err)
				must(t, login.CreateToken(t.Context(), w.db, account.Token{
					Hash: hash, Purpose: account.ForReset, Member: eve.ID, Workspace: eve.Workspace, Email: eve.Email, CreatedAt: w.now, ExpiresAt: w.now.Add(time.Hour),
				}))
				link = "/invitation/" + text
			} else {
				tt.spoil()
			}
			w.browser().post(link, "name", "Eve", "password", password).is(tt.want).has(tt.says)
		})
	}
}

// handleOf names the open invitation of an address.
func (w *world) handleOf(email string) string {
	w.t.Helper()
	list, err := login.OpenTokens(w.t.Context(), w.db, "ws-ada@moreau.example", account.ForInvitation, 0)
	must(w.t, err)
	for _, t := range list {
		if t.Email == email {
			return roster.Handle(t)
		}
	}
	w.t.Fatalf("%s is not invited", email)
	return ""
}

func TestWithoutMailTheLinkIsShownOnce(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Resets = nil })
	ada := w.signedIn(w.member(account.Owner, "ada@moreau.example", ""))
	ada.post("/settings/team/invite", "email", "ines@haddad.example", "role", "auditor").is(http.StatusCreated).has(w.newestInvitation(), "to nobody else")
	ada.get("/settings/team").is(http.StatusOK).hasNot(w.newestInvitation())
}

func TestRolesAreChangedAndAccessIsTakenAndGivenBack(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "ada@moreau.example", "")
	ada := w.signedIn(owner)
	m := w.member(account.Colleague, "bob@moreau.example", owner.Workspace)
	bob := w.signedIn(m)
	other := w.member(account.Owner, "eve@elsewhere.example", "")

	bob.get("/settings/api-keys").is(http.StatusOK)
	ada.post("/settings/team/role", "id", m.ID, "role", "auditor").is(http.StatusSeeOther)
	ada.get("/settings/team").has("The role is changed.")
	bob.get("/settings/api-keys").is(http.StatusForbidden)
	bob.get("/settings/log").is(http.StatusOK).has("Role changed", "Colleague → Auditor", "by Camille owner")

	for name, form := range map[string][]string{
		"their own role":     {"role", "id", owner.ID, "role", "member"},
		"their own access":   {"access", "id", owner.ID, "access", "none"},
		"a role of nobody":   {"role", "id", m.ID, "role", "king"},
		"somebody elsewhere": {"access", "id", other.ID, "access", "none"},
	} {
		ada.post("/settings/team/"+form[0], form[1:]...).is(http.StatusSeeOther)
		if page := ada.get("/settings/team"); !strings.Contains(page.body, `role="alert"`) {
			t.Errorf("%s: changed without a word", name)
		}
	}
	if got, err := roster.Member(t.Context(), w.db, other.ID); err != nil || !got.DisabledAt.IsZero() {
		t.Errorf("of another workspace: %+v, %v", got, err)
	}
	ada.post("/settings/team/access", "id", m.ID, "access", "none").is(http.StatusSeeOther)
	bob.get("/deliveries").is(http.StatusSeeOther)
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusUnauthorized)
	ada.post("/settings/team/access", "id", m.ID, "access", "none").is(http.StatusSeeOther) // once more: nothing changes
	ada.post("/settings/team/access", "id", m.ID, "access", "open").is(http.StatusSeeOther)
	bob = w.signedIn(m)
	bob.get("/deliveries").is(http.StatusOK)
	bob.post("/settings/membership", "password", password).is(http.StatusSeeOther) // who leaves knows it
	who := " by " + owner.ID
	if want := []string{m.ID + " role_changed" + who, m.ID + " access_removed" + who, m.ID + " access_given" + who}; !slices.Equal(w.told, want) {
		t.Errorf("told %q, want %q", w.told, want)
	}
}

func TestLeavingAWorkspace(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "ada@moreau.example", "")
	ada := w.signedIn(owner)
	m := w.member(account.Colleague, "bob@moreau.example", owner.Workspace)
	bob := w.signedIn(m)
	bob.post("/settings/api-keys", "name", "Bureau", "scope", "read").is(http.StatusCreated)
	bob.get("/settings/membership").is(http.StatusOK).has("Leave Atelier Moreau")
	bob.post("/settings/membership", "password", "wrong").is(http.StatusUnprocessableEntity).has("not your password")
	bob.post("/settings/membership", "password", password).is(http.StatusSeeOther).at("/signin")
	bob.get("/deliveries").is(http.StatusSeeOther)
	keys, err := login.APIKeys(t.Context(), w.db, owner.Workspace)
	if err != nil || len(keys) != 1 || keys[0].RevokedAt.IsZero() {
		t.Errorf("keys of who left: %+v, %v", keys, err)
	}
	ada.post("/settings/membership", "password", password).is(http.StatusConflict).has("one owner must remain")
	ada.get("/settings/log").has("Left the workspace", "API key made", "Bureau")
	ada.get("/deliveries").is(http.StatusOK)
}

// An invitation is a message to somebody who did not ask for it.
func TestInvitationsAreBounded(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, "ada@moreau.example", "")
	ada := w.signedIn(owner)
	invite := func(n int) page {
		return ada.post("/settings/team/invite", "email", fmt.Sprintf("guest%d@haddad.example", n), "role", "auditor")
	}
	for n := range 30 {
		invite(n).is(http.StatusSeeOther)
	}
	invite(30).is(http.StatusTooManyRequests).has("Too many requests", "24 h")
	w.now = w.now.Add(24 * time.Hour)
	ada = w.signedIn(owner)
	invite(31).is(http.StatusSeeOther)
	must(t, oversight.Suspend(t.Context(), w.db, owner.Workspace, "Three reports.", oversight.Decision{ID: "e1", Member: owner.ID, At: delivery.At(w.now)}, w.CloseCheckouts))
	invite(32).is(http.StatusConflict)
	if len(w.invited) != 31 {
		t.Errorf("%d invitations left", len(w.invited))
	}
}
