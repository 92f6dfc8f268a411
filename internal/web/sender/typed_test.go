package sender_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/autosave"
)

var typedHidden = regexp.MustCompile(`name="typed" value="([^"]*)"`)

// typed is what a page carries on.
func (p page) typed() string {
	p.t.Helper()
	m := typedHidden.FindStringSubmatch(p.body)
	if m == nil {
		p.t.Fatal("nothing is carried on")
	}
	return html.UnescapeString(m[1])
}

// A form that is sent after the session is over is carried by the page to sign in, and comes back, without script.
func TestWhatWasTypedGoesThroughSigningIn(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	fields := input("title", `<Plans> & "coupes"`, "message", "Bonjour,\r\nvoici.", "password", "hunter2", "action", "save")
	b := w.browser()
	over := b.postForm("/deliveries/new", fields, file{"plan.pdf", "a plan"}).is(http.StatusUnauthorized).
		has(`action="/signin"`, "what you typed is on this page", "have to be chosen again", `name="next" value="/deliveries/new"`).hasNot("hunter2", "<Plans>", "save")
	if _, there, err := autosave.Get(t.Context(), w.db, me.ID, "new"); err != nil || there {
		t.Fatalf("a stranger's form is kept: %v", err)
	}
	wrong := b.post("/signin", "email", me.Email, "password", "something else", "next", "/deliveries/new", "typed", over.typed(), "files", "yes").is(http.StatusUnauthorized).has("have to be chosen again")
	for range 19 {
		wrong = b.post("/signin", "email", me.Email, "password", "something else", "next", "/deliveries/new", "typed", wrong.typed())
	}
	wrong = b.post("/signin", "email", me.Email, "password", password, "next", "/deliveries/new", "typed", wrong.typed()).is(http.StatusTooManyRequests).has("Too many attempts")
	w.now = w.now.Add(16 * time.Minute)
	b.post("/signin", "email", me.Email, "password", password, "next", "/deliveries/new", "typed", wrong.typed()).is(http.StatusSeeOther).at("/deliveries/new?kept=new")
	b.get("/deliveries/new?kept=new").is(http.StatusOK).has(`value="<Plans> & "coupes""`, "1 250,00", "Hélène Berthier", "voici.", `name="kept" value="new"`, `data-keep=`).hasNot("hunter2")

	b.post("/signout").is(http.StatusSeeOther)
	plainly := b.post("/deliveries/new", "title", "Façades", "kept", "").is(http.StatusUnauthorized).hasNot("chosen again")
	b.post("/signin", "email", me.Email, "password", password, "next", "/deliveries/new", "typed", plainly.typed()).is(http.StatusSeeOther).at("/deliveries/new?kept=beside")
	b.get("/deliveries/new?kept=beside").is(http.StatusOK).has("Façades").hasNot("coupes")
	b.get("/deliveries/new?kept=1").is(http.StatusOK).has("coupes").hasNot("Façades") // what was begun before is still there
	b.draft("kept", "beside")
	b.get("/deliveries/new").is(http.StatusOK).has("You started a delivery")

	id := b.draft()
	b.post("/signout").is(http.StatusSeeOther)
	edit := "/deliveries/" + id + "/edit"
	changed := b.post(edit, "title", "Plans, indice B", "kept", id).is(http.StatusUnauthorized)
	b.post("/signin", "email", me.Email, "password", password, "next", edit, "typed", changed.typed()).is(http.StatusSeeOther).at(edit + "?kept=" + id)
	b.get(edit + "?kept=" + id).is(http.StatusOK).has(`value="Plans, indice B"`)
	other := w.browser()
	other.post("/signin", "email", w.member(account.Owner, "other@example.org", "").Email, "password", password, "next", edit, "typed", changed.typed()).is(http.StatusSeeOther)
	other.get(edit + "?kept=1").is(http.StatusNotFound)
}

func TestWhatWasTypedIsNotCarriedAnywhere(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	typed := "title=Plans"
	for name, c := range map[string]struct{ next, typed, at string }{
		"to another site":            {"//evil.example/deliveries/new", typed, "/deliveries"},
		"to a page without a form":   {"/clients", typed, "/clients"},
		"to a page of another verb":  {"/deliveries/d1/send", typed, "/deliveries/d1/send"},
		"to a path within a path":    {"/deliveries/a/b/edit", typed, "/deliveries/a/b/edit"},
		"when it is no form":         {"/deliveries/new", "%zz", "/deliveries/new"},
		"when it is longer than any": {"/deliveries/new", "title=" + strings.Repeat("x", autosave.MaxBytes), "/deliveries/new"},
	} {
		t.Run(name, func(t *testing.T) {
			w.browser().post("/signin", "email", me.Email, "password", password, "next", c.next, "typed", c.typed).is(http.StatusSeeOther).at(c.at)
		})
	}
	w.browser().post("/deliveries/new", "message", strings.Repeat("é", autosave.MaxBytes)).is(http.StatusUnauthorized).has(`action="/signin"`).hasNot("what you typed")
	w.browser().postForm("/deliveries/new", input("message", strings.Repeat("x", autosave.MaxBytes)), file{"plan.pdf", "x"}).is(http.StatusUnauthorized).hasNot("what you typed")
	whole := "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nBonjour\r\n--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"plan.pdf\"\r\n\r\nx\r\n--b--\r\n"
	w.browser().do(http.MethodPost, "/deliveries/new", "multipart/form-data; boundary=b", strings.NewReader(whole)).is(http.StatusUnauthorized).has("what you typed")
	w.browser().do(http.MethodPost, "/deliveries/new", "multipart/form-data; boundary=b", strings.NewReader(strings.TrimSuffix(whole, "--b--\r\n"))).is(http.StatusUnauthorized).hasNot("what you typed")
	many := strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n", 1001)
	w.browser().do(http.MethodPost, "/deliveries/new", "multipart/form-data; boundary=b", strings.NewReader(many+whole)).is(http.StatusUnauthorized).hasNot("what you typed")
	audit := w.member(account.Auditor, "audit@example.org", me.Workspace)
	w.browser().post("/signin", "email", audit.Email, "password", password, "next", "/deliveries/new", "typed", typed).is(http.StatusSeeOther).at("/deliveries/new")
	if _, there, err := autosave.Get(t.Context(), w.db, audit.ID, "new"); err != nil || there {
		t.Errorf("kept for who may not send: %v", err)
	}
}

