package sender_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/delivery"
)

// seen is the version that a page carries.
func (p page) seen() string {
	p.t.Helper()
	_, after, _ := strings.Cut(p.body, `name="seen" value="`)
	version, _, ok := strings.Cut(after, `"`)
	if !ok {
		p.t.Fatal("the page names no version")
	}
	return version
}

// changed is the form of a draft as its page shows it, with other values.
func (b *browser) changed(id, seen string, pairs ...string) url.Values {
	v := input(append([]string{"expires_on", "2027-11-23", "seen", seen, "action", "save"}, pairs...)...)
	for _, f := range b.delivery(id).Deliverables {
		v.Add("upload", f.Object)
	}
	return v
}

// Whoever saves over what somebody else saved is told first, with everything that was typed, and saves again or does not.
func TestADraftThatChangedSinceItWasOpened(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile []string // saved from another window; nil: nothing is
		posted    []string
		status    int
		price     int64 // that the draft then has
		title     string
	}{
		"nobody saved meanwhile":           {nil, []string{"title", "Façades"}, http.StatusSeeOther, 125000, "Façades"},
		"somebody saved another price":     {[]string{"price", "200"}, []string{"title", "Façades"}, http.StatusConflict, 20000, "Plans, maison Berthier"},
		"the same was saved, as if twice":  {[]string{"title", "Façades"}, []string{"title", "Façades"}, http.StatusSeeOther, 125000, "Façades"},
		"the same, with a telephone typed": {[]string{"title", "Façades"}, []string{"title", "Façades", "recipients-0-phone", "+33612345678"}, http.StatusSeeOther, 125000, "Façades"},
		"a button of the list is no save":  {[]string{"price", "200"}, []string{"action", "add-recipient"}, http.StatusOK, 20000, "Plans, maison Berthier"},
		"to review it is to save it":       {[]string{"price", "200"}, []string{"action", "review"}, http.StatusConflict, 20000, "Plans, maison Berthier"},
		"a form that says no version":      {[]string{"price", "200"}, []string{"seen", "", "title", "Façades"}, http.StatusSeeOther, 125000, "Façades"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			me := w.member(account.Owner, "atelier@example.org", "")
			b := w.signedIn(me)
			id := b.draft()
			edit := "/deliveries/" + id + "/edit"
			seen := b.get(edit).is(http.StatusOK).hasNot("changed meanwhile").seen()
			if c.meanwhile != nil {
				w.now = w.now.Add(time.Minute)
				other := w.signedIn(w.member(account.Colleague, "colleague@example.org", me.Workspace))
				other.postForm(edit, other.changed(id, seen, c.meanwhile...)).is(http.StatusSeeOther)
			}
			b.postForm(edit, b.changed(id, seen, c.posted...)).is(c.status)
			if d := w.delivery(id); d.Dues[0].Amount != c.price || string(d.Terms.Title) != c.title {
				t.Errorf("the draft is %q for %d", d.Terms.Title, d.Dues[0].Amount)
			}
		})
	}
}

func TestWhatWasTypedOverAnotherVersionIsShownAndCanBeKept(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	id := b.draft()
	edit := "/deliveries/" + id + "/edit"
	seen := b.get(edit).seen()
	w.now = w.now.Add(time.Minute)
	b.postForm(edit, b.changed(id, seen, "price", "200")).is(http.StatusSeeOther)
	again := b.postForm(edit, b.changed(id, seen, "title", "Façades"), file{"façade.pdf", "x"}).is(http.StatusConflict).
		has("changed meanwhile", `value="Façades"`, `value="1 250,00"`, "façade.pdf", `href="`+edit+`" target="_blank"`)
	if again.seen() == seen {
		t.Error("the page still names the version before")
	}
	kept := b.changed(id, again.seen(), "title", "Façades")
	kept.Add("upload", hiddenUpload(t, again))
	b.postForm(edit, kept).is(http.StatusSeeOther).at("/deliveries/" + id)
	if d := w.delivery(id); d.Dues[0].Amount != 125000 || d.Terms.Title != "Façades" {
		t.Errorf("what was to be kept is %q for %d", d.Terms.Title, d.Dues[0].Amount)
	}

	// What was kept while it was typed, or went through signing in, knows on what it was typed.
	seen = b.get(edit).seen()
	typed := b.changed(id, seen, "title", "Toitures", "kept", id)
	b.do(http.MethodPost, "/deliveries/keep", "application/x-www-form-urlencoded", strings.NewReader(typed.Encode())).is(http.StatusNoContent)
	b.get(edit + "?kept=1").is(http.StatusOK).has("Toitures").hasNot("changed meanwhile")
	w.now = w.now.Add(time.Minute)
	b.postForm(edit, b.changed(id, seen, "price", "300")).is(http.StatusSeeOther)
	b.get(edit).is(http.StatusOK).has("You had changed this draft").hasNot("changed meanwhile")
	resumed := b.get(edit+"?kept=1").is(http.StatusOK).has("Toitures", "changed meanwhile")
	b.postForm(edit, b.changed(id, resumed.seen(), "title", "Toitures")).is(http.StatusSeeOther)
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther)
	b.postForm(edit, b.changed(id, resumed.seen(), "title", "Late")).is(http.StatusSeeOther).at("/deliveries/" + id)
	if d := w.delivery(id); d.State != delivery.Sent || d.Terms.Title != "Toitures" {
		t.Errorf("%s, %q", d.State, d.Terms.Title)
	}
}
