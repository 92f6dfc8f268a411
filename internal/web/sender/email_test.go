package sender_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
	"quittance/internal/web/sender"
)

// mailed is the newest link that went to an address.
func (w *world) mailed(to string) string {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.mail) - 1; i >= 0; i-- {
		if token, ok := strings.CutPrefix(w.mail[i], to+" "); ok {
			return token
		}
	}
	w.t.Fatalf("no link went to %s", to)
	return ""
}

const (
	emailPage = "/settings/security/email"
	oldMail   = "camille@moreau.example"
	newMail   = "camille@bureau-études.example"
)

func TestChangingOnesAddress(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Accountant, oldMail, w.member(account.Owner, "luc@moreau.example", "").Workspace)
	b, elsewhere := w.signedIn(m), w.signedIn(m)
	b.get(emailPage).is(http.StatusOK).has(oldMail, "New address")
	for typed, says := range map[string]string{
		"camille@": "not an e\u2011mail address", "": "not an e\u2011mail address", " Camille@Moreau.Example ": "address of your account already",
	} {
		b.post(emailPage, "email", typed).is(http.StatusUnprocessableEntity).has(says)
	}
	b.post(emailPage, "email", " Camille@Bureau-ÉTUDES.example").is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").has("A link has left for the new address.", oldMail)
	first := w.mailed(newMail)
	b.post(emailPage, "email", newMail).is(http.StatusSeeOther)
	link := emailPage + "/" + w.mailed(newMail)
	b.get(emailPage + "/" + first).is(http.StatusGone).has("another one was asked for since") // the newest counts

	// Opening it changes nothing, and nobody but the member can use it.
	b.get(link).is(http.StatusOK).has(newMail, oldMail, "Confirm the new address")
	w.browser().get(link).is(http.StatusSeeOther).at("/signin?next=" + strings.ReplaceAll(link, "/", "%2F"))
	w.browser().post(link).is(http.StatusUnauthorized)
	stranger := w.signedIn(w.member(account.Colleague, "paul@moreau.example", m.Workspace))
	stranger.get(link).is(http.StatusGone).hasNot(newMail)
	stranger.post(link).is(http.StatusGone)
	w.browser().post("/signin", "email", newMail, "password", password).is(http.StatusUnauthorized)

	reset := w.resetToken(m)
	b.post(link).is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").is(http.StatusOK).has("Your address is changed", newMail)
	elsewhere.get("/deliveries").is(http.StatusSeeOther)
	w.browser().get("/reset/" + reset).is(http.StatusGone) // what lies in the old mailbox opens nothing
	b.post(link).is(http.StatusGone)
	w.browser().post("/signin", "email", oldMail, "password", password).is(http.StatusUnauthorized)
	w.browser().post("/signin", "email", newMail, "password", password).is(http.StatusSeeOther)
	if n := w.lines(m.Workspace, account.EmailChanged); n != 1 {
		t.Errorf("the change is on record %d times", n)
	}
	if log := w.log.String(); strings.Contains(log, "bureau") || strings.Contains(log, first) {
		t.Error("an address or a link is logged")
	}
}

// Every way in which the link of a new address opens nothing.
func TestANewAddressThatIsNotTaken(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(w *world, m account.Member, b *browser)
		status int
		says   string
	}{
		"too old": {func(w *world, _ account.Member, _ *browser) { w.now = w.now.Add(24 * time.Hour) }, http.StatusGone, "older than 24 hours"},
		"somebody has an account with it": {func(w *world, m account.Member, _ *browser) {
			w.member(account.Colleague, newMail, m.Workspace)
		}, http.StatusConflict, "has an account here already"},
		"somebody else's, whose access was only taken away": {func(w *world, m account.Member, _ *browser) {
			x := w.member(account.Colleague, newMail, m.Workspace)
			must(w.t, roster.UpdateMember(w.t.Context(), w.db, x.ID, func(y *account.Member) error { y.DisabledAt = w.now; return nil }))
		}, http.StatusSeeOther, ""},
		"the password was forgotten meanwhile": {func(w *world, m account.Member, b *browser) {
			w.browser().post("/reset/"+w.resetToken(m), "password", another).is(http.StatusSeeOther)
			b.post("/signin", "email", m.Email, "password", another).is(http.StatusSeeOther)
		}, http.StatusSeeOther, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.member(account.Owner, oldMail, "")
			b := w.signedIn(m)
			b.post(emailPage, "email", newMail).is(http.StatusSeeOther)
			link := emailPage + "/" + w.mailed(newMail)
			tt.before(w, m, b)
			b.post(link).is(tt.status).has(tt.says)
			after, err := roster.Member(t.Context(), w.db, m.ID)
			if must(t, err); (after.Email == newMail) != (tt.status == http.StatusSeeOther) {
				t.Errorf("the address is %s", after.Email)
			}
		})
	}
}

