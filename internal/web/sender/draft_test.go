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
	b.get(edit).is(http.StatusOK).has("You changed this draft").hasNot("changed meanwhile")
	resumed := b.get(edit+"?kept=1").is(http.StatusOK).has("Toitures", "changed meanwhile")
	b.postForm(edit, b.changed(id, resumed.seen(), "title", "Toitures")).is(http.StatusSeeOther)
	b.post("/deliveries/"+id+"/send", "informed", "yes").is(http.StatusSeeOther)
	b.postForm(edit, b.changed(id, resumed.seen(), "title", "Late")).is(http.StatusSeeOther).at("/deliveries/" + id)
	if d := w.delivery(id); d.State != delivery.Sent || d.Terms.Title != "Toitures" {
		t.Errorf("%s, %q", d.State, d.Terms.Title)
	}
}

// What is missing from a draft is asked for when it is sent, not when it is saved; what is wrong is told at once.
func TestADraftIsSavedBeforeItIsComplete(t *testing.T) {
	none := []string{"price", "", "due_on", "", "recipients-0-name", "", "recipients-0-email", "", "recipients-0-phone", "", "reference", "", "action", "save"}
	for name, c := range map[string]struct {
		typed   []string
		files   []file
		refused string // why it is not saved
		title   string
		lacks   string
		asks    []string // of whoever wants to send it
	}{
		"only a title":             {[]string{"title", "Façades"}, nil, "", "Façades", "the files, the price, the client", []string{"Files: Please", "Price: Please", "Recipient 1, name: Please", "Recipient 1, e-mail address: Please", "Recipient 1, telephone: Please"}},
		"only a file":              {[]string{"title", ""}, []file{{"façade.pdf", "x"}}, "", "façade", "the price, the client", []string{"Price: Please", "Recipient 1, name: Please"}},
		"a price and a file":       {[]string{"title", "Façades", "price", "200"}, []file{{"façade.pdf", "x"}}, "", "Façades", "the client", []string{"Recipient 1, name: Please"}},
		"only an address":          {[]string{"title", "Façades", "recipients-0-email", "h@berthier.example"}, nil, "", "Façades", "the files, the price, the client", []string{"Recipient 1, name: Please"}},
		"no gate and no reason":    {[]string{"title", "Façades", "gates", "none"}, []file{{"façade.pdf", "x"}}, "", "Façades", "the client, the options", []string{"Reason", "Recipient 1, name: Please"}},
		"nothing":                  {[]string{"title", ""}, nil, "Title: Please", "", "", nil},
		"a price that is none":     {[]string{"title", "Façades", "price", "mille"}, nil, "Price: This is not an amount", "", "", nil},
		"an address that is none":  {[]string{"title", "Façades", "recipients-0-email", "z"}, nil, "Recipient 1, e-mail address: This", "", "", nil},
		"a telephone that is none": {[]string{"title", "Façades", "recipients-0-phone", "12"}, nil, "Recipient 1, telephone", "", "", nil},
		"a file that is empty":     {[]string{"title", "Façades"}, []file{{"vide.pdf", ""}}, "Files: This file is empty.", "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
			p := b.postForm("/deliveries/new", input(append(none, c.typed...)...), c.files...)
			if c.refused != "" {
				p.is(http.StatusUnprocessableEntity).has(c.refused).hasNot("Recipient 1, name: Please", "Price: Please")
				b.get("/deliveries?state=draft").is(http.StatusOK).hasNot("Façades")
				return
			}
			at := p.is(http.StatusSeeOther).header.Get("Location")
			b.get(at).is(http.StatusOK).has("Draft saved.", c.title, "Still to be completed: "+c.lacks+".", ">Complete<").hasNot("Check and send")
			b.get("/deliveries?state=draft").is(http.StatusOK).has(c.title, "Draft").hasNot("Nothing to pay")
			b.get("/deliveries/export.csv").is(http.StatusOK).has(c.title)
			b.get(at + "/send").is(http.StatusUnprocessableEntity).has(c.asks...)
			b.post(at+"/send", "informed", "yes").is(http.StatusUnprocessableEntity).has(c.asks...)
			b.post(at+"/withdraw", "reason", "").is(http.StatusSeeOther)
			if d := w.delivery(strings.TrimPrefix(at, "/deliveries/")); d.State != delivery.Withdrawn {
				t.Errorf("it cannot be put away: %s", d.State)
			}
			b.get(at).is(http.StatusOK).hasNot("Still to be completed")
			b.post(at + "/send").is(http.StatusSeeOther).at(at)
		})
	}
}

// What was chosen for what is not there yet is there when the draft is opened again, and in a duplicate; completed, it is
// as any other.
func TestADraftIsCompletedLater(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn(w.member(account.Owner, "atelier@example.org", ""))
	at := b.postForm("/deliveries/new", input("price", "", "price_kind", "net", "vat_rate", "0", "due_on", "2026-12-20", "gates", "signature,payment", "client_kind", "consumer", "contract", "bespoke",
		"recipients-0-name", "", "recipients-0-email", "", "recipients-0-phone", "", "action", "save")).is(http.StatusSeeOther).header.Get("Location")
	id := strings.TrimPrefix(at, "/deliveries/")
	chosen := []string{`value="net" selected`, `value="0" selected`, `value="2026-12-20"`, `value="signature,payment" checked`, `value="consumer" checked`, `value="bespoke" checked`, `name="recipients-0-name"`, `value="payer" checked`}
	page := b.get(at + "/edit").is(http.StatusOK).has(chosen...)
	b.get("/deliveries/new?like="+id).is(http.StatusOK).has(`value="net" selected`, `value="0" selected`, `value="signature,payment" checked`, `name="recipients-0-name"`)

	w.now = w.now.Add(time.Minute)
	form := input("price", "1 000", "price_kind", "net", "vat_rate", "0", "gates", "signature,payment", "seen", page.seen(), "action", "save")
	b.postForm(at+"/edit", form).is(http.StatusSeeOther)
	b.get(at).is(http.StatusOK).has("Still to be completed: the files.", "Hélène Berthier", "1,000.00")
	form.Del("seen")
	form.Set("action", "review")
	b.postForm(at+"/edit", form).is(http.StatusUnprocessableEntity).has("Files: Please")
	b.postForm(at+"/edit", form, file{"plan.pdf", "x"}).is(http.StatusSeeOther).at(at + "/send")
	b.get(at + "/send").is(http.StatusOK)
	b.post(at+"/send", "informed", "yes").is(http.StatusSeeOther).at(at)
	d := w.delivery(id)
	if d.State != delivery.Sent || d.Unfinished != nil || d.Dues[0].Amount != 100000 || len(d.Releases[0].Gates) != 2 {
		t.Errorf("%+v", d)
	}
}
