package sender_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db/dbtest"
	"quittance/storage/storagetest"
)

// shown is the id of the showing of a form.
func (p page) shown() string {
	p.t.Helper()
	_, after, _ := strings.Cut(p.body, `name="shown" value="`)
	id, _, ok := strings.Cut(after, `"`)
	if !ok || id == "" {
		p.t.Fatal("the form has no id")
	}
	return id
}

// Pressing Back brings a form as it was, with the version of then. What it saved itself it may save over; what another
// window, another person or another showing saved is never replaced unseen.
func TestAFormThatComesBackGoesOnFromWhatItSaved(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			me := w.member(account.Owner, "atelier@example.org", "")
			b := w.signedIn(me)
			id := b.draft()
			edit := "/deliveries/" + id + "/edit"
			is := func(title string) {
				t.Helper()
				if got := w.delivery(id).Terms.Title; string(got) != title {
					t.Errorf("the draft is %q, want %q", got, title)
				}
			}
			save := func(from page, title string, pairs ...string) page {
				t.Helper()
				w.now = w.now.Add(time.Minute)
				return b.postForm(edit, b.changed(id, from.seen(), append([]string{"shown", from.shown(), "title", title}, pairs...)...))
			}
			first := b.get(edit)
			save(first, "One").is(http.StatusSeeOther)
			save(first, "Two").is(http.StatusSeeOther)                            // Back, and again
			save(first, "", "price", "12,345").is(http.StatusUnprocessableEntity) // refused, which saves nothing
			save(first, "Three", "action", "review").is(http.StatusSeeOther)
			is("Three")

			second := b.get(edit) // another window of the same person
			if second.shown() == first.shown() {
				t.Error("two showings have one id")
			}
			save(second, "Four").is(http.StatusSeeOther)
			told := save(first, "Five").is(http.StatusConflict).has("changed meanwhile", `value="Five"`)
			is("Four")
			save(first, "Five").is(http.StatusConflict) // whatever was shown, the old form was not told
			save(told, "Five").is(http.StatusSeeOther)
			save(told, "Six").is(http.StatusSeeOther)
			save(second, "Seven").is(http.StatusConflict)
			is("Six")

			colleague := w.signedIn(w.member(account.Colleague, "colleague@example.org", me.Workspace))
			theirs := colleague.get(edit)
			colleague.postForm(edit, colleague.changed(id, theirs.seen(), "shown", theirs.shown(), "title", "Theirs")).is(http.StatusSeeOther)
			save(told, "Seven").is(http.StatusConflict)
			b.postForm(edit, b.changed(id, told.seen(), "shown", theirs.shown(), "title", "Eight")).is(http.StatusConflict) // an id of somebody else's
			b.postForm(edit, b.changed(id, told.seen(), "shown", strings.Repeat("x", 99), "title", "Nine")).is(http.StatusConflict)
			is("Theirs")

			// What was typed and kept is shown anew: it is another showing, and the window where it was typed another still.
			open := b.get(edit)
			typed := b.changed(id, open.seen(), "shown", open.shown(), "title", "Kept", "kept", id)
			b.do(http.MethodPost, "/deliveries/keep", "application/x-www-form-urlencoded", strings.NewReader(typed.Encode())).is(http.StatusNoContent)
			if resumed := b.get(edit + "?kept=1").has("Kept"); resumed.shown() == open.shown() {
				t.Error("what is taken up in another window has the id of the first")
			}
		})
	}
}

// The form of a new delivery makes one, however often it is saved, until that one is sent or changed elsewhere.
func TestANewDeliveryThatComesBackIsNoSecondOne(t *testing.T) {
	for _, e := range dbtest.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			w := newWorldOn(t, e.URL(t), storagetest.NewBucket())
			b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
			shown := b.get("/deliveries/new").shown()
			save := func(pairs ...string) string {
				t.Helper()
				w.now = w.now.Add(time.Minute)
				form := input(append([]string{"shown", shown, "action", "save"}, pairs...)...)
				at := b.postForm("/deliveries/new", form, file{"plan.pdf", "%PDF"}).is(http.StatusSeeOther).header.Get("Location")
				id, _, _ := strings.Cut(strings.TrimPrefix(at, "/deliveries/"), "?")
				return id
			}
			first := save("title", "One")
			if again := save("title", "Two"); again != first || w.delivery(first).Terms.Title != "Two" || len(w.delivery(first).Deliverables) != 1 {
				t.Errorf("%s, %s: %q", first, again, w.delivery(first).Terms.Title)
			}
			b.post("/deliveries/"+first+"/send", "informed", "yes").is(http.StatusSeeOther)
			if again := save("title", "Three"); again == first || w.delivery(first).Terms.Title != "Two" {
				t.Error("a delivery that was sent was taken for a draft")
			}
		})
	}
}

// An address of a new delivery leads to the draft that was saved from there, with script or without: Back from the review shows
// what was typed. Sent, it is another delivery that begins there; nobody else finds anything at it.
func TestBackFromTheReviewLeadsToTheDraft(t *testing.T) {
	w := newWorld(t)
	me := w.member(account.Owner, "atelier@example.org", "")
	b := w.signedIn(me)
	open := func(path string) string {
		t.Helper()
		return b.do(http.MethodGet, path, "", nil).is(http.StatusSeeOther).header.Get("Location")
	}
	at := open("/deliveries/new")
	b.get(at).is(http.StatusOK).has(`action="` + at + `"`)
	b.postForm(at, input("price", "12,345"), file{"plan.pdf", "%PDF"}).is(http.StatusUnprocessableEntity).has(`action="` + at + `"`)
	review := b.postForm(at, input("title", "Hangar"), file{"plan.pdf", "%PDF"}).is(http.StatusSeeOther).header.Get("Location")
	edit := strings.TrimSuffix(review, "send") + "edit"
	b.do(http.MethodGet, at, "", nil).is(http.StatusSeeOther).at(edit)
	b.get(edit).has(`value="Hangar"`)
	if other := open("/deliveries/new"); other == at {
		t.Error("two new deliveries have one address")
	}
	like := open("/deliveries/new?like=" + strings.Split(review, "/")[2])
	if !strings.Contains(like, "like=") {
		t.Errorf("%s forgot what it is like", like)
	}
	w.signedIn(w.member(account.Colleague, "colleague@example.org", me.Workspace)).get(at).is(http.StatusOK).hasNot("Hangar")
	b.post(review, "informed", "yes").is(http.StatusSeeOther)
	if again := open(at); again == at || strings.HasSuffix(again, "/edit") {
		t.Errorf("sent, %s leads to %s", at, again)
	}
}
