package sender_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/frontend/screen"
	"quittance/internal/account"
	"quittance/internal/db/roster"
	"quittance/internal/web/sender"
)

func TestSigningIn(t *testing.T) {
	w := newWorld(t)
	w.member("owner", "camille@moreau.example", "")
	b := w.browser()
	b.get("/signin?next=//evil.example/x").is(http.StatusOK).hasNot("evil.example")
	wrong := b.post("/signin", "email", "camille@moreau.example", "password", "something else").is(http.StatusUnauthorized).
		has("Unknown address or password.", "camille@moreau.example").hasNot("something else")
	unknown := b.post("/signin", "email", "nobody@moreau.example", "password", password).is(http.StatusUnauthorized).has("Unknown address or password.").hasNot(password)
	if a, b := problemOf(wrong), problemOf(unknown); a == "" || a != b {
		t.Fatalf("the answers tell who has an account: %q, %q", a, b)
	}
	b.post("/signin", "email", "no address", "password", "x").is(http.StatusUnauthorized).has("Unknown address or password.")
	for next, want := range map[string]string{
		"/deliveries/abc?older=x": "/deliveries/abc?older=x", "//evil.example": "/deliveries", "https://evil.example/": "/deliveries", `/\evil.example`: "/deliveries",
		"javascript:alert(1)": "/deliveries", "": "/deliveries", "/a\r\nSet-Cookie: x=y": "/deliveries",
	} {
		w.browser().post("/signin", "email", " Camille@Moreau.example ", "password", password, "next", next).is(http.StatusSeeOther).at(want)
	}
}

func problemOf(p page) string {
	_, rest, _ := strings.Cut(p.body, `<div class="summary" role="alert"><p>`)
	text, _, _ := strings.Cut(rest, "<")
	return text
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	m := w.member("owner", "camille@moreau.example", "")
	b := w.signedIn(m)
	before := sessionOf(b)
	b.get("/signin").is(http.StatusSeeOther).at("/deliveries")
	b.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
	if after := sessionOf(b); after == before || after == "" {
		t.Fatal("the token survived signing in")
	}
	stolen := w.browser()
	stolen.do(http.MethodGet, "/deliveries", "", nil, "Cookie", "session="+before).is(http.StatusSeeOther) // the one before has ended
	for range 3 {
		w.now = w.now.Add(account.Idle - time.Hour)
		b.get("/deliveries").is(http.StatusOK) // used, it goes on
	}
	w.now = w.now.Add(account.Idle + time.Hour)
	b.get("/deliveries").is(http.StatusSeeOther)

	again := w.signedIn(m)
	must(t, roster.UpdateMember(t.Context(), w.db, m.ID, func(x *account.Member) error { x.DisabledAt = w.now; return nil }))
	again.get("/deliveries").is(http.StatusSeeOther)
	w.browser().post("/signin", "email", m.Email, "password", password).is(http.StatusUnauthorized).has("Unknown address or password.")
}

func sessionOf(b *browser) string {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url, nil)
	must(b.t, err)
	for _, c := range b.client.Jar.Cookies(r.URL) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

func TestGuessingIsSlow(t *testing.T) {
	w := newWorld(t)
	m := w.member("owner", "camille@moreau.example", "")
	b := w.browser()
	refused := 0
	for range 22 {
		if got := b.post("/signin", "email", m.Email, "password", "guess"); got.status == http.StatusTooManyRequests {
			refused++
			got.has("Too many attempts in a short time.")
			if got.header.Get("Retry-After") == "" {
				t.Fatal("nobody says how long to wait")
			}
		}
	}
	if refused != 2 {
		t.Fatal(refused, "of 22 were refused")
	}
	b.post("/signin", "email", m.Email, "password", password).is(http.StatusTooManyRequests)
	w.now = w.now.Add(16 * time.Minute)
	b.post("/signin", "email", m.Email, "password", password).is(http.StatusSeeOther)
}