// The code and the passkey carry it too.
func TestWhatWasTypedGoesThroughEveryProof(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	secret, _ := w.signedIn(me).enrol()
	b := w.browser()
	over := b.post("/deliveries/new", "title", "Plans & coupes").is(http.StatusUnauthorized)
	asked := b.post("/signin", "email", me.Email, "password", password, "next", "/deliveries/new", "typed", over.typed()).is(http.StatusOK).has(`action="/signin/code"`)
	wrong := b.post("/signin/code", "code", "000000", "typed", asked.typed(), "next", "/deliveries/new").is(http.StatusUnprocessableEntity).has(wrongCode)
	b.post("/signin/code", "code", b.code(secret), "typed", wrong.typed(), "next", "/deliveries/new").is(http.StatusSeeOther).at("/deliveries/new?kept=new")
	b.get("/deliveries/new?kept=new").is(http.StatusOK).has("Plans & coupes")
	late := w.browser().post("/signin/code", "code", "000000", "typed", wrong.typed(), "next", "/deliveries/new").is(http.StatusUnauthorized).has(`action="/signin"`, `value="/deliveries/new"`)
	if v, err := url.ParseQuery(late.typed()); err != nil || v.Get("title") != "Plans & coupes" {
		t.Errorf("who took too long loses it: %v", err)
	}
}

func TestWhatWasTypedGoesThroughAPasskey(t *testing.T) {
	w := newWorld(t)
	d := w.signedIn(w.member(account.Owner, "atelier@example.org", "")).addPasskey("Phone")
	c := w.browser()
	over := c.post("/deliveries/new", "title", "Plans & coupes").is(http.StatusUnauthorized)
	if len(typedHidden.FindAllString(over.body, -1)) != 2 {
		t.Error("the form of the passkey carries nothing")
	}
	refused := c.post("/signin/passkey", "credential", "{}", "next", "/deliveries/new", "typed", over.typed()).is(http.StatusUnauthorized)
	c.post("/signin/passkey", "credential", d.signs(c.asked("/signin/passkey/begin")), "next", "/deliveries/new", "typed", refused.typed()).is(http.StatusSeeOther).at("/deliveries/new?kept=new")
}

// What is changed of a saved draft is kept as it is typed, offered where it differs, and forgotten with the next save.
func TestChangesOfADraftAreKept(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	b := w.signedIn(me)
	id := b.draft()
	edit := "/deliveries/" + id + "/edit"
	b.get(edit).is(http.StatusOK).has(`data-keep="/deliveries/keep"`, `name="kept" value="`+id+`"`).hasNot("You had changed")
	form := func(pairs ...string) url.Values {
		v := input(append([]string{"recipients-0-phone", "+33612345678", "expires_on", "2027-11-23", "kept", id}, pairs...)...)
		for _, f := range w.delivery(id).Deliverables {
			v.Add("upload", f.Object)
		}
		return v
	}
	keep := func(v url.Values) {
		b.do(http.MethodPost, "/deliveries/keep", "application/x-www-form-urlencoded", strings.NewReader(v.Encode())).is(http.StatusNoContent)
	}
	keep(form())
	b.get(edit).is(http.StatusOK).hasNot("You had changed").has(`data-keep=`) // nothing differs
	keep(form("title", "Plans, indice B", "price", "not yet"))
	b.get(edit).is(http.StatusOK).has("without saving it", `href="`+edit+`?kept=1"`, `value="Plans, maison Berthier"`).hasNot("indice B", `data-keep="`)
	b.get(edit+"?kept=1").is(http.StatusOK).has(`value="Plans, indice B"`, `value="not yet"`, "plan.pdf", `data-keep="`).hasNot("You had changed")
	b.get("/deliveries/new").is(http.StatusOK).hasNot("You started a delivery")
	colleague := w.signedIn(w.member(account.Colleague, "colleague@example.org", me.Workspace))
	colleague.get(edit).is(http.StatusOK).hasNot("indice B", "You had changed")

	b.post("/deliveries/keep", "forget", "yes", "kept", id).is(http.StatusSeeOther).at(edit)
	b.get(edit).is(http.StatusOK).hasNot("You had changed")
	keep(form("title", "Plans, indice C"))
	saved := form("title", "Plans, indice C", "action", "save")
	b.postForm(edit, saved).is(http.StatusSeeOther)
	b.get(edit).is(http.StatusOK).hasNot("You had changed").has(`value="Plans, indice C"`)

	for name, stranger := range map[string]*browser{
		"of another workspace": w.signedIn(w.member(account.Owner, "other@example.org", "")),
	} {
		if p := stranger.post("/deliveries/keep", "title", "Theirs", "kept", id); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", name, p.status)
		}
	}
	b.post("/deliveries/keep", "title", "x", "kept", "nothing").is(http.StatusNotFound)
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther)
	b.post("/deliveries/keep", "title", "x", "kept", id).is(http.StatusConflict)
}