func TestWhoDidNotChangeTheirAddressTakesItBack(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, oldMail, "")
	thief := w.signedIn(m) // who has the password
	kept := thief.addPasskey("mine")
	key := func(name string) {
		thief.post("/settings/api-keys", "name", name, "scope", "write").is(http.StatusCreated)
	}
	key("Mine")
	w.now = w.now.Add(time.Minute)
	var early *device
	change := func(to string) {
		t.Helper()
		thief.post(emailPage, "email", to).is(http.StatusSeeOther)
		w.now = w.now.Add(time.Minute)
		if early == nil {
			early = thief.addPasskey("between asking and taking")
		}
		thief.post(emailPage + "/" + w.mailed(to)).is(http.StatusSeeOther)
		w.now = w.now.Add(time.Minute)
	}
	change("thief@evil.example")
	key("Theirs")
	thief.enrol()
	undo := "/email/" + w.mailed(oldMail)
	added := thief.addPasskey("theirs")
	change("thief@other.example")
	theirs := "/email/" + w.mailed("thief@evil.example")

	victim := w.browser()
	victim.get(undo).is(http.StatusOK).has(oldMail, "It was not me")
	thief.get("/deliveries").is(http.StatusOK)
	w.told = nil
	victim.post(undo).is(http.StatusSeeOther).at("/forgot")
	w.wasTold(m.ID + " email_back")
	if last := w.mail[len(w.mail)-1]; !strings.HasPrefix(last, "thief@other.example ") {
		t.Errorf("who loses it is not told: %s", last)
	}
	victim.get("/forgot").has("Your address is restored")
	thief.get("/deliveries").is(http.StatusSeeOther)
	for _, link := range []string{undo, theirs} {
		w.browser().get(link).is(http.StatusGone)
		w.browser().post(link).is(http.StatusGone)
	}
	w.browser().post("/signin", "email", oldMail, "password", password).is(http.StatusUnauthorized)
	c := w.browser()
	for _, d := range []*device{early, added} {
		c.post("/signin/passkey", "credential", d.signs(c.asked("/signin/passkey/begin"))).is(http.StatusUnauthorized)
	}
	c.post("/signin/passkey", "credential", kept.signs(c.asked("/signin/passkey/begin"))).is(http.StatusSeeOther)
	victim.post("/reset/"+w.resetToken(m), "password", another).is(http.StatusSeeOther)
	victim.post("/signin", "email", oldMail, "password", another).is(http.StatusSeeOther).at("/deliveries")
	keys, err := login.APIKeys(t.Context(), w.db, m.Workspace)
	if must(t, err); len(keys) != 2 || !keys[0].RevokedAt.IsZero() || keys[1].RevokedAt.IsZero() {
		t.Errorf("keys %+v", keys)
	}
	for kind, want := range map[account.EventKind]int{account.EmailRestored: 1, account.FactorRemoved: 1, account.KeyRevoked: 1} {
		if n := w.lines(m.Workspace, kind); n != want {
			t.Errorf("%s is on record %d times", kind, n)
		}
	}
	victim.post(emailPage, "email", newMail).is(http.StatusSeeOther)
	victim.post(emailPage + "/" + w.mailed(newMail)).is(http.StatusSeeOther)
	late := "/email/" + w.mailed(oldMail)
	w.now = w.now.AddDate(0, 0, 7)
	w.browser().post(late).is(http.StatusGone)
}

// Who reads a mailbox that the member has left is stopped by what guarded the account when they left it, and codes that an
// intruder made anew open nothing.
func TestAnAddressTakenBackMeetsTheFactorsOfItsDay(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, oldMail, "")
	b := w.signedIn(m)
	secret, _ := b.enrol()
	w.now = w.now.Add(time.Minute)
	b.post(emailPage, "email", newMail).is(http.StatusSeeOther)
	b.post(emailPage + "/" + w.mailed(newMail)).is(http.StatusSeeOther)
	w.now = w.now.Add(time.Minute)
	renewed := recoveryShown.FindStringSubmatch(b.post("/settings/security/recovery-codes").is(http.StatusCreated).body)[1]
	c := w.browser()
	c.post("/email/" + w.mailed(oldMail)).is(http.StatusSeeOther)
	c.post("/reset/"+w.resetToken(m), "password", another).is(http.StatusSeeOther)
	c.post("/signin", "email", oldMail, "password", another).is(http.StatusSeeOther).at("/signin/code")
	c.post("/signin/code", "code", renewed).is(http.StatusUnprocessableEntity)
	w.now = w.now.Add(time.Minute)
	c.post("/signin/code", "code", c.code(secret)).is(http.StatusSeeOther).at("/deliveries")
}