func TestSigningUp(t *testing.T) {
	typed := func(pairs ...string) []string {
		v := values([]string{"name", "Camille Moreau", "email", "camille@moreau.example", "password", password, "workspace", "Atelier Moreau"})
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		var out []string
		for name := range v {
			out = append(out, name, v.Get(name))
		}
		return out
	}
	cases := map[string]struct {
		typed []string
		says  string
	}{
		"a password that is short":         {typed("password", "court"), "Password: Too short: at least 8 characters."},
		"a password everyone tries":        {typed("password", "motdepasse1"), "Password: This password is too common."},
		"an e-mail that is none":           {typed("email", "camille@"), "E-mail address: This is not an e\u2011mail address."},
		"an e-mail with a line break":      {typed("email", "a@b.example\r\nBcc: c@d.example"), "E-mail address: This is not an e\u2011mail address."},
		"no name":                          {typed("name", " "), "Name: Please fill this in."},
		"a workspace with control letters": {typed("workspace", "a\x00b"), "Studio or company: Contains invisible characters"},
	}
	w := newWorld(t)
	b := w.browser()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.post("/signup", c.typed...).is(http.StatusUnprocessableEntity).has(c.says).hasNot(`value="` + password)
		})
	}
	b.t = t
	if len(w.mail) > 0 {
		t.Fatal("something was sent")
	}
	b.post("/signup", typed()...).is(http.StatusSeeOther).at("/check-mail")
	b.post("/signin", "email", "camille@moreau.example", "password", password).is(http.StatusSeeOther).at("/check-mail") // not confirmed: another message
	b.post("/check-mail", "email", "camille@moreau.example").is(http.StatusSeeOther)
	b.get("/check-mail").has("Another message is on its way.")
	second := w.browser()
	second.post("/signup", typed("password", "une autre phrase secrète", "name", "Camille M.")...).is(http.StatusSeeOther).at("/check-mail")
	if len(w.mail) != 4 {
		t.Fatal(len(w.mail), "messages")
	}
	second.post("/confirm/" + w.mail[3]).is(http.StatusSeeOther)
	second.get("/deliveries").has("Camille M.")
	w.browser().post("/signin", "email", "camille@moreau.example", "password", password).is(http.StatusUnauthorized) // what was typed last counts

	third := w.browser()
	third.post("/signup", typed()...).is(http.StatusSeeOther).at("/check-mail") // the same answer, and the account stays as it is
	third.post("/check-mail", "email", "nobody@moreau.example").is(http.StatusSeeOther).at("/check-mail")
	if len(w.mail) != 4 || len(w.told) != 1 || !strings.HasSuffix(w.told[0], " signed_up_again") { // who has the address is told that there is an account
		t.Fatal(len(w.mail), "messages", w.told)
	}
	for range 6 {
		third.post("/check-mail", "email", "camille@moreau.example")
	}
	if len(w.told) > 5 {
		t.Errorf("told %d times in an hour", len(w.told))
	}
	w.browser().post("/signin", "email", "camille@moreau.example", "password", "une autre phrase secrète").is(http.StatusSeeOther).at("/deliveries")
}

func TestSigningUpWhereItIsClosed(t *testing.T) {
	w := newWorld(t, func(d *sender.Deps) { d.Signup, d.Front = account.Closed, screen.Front{} })
	b := w.browser()
	b.get("/").is(http.StatusOK).hasNot("Create account", "region")
	b.get("/signup").is(http.StatusForbidden).has("Sign-up is closed")
	b.post("/signup", "name", "x", "email", "x@y.example", "password", password, "workspace", "x").is(http.StatusForbidden).has("Sign-up is closed")
	b.get("/signin").is(http.StatusOK).hasNot("No account yet?")
	if n, err := roster.CountWorkspaces(t.Context(), w.db); err != nil || n > 0 {
		t.Fatal(n, err)
	}
}

func TestConfirmationLinks(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.post("/signup", "name", "Camille", "email", "camille@moreau.example", "password", password, "workspace", "Atelier").is(http.StatusSeeOther)
	for _, token := range []string{"x", strings.Repeat("A", 43), w.mail[0] + "A"} {
		b.get("/confirm/" + token).is(http.StatusGone).has("This link is no longer valid")
		b.post("/confirm/" + token).is(http.StatusGone)
	}
	w.now = w.now.Add(account.ForConfirmation.Lifetime())
	b.get("/confirm/" + w.mail[0]).is(http.StatusGone)
	b.post("/confirm/" + w.mail[0]).is(http.StatusGone)
	b.get("/deliveries").is(http.StatusSeeOther)
}

func TestTheLanguageIsRemembered(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.post("/language", "lang", "fr", "back", "/signin").is(http.StatusSeeOther).at("/signin")
	b.get("/signin").is(http.StatusOK).has("Mot de passe", `lang="fr"`)
	b.post("/language", "lang", "en", "back", "//evil.example").is(http.StatusSeeOther).at("/")
	b.get("/signin").has("Password")
	b.post("/language", "lang", "xx").is(http.StatusUnprocessableEntity)
}

func TestAStrangersPasswordIsNotConfirmedByTheOwnersClick(t *testing.T) {
	w := newWorld(t)
	signUp := func(b *browser, name, secret string) {
		b.post("/signup", "name", name, "email", "camille@moreau.example", "password", secret, "workspace", "Atelier").is(http.StatusSeeOther)
	}
	owner := w.browser()
	signUp(owner, "Camille", password)
	signUp(w.browser(), "Stranger", "une phrase que Camille ignore")
	owner.get("/confirm/" + w.mail[0]).is(http.StatusOK).has("Type the password you chose").hasNot("One last click")
	owner.post("/confirm/" + w.mail[0]).is(http.StatusUnauthorized)
	owner.post("/confirm/"+w.mail[1], "password", password).is(http.StatusUnauthorized).has("This is not the password that was chosen last.")
	w.browser().post("/signin", "email", "camille@moreau.example", "password", "une phrase que Camille ignore").is(http.StatusSeeOther).at("/check-mail")

	signUp(owner, "Camille", password) // as the page says
	elsewhere := w.browser()
	elsewhere.get("/confirm/" + w.mail[0]).is(http.StatusOK).has("Type the password you chose")
	elsewhere.post("/confirm/"+w.mail[0], "password", password).is(http.StatusSeeOther).at("/deliveries")
	w.browser().post("/signin", "email", "camille@moreau.example", "password", password).is(http.StatusSeeOther).at("/deliveries")
}
