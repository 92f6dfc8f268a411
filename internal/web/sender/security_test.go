package sender_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
)

// AlertMember notes who would be told of what.
func (w *world) AlertMember(_ context.Context, _ *db.Tx, member string, what account.Alert) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, member+" "+string(what))
	return nil
}

// TellMember notes who would be told of what, and by whom it was done.
func (w *world) TellMember(_ context.Context, _ *db.Tx, member string, what account.Alert, by string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, member+" "+string(what)+" by "+by)
	return nil
}

// MailAddress keeps the link that would be mailed, after the address it goes to.
func (w *world) MailAddress(ctx context.Context, tx *db.Tx, m account.Member, p account.Purpose, email string, made time.Time) error {
	text, hash, err := account.NewToken(p, rand.Reader)
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.mail = append(w.mail, email+" "+text)
	w.mu.Unlock()
	return login.CreateToken(ctx, tx, account.Token{
		Hash: hash, Purpose: p, Member: m.ID, Workspace: m.Workspace, Email: email, CreatedAt: made, ExpiresAt: w.now.Add(p.Lifetime()),
	})
}

// CloseCheckouts notes whose payment pages would be closed.
func (w *world) CloseCheckouts(_ context.Context, _ *db.Tx, workspace string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, workspace+" checkouts_closed")
	return nil
}

func (w *world) wasTold(want ...string) {
	w.t.Helper()
	if got := strings.Join(w.told, ", "); got != strings.Join(want, ", ") {
		w.t.Fatalf("told %q, want %q", got, want)
	}
	w.told = nil
}

var handles = regexp.MustCompile(`name="handle" value="([^"]*)"`)

func handlesOf(p page) []string {
	var out []string
	for _, m := range handles.FindAllStringSubmatch(p.body, -1) {
		out = append(out, m[1])
	}
	return out
}

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func TestSessionsOfAMember(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	auditor := w.member(account.Auditor, "luc@moreau.example", m.Workspace)
	desk, phone, lost := w.signedIn(m), w.browser(), w.signedIn(m)
	phone.do(http.MethodPost, "/signin", "application/x-www-form-urlencoded", strings.NewReader(values([]string{"email", m.Email, "password", password}).Encode()), "User-Agent", firefox).is(http.StatusSeeOther)
	other := w.signedIn(auditor)

	p := desk.get("/settings/security").is(http.StatusOK).has("this session", "Firefox · Linux", "127.0.0.1", "Close all the others")
	list := handlesOf(p)
	if len(list) != 2 {
		t.Fatalf("%d sessions can be ended: %q", len(list), list)
	}
	for _, b := range []*browser{desk, phone, lost} {
		p.hasNot(sessionOf(b))
	}
	other.get("/settings/security").is(http.StatusOK).hasNot("Firefox", "Close all the others")
	other.post("/settings/security/end-session", "handle", list[0]).is(http.StatusSeeOther) // of somebody else: nothing happens
	if got := handlesOf(desk.get("/settings/security")); len(got) != 2 {
		t.Fatal("a member ended the session of another")
	}
	lost.get("/deliveries").is(http.StatusOK)
	for _, handle := range handlesOf(phone.get("/settings/security")) { // ended from the phone: the one that is lost, not the desk
		if !strings.Contains(desk.get("/settings/security").body, handle) {
			continue
		}
		phone.post("/settings/security/end-session", "handle", handle).is(http.StatusSeeOther).at("/settings/security")
	}
	phone.get("/settings/security").has("The session is closed.")
	lost.get("/deliveries").is(http.StatusSeeOther)
	desk.get("/deliveries").is(http.StatusOK)

	phone.post("/settings/security/end-other-sessions").is(http.StatusSeeOther)
	phone.get("/settings/security").is(http.StatusOK).has("All the other sessions are closed.").hasNot("Close all the others")
	desk.get("/deliveries").is(http.StatusSeeOther)
	other.get("/deliveries").is(http.StatusOK)

	w.now = w.now.Add(2 * time.Hour) // used later from elsewhere: the page says so
	phone.do(http.MethodGet, "/deliveries", "", nil, "User-Agent", "curl/8").is(http.StatusOK)
	phone.get("/settings/security").has("curl").hasNot("Firefox")
}

func TestWhatIsDangerousWantsAFreshProof(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Owner, "camille@moreau.example", "")
	b := w.signedIn(m)
	b.post("/settings/api-keys", "name", "export", "scope", "read").is(http.StatusCreated)
	b.get("/settings/security/password").is(http.StatusOK)
	b.get("/prove?next=/settings/profile").is(http.StatusSeeOther).at("/settings/profile")

	w.now = w.now.Add(account.Fresh)
	before := sessionOf(b)
	b.get("/settings/api-keys").is(http.StatusOK).has("/prove?next=%2Fsettings%2Fapi-keys").hasNot(`name="scope"`)
	b.post("/settings/api-keys", "name", "export", "scope", "read").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fapi-keys")
	b.get("/settings/security/password?x=1").is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fsecurity%2Fpassword%3Fx%3D1")
	b.post("/settings/security/password", "password", another).is(http.StatusSeeOther).at("/prove?next=%2Fsettings%2Fsecurity%2Fpassword")
	if keys, err := login.APIKeys(t.Context(), w.db, m.Workspace); err != nil || len(keys) != 1 {
		t.Fatal("a key was made without a proof", keys, err)
	}
	b.get("/prove?next=//evil.example").is(http.StatusOK).hasNot("evil.example")
	b.post("/prove", "password", "something else", "next", "/settings/api-keys").is(http.StatusUnprocessableEntity).has("This is not your password.").hasNot("something else")
	b.get("/settings/security/password").is(http.StatusSeeOther)
	b.post("/prove", "password", password, "next", "https://evil.example/").is(http.StatusSeeOther).at("/settings/security")
	b.get("/settings/security/password").is(http.StatusOK).has("Thank you")
	if sessionOf(b) != before {
		t.Error("a proof changed the session")
	}
	w.browser().post("/prove", "password", password).is(http.StatusUnauthorized) // nobody is signed in

	w.now = w.now.Add(account.Fresh)
	for range 25 {
		b.post("/prove", "password", "guess")
	}
	b.post("/prove", "password", password).is(http.StatusTooManyRequests)
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusTooManyRequests) // one count for both
}

func TestChangingThePassword(t *testing.T) {
	w := newWorld(t)
	m := w.member(account.Accountant, "luc@moreau.example", w.member(account.Owner, "camille@moreau.example", "").Workspace)
	b, elsewhere := w.signedIn(m), w.signedIn(m)
	b.post("/settings/security/password", "password", "motdepasse1").is(http.StatusUnprocessableEntity).has("too common").hasNot("motdepasse1")
	w.wasTold()
	b.post("/settings/security/password", "password", another).is(http.StatusSeeOther).at("/settings/security")
	w.wasTold(m.ID + " password_changed")
	b.get("/settings/security").is(http.StatusOK).has("Your password is changed")
	elsewhere.get("/deliveries").is(http.StatusSeeOther)
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusUnauthorized)
	w.browser().post("/signin", "email", m.Email, "password", another).is(http.StatusSeeOther)
	if strings.Contains(w.log.String(), another) {
		t.Error("the password is logged")
	}
}