func TestWithoutMailNoAddressIsChanged(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Addresses = nil })
	b := w.signedIn(w.member(account.Owner, oldMail, ""))
	b.get(emailPage).is(http.StatusOK).has("sends no e\u2011mail").hasNot("Get the link")
	b.post(emailPage, "email", newMail).is(http.StatusConflict)
}

func TestHowManyLinksLeaveForNewAddresses(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, oldMail, ""))
	for range 5 {
		b.post(emailPage, "email", newMail).is(http.StatusSeeOther)
	}
	b.post(emailPage, "email", newMail).is(http.StatusTooManyRequests)
	w.now = w.now.Add(account.Fresh)
	b.post(emailPage, "email", newMail).is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fsecurity%2Femail")
}

// A password goes only where a passkey stays, and comes back by being chosen.
func TestAnAccountWithoutAPassword(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, oldMail, "")
	b, elsewhere := w.signedIn(m), w.signedIn(m)
	off, remove := "/settings/security/password/off", "/settings/security/passkeys/remove"
	b.get("/settings/security").hasNot("Switch the password off")
	b.post(off).is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security").has("there must be at least one passkey")
	first := b.addPasskey("A")
	b.get("/settings/security").has("Switch the password off")
	w.told = nil
	b.post(off).is(http.StatusSeeOther).at("/settings/security")
	w.wasTold(m.ID + " password_off")
	b.post(off).is(http.StatusSeeOther)
	w.wasTold() // it was off
	b.get("/settings/security").has("A passkey alone opens your account", "The last one: choose a password first").hasNot("Switch the password off", `name="id"`)
	elsewhere.get("/deliveries").is(http.StatusSeeOther)
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusUnauthorized)
	w.browser().post("/signin", "email", m.Email, "password", "").is(http.StatusUnauthorized)
	if n := w.lines(m.Workspace, account.PasswordGone); n != 1 {
		t.Errorf("it is on record %d times", n)
	}

	b.post(remove, "id", b64.EncodeToString(first.id)).is(http.StatusSeeOther)
	b.get("/settings/security").has("there must be at least one passkey")
	second := b.addPasskey("B")
	b.post(remove, "id", b64.EncodeToString(first.id)).is(http.StatusSeeOther)
	b.post(remove, "id", b64.EncodeToString(second.id)).is(http.StatusSeeOther)
	c := w.browser()
	c.post("/signin/passkey", "credential", second.signs(c.asked("/signin/passkey/begin"))).is(http.StatusSeeOther).at("/deliveries")

	// What asks for the password asks for the passkey.
	w.now = w.now.Add(account.Fresh)
	c.get("/prove").has("confirm with your passkey").hasNot(`name="password"`)
	c.post("/prove", "password", "").is(http.StatusUnprocessableEntity)
	c.get("/settings/membership").has("/prove?next=%2Fsettings%2Fmembership").hasNot(`name="password"`)
	c.post("/settings/membership").is(http.StatusUnprocessableEntity)
	c.post("/prove/passkey", "credential", second.signs(c.asked("/prove/passkey/begin")), "next", "/settings/membership").is(http.StatusSeeOther)
	c.post("/settings/membership").is(http.StatusConflict).has("one owner must remain")

	// The way back, here and from outside.
	c.post("/settings/security/password", "password", another).is(http.StatusSeeOther)
	w.browser().post("/signin", "email", m.Email, "password", another).is(http.StatusSeeOther)
	c.post(off).is(http.StatusSeeOther)
	link := "/reset/" + w.resetToken(m)
	w.browser().get(link).has("it is on again")
	w.browser().post(link, "password", password).is(http.StatusSeeOther)
	d := w.signedIn(m)
	d.get("/settings/security").has("Switch the password off")
	d.post(remove, "id", b64.EncodeToString(second.id)).is(http.StatusSeeOther)
	d.get("/settings/security").has("The passkey is removed")
	w.browser().get("/reset/" + w.resetToken(m)).hasNot("it is on again")
}

func TestAddressesOfAClosedWorkspaceBecomeFree(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, oldMail, "")
	paul := w.member(account.Colleague, "paul@moreau.example", owner.Workspace)
	firm := w.signedIn(w.member(account.Owner, "luc@haddad.example", ""))
	invite := func(email string) string {
		t.Helper()
		firm.post("/settings/team/invite", "email", email, "role", "member").is(http.StatusSeeOther)
		return w.newestInvitation()
	}
	accept := func(link string) page {
		t.Helper()
		return w.browser().post(link, "name", "Paul", "password", another)
	}
	forPaul, forOwner := invite(paul.Email), invite(owner.Email)
	accept(forPaul).is(http.StatusConflict).has("another workspace")
	b := w.signedIn(owner)
	b.get("/settings/workspace").has("address becomes free", "That of an owner stays")
	b.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusSeeOther)

	accept(forPaul).is(http.StatusSeeOther).at("/deliveries")
	w.browser().post("/signin", "email", paul.Email, "password", another).is(http.StatusSeeOther)
	was, err := roster.Member(t.Context(), w.db, paul.ID)
	if must(t, err); was.Email != paul.Email || !was.Released {
		t.Errorf("who was in the closed workspace is %+v", was)
	}
	files := b.archived("/settings/workspace/export.zip")
	if !strings.Contains(files["members.json"]+files["workspace.json"], paul.Email) {
		t.Error("the export of the closed workspace has lost an address")
	}

	// An owner keeps theirs, and the export, until they give one of them up.
	accept(forOwner).is(http.StatusConflict)
	again := w.browser()
	again.post("/signin", "email", owner.Email, "password", password).is(http.StatusSeeOther)
	again.get("/settings/workspace").is(http.StatusOK).has("Your address stays with this workspace", `href="/settings/security/email"`, `href="/settings/membership"`)
	again.post(emailPage, "email", newMail).is(http.StatusSeeOther)
	again.post(emailPage + "/" + w.mailed(newMail)).is(http.StatusSeeOther)
	accept(forOwner).is(http.StatusSeeOther).at("/deliveries")
	again.get("/settings/workspace").is(http.StatusOK)
	forOwner = invite(newMail)
	accept(forOwner).is(http.StatusConflict)
	again.get("/settings/membership").is(http.StatusOK).has("Export first")
	again.post("/settings/membership", "password", password).is(http.StatusSeeOther).at("/signin")
	accept(forOwner).is(http.StatusSeeOther)

	// Signing up finds a free address too, and an owner's is free with the end of what they may read.
	for _, name := range []string{"closed for three years", "left"} {
		late := w.member(account.Owner, "late-"+name[:4]+"@moreau.example", "")
		x := w.signedIn(late)
		x.post("/settings/workspace/close", "name", "Atelier Moreau").is(http.StatusSeeOther)
		sign := func(want int) {
			t.Helper()
			w.browser().post("/signup", "email", late.Email, "name", "Camille", "workspace", "Second", "password", another)
			list, err := roster.Workspaces(t.Context(), w.db)
			must(t, err)
			n := 0
			for _, ws := range list {
				if ws.Name == "Second" {
					n++
				}
			}
			if n != want {
				t.Errorf("%s: %d workspaces", name, n)
			}
		}
		before := 0
		if name == "left" {
			before = 1
		}
		sign(before)
		if name == "left" {
			x.post("/settings/membership", "password", password).is(http.StatusSeeOther)
		} else {
			w.now = w.now.AddDate(3, 0, 0)
		}
		sign(before + 1)
	}
}

func TestWhoLeftAndUsesTheirAddressElsewhereIsNotLetInAgain(t *testing.T) {
	w := newWorld(t)
	owner := w.member(account.Owner, oldMail, "")
	ada, firm := w.signedIn(owner), w.signedIn(w.member(account.Owner, "luc@haddad.example", ""))
	bob := w.member(account.Colleague, "bob@moreau.example", owner.Workspace)
	w.signedIn(bob).post("/settings/membership", "password", password).is(http.StatusSeeOther)
	w.browser().post("/signup", "email", bob.Email, "name", "Bob", "workspace", "Mine", "password", another)
	if m, err := roster.Member(t.Context(), w.db, bob.ID); err != nil || m.Released { // a sign-up proves no mailbox
		t.Fatalf("%+v, %v", m, err)
	}
	firm.post("/settings/team/invite", "email", bob.Email, "role", "member").is(http.StatusSeeOther)
	w.browser().post(w.newestInvitation(), "name", "Bob", "password", another).is(http.StatusSeeOther)
	ada.post("/settings/team/access", "id", bob.ID, "access", "open").is(http.StatusSeeOther).at("/settings/team")
	ada.get("/settings/team").has("account in another workspace", bob.Email)
}

func TestTheLogKeepsWhomItNamed(t *testing.T) {
	w := newWorld(t)
	ada := w.signedIn(w.member(account.Owner, oldMail, ""))
	for range 2 {
		ada.post("/settings/team/invite", "email", "z@haddad.example", "role", "member").is(http.StatusSeeOther)
	}
	if n := strings.Count(ada.get("/settings/log").body, "z@haddad.example"); n != 2 {
		t.Errorf("the log names who was invited %d times of 2", n)
	}
	w.browser().post(w.newestInvitation(), "name", "Zoé", "password", another).is(http.StatusSeeOther)
	if n := strings.Count(ada.get("/settings/log").body, "z@haddad.example"); n != 2 {
		t.Errorf("once it was accepted, %d times", n)
	}
}
